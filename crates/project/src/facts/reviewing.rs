//! Facts of chapters 2 and 3.

use std::collections::BTreeSet;

use tongchou_rules::Facts;

use crate::situation::Grounds;
use crate::state::{Conclusion, Project};

pub(super) fn declaration(project: &Project, grounds: &Grounds, facts: &mut Facts) {
    let declared = &project.declaration;
    facts.declared = Some(project.declared());
    facts.declared_on = declared.declared_on;
    facts.submitted = Some(super::submitted(project));
    facts.passed = Some(project.passed.clone());
    facts.described = Some(declared.topics.keys().cloned().collect());
    facts.feasibility_aspects = Some(declared.feasibility.keys().cloned().collect());
    facts.operation_terms = Some(declared.terms.keys().cloned().collect());
    facts.endorsed = Some(passed(declared.endorsement.as_ref()));
    facts.district_design_in_force = Some(grounds.district_design_in_force);
    facts.domain_design_filed = Some(grounds.domain_design_filed);
    facts.design_cited = Some(grounds.design_cited);
    facts.catalogue_item = Some(grounds.catalogue_item);
    let unanswered = declared
        .matches
        .iter()
        .filter(|hit| hit.awaits_answer())
        .count();
    facts.unanswered_matches = Some(count(unanswered));
    facts.duplicate_check_current = Some(declared.checked_on.is_some() && !declared.check_stale);
    facts.work_begun = Some(project.work_began_on().is_some());
    facts.cryptography_documents_submitted = Some(project.cryptography_submitted_on.is_some());
}

pub(super) fn review(project: &Project, facts: &mut Facts) {
    let review = &project.review;
    facts.preliminary_review_passed = Some(passed(review.preliminary.as_ref()));
    facts.panel_drawn = Some(review.panel.is_some());
    let missing = opinions_missing(project);
    // what the experts looked at is told by their opinions, which are sealed until then
    facts.aspects_reviewed = (missing == 0).then(|| aspects(project));
    facts.opinions_missing = Some(missing);
    facts.expert_review_passed = Some(passed(review.experts.as_ref()));
    let outstanding = project
        .declaration
        .scenarios
        .iter()
        .filter(|each| !passed(each.assessment.as_ref()))
        .count();
    facts.scenarios_outstanding = Some(count(outstanding));
    facts.consultation_passed = Some(passed(
        review.consultation.as_ref().map(|held| &held.conclusion),
    ));
    facts.government_approved = Some(passed(review.decision.as_ref()));
    facts.letter_issued = Some(project.letter.is_some());
    facts.letter_issued_on = project.letter.as_ref().map(|letter| letter.on);
    facts.letter_items = Some(
        project
            .letter
            .as_ref()
            .map_or(0, |letter| count(letter.items.len())),
    );
    facts.letter_amount = Some(project.letter_amount());
}

pub(crate) fn aspects(project: &Project) -> BTreeSet<String> {
    let rows = project
        .review
        .opinions
        .iter()
        .flat_map(|given| &given.opinions);
    rows.map(|row| row.aspect.clone()).collect()
}

fn opinions_missing(project: &Project) -> i64 {
    let given = |person: &str| {
        project
            .review
            .opinions
            .iter()
            .any(|opinion| opinion.by.person == person)
    };
    let members = project.review.panel.iter().flat_map(|panel| &panel.members);
    count(members.filter(|member| !given(&member.person)).count())
}

pub(super) fn passed(conclusion: Option<&Conclusion>) -> bool {
    conclusion.is_some_and(Conclusion::passed)
}

pub(super) fn count(size: usize) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}
