//! Changes of approved content: filed, or requested, reviewed and then made.

use std::collections::BTreeMap;

use tongchou_rules::{Facts, money::in_words, vocabulary};

use super::checks::{absent, all, ended, going, not_ahead, unless};
use super::{Applied, Made, Step, lacking};
use crate::actor::Env;
use crate::acts::{ChangeRow, FileChange, ImplementChange, RequestChangeReview, ReviewChange};
use crate::refusal::StateFinding;
use crate::state::{Change, Conclusion, Project};

/// The figures of a change: what it moves of the content, and of the funds. Funds
/// count gross as well, so that an exchange of items is not netted away.
fn figures(rows: &[ChangeRow], project: &Project, facts: &mut Facts) {
    let moved = project.moved_by(rows);
    facts.change_content_amount = Some(moved);
    facts.change_amount = Some(moved);
    facts.investment_after_change = Some(project.approved_after(rows));
    // what is approved now, also where the letter approved more
    facts.security_amount = Some(project.approved_of_after("security", &[]));
    facts.security_amount_after = Some(project.approved_of_after("security", rows));
}

fn rows_fit(rows: &[ChangeRow], project: &Project) -> Vec<StateFinding> {
    let mut found = Vec::new();
    for row in rows {
        match &row.item {
            Some(id) if project.approved_item(id).is_none() => {
                found.push(absent("核定内容").by("22.1"));
            }
            None if row.name.is_none() || row.category.is_none() => found.push(StateFinding::new(
                "新增内容没有写明名称和类别",
                "新增内容须填写名称和类别，已有内容请选择对应的核定内容",
            )),
            _ => {}
        }
    }
    if found.is_empty() && project.letter.is_some() && project.moved_by(rows) == 0 {
        found.push(StateFinding::new(
            "变更前后内容和金额相同",
            "请填写变更后的金额",
        ));
    }
    found
}

fn open_change(project: &Project) -> Vec<StateFinding> {
    all([ended(project), accepted(project)])
}

/// What was accepted is no longer changed.
fn accepted(project: &Project) -> Option<StateFinding> {
    unless(
        project.accepted_on().is_none(),
        "项目已通过验收",
        "验收后的调整请登记新项目",
        "22.1",
    )
}

/// What filing and asking for a review have in common.
struct Proposed<'a> {
    way: &'static str,
    items: &'a [ChangeRow],
    moved: (i64, i64),
    reason: &'a str,
}

impl Proposed<'_> {
    /// Puts the change on record; the id it got.
    fn record(&self, project: &mut Project, made: &Made) -> String {
        let id = format!("v{}", project.changes.len() + 1);
        project.changes.push(Change {
            id: id.clone(),
            way: self.way.to_owned(),
            items: self.items.to_vec(),
            before: amounts_of(project, self.items),
            content_amount: self.moved.0,
            change_amount: self.moved.1,
            reason: self.reason.to_owned(),
            by: made.by.clone(),
            on: made.on,
            review: None,
            implemented_on: None,
        });
        id
    }

    fn reply(&self, after: &Project) -> serde_json::Value {
        serde_json::json!({ "id": after.changes.last().map(|change| &change.id), "way": self.way })
    }
}

/// What is approved of the items that a change is about.
fn amounts_of(project: &Project, rows: &[ChangeRow]) -> BTreeMap<String, i64> {
    let items = rows.iter().filter_map(|row| row.item.as_deref());
    let items = items.filter_map(|id| project.approved_item(id));
    items.map(|item| (item.id.clone(), item.amount)).collect()
}

impl FileChange {
    fn proposed(&self) -> Proposed<'_> {
        Proposed {
            way: "filing",
            items: &self.items,
            moved: (self.content_amount, self.change_amount),
            reason: &self.reason,
        }
    }
}

impl RequestChangeReview {
    fn proposed(&self) -> Proposed<'_> {
        Proposed {
            way: "review",
            items: &self.items,
            moved: (self.content_amount, self.change_amount),
            reason: &self.reason,
        }
    }
}

impl Step for FileChange {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &[
        "goal_unchanged",
        "within_planning",
        "main_content_must_change",
        "change_case",
        "change_content_amount",
        "change_amount",
        "investment_after_change",
        "security_amount_after",
        "security_share_after",
        "security_lowered",
        "change_already_made",
    ];
    const FOR_UNIT: bool = true;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        open_change(project)
    }

    fn guard(&self, project: &Project, _: &Env) -> Vec<StateFinding> {
        rows_fit(&self.items, project)
    }

    fn facts(&self, project: &Project, _: &Env, facts: &mut Facts) {
        figures(&self.items, project, facts);
        facts.goal_unchanged = Some(self.goal_unchanged);
        facts.within_planning = Some(self.within_planning);
        facts.main_content_must_change = Some(self.main_content_must_change);
        facts.change_case = Some(self.change_case.clone());
        facts.change_already_made = Some(self.already_made);
    }

    fn complete(&mut self, project: &Project, _: &Env) {
        self.content_amount = project.moved_by(&self.items);
        self.change_amount = self.content_amount;
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        let id = self.proposed().record(project, made);
        project.approve_change(&id, &self.items);
        Ok(())
    }

    fn tell(&self) -> String {
        format!(
            "备案变更{}项，调整{}",
            self.items.len(),
            in_words(self.change_amount)
        )
    }

    fn reply(&self, after: &Project) -> serde_json::Value {
        self.proposed().reply(after)
    }
}

impl Step for RequestChangeReview {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &["change_already_made"];
    const FOR_UNIT: bool = true;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        open_change(project)
    }

    fn guard(&self, project: &Project, _: &Env) -> Vec<StateFinding> {
        rows_fit(&self.items, project)
    }

    fn facts(&self, project: &Project, _: &Env, facts: &mut Facts) {
        figures(&self.items, project, facts);
        facts.change_already_made = Some(self.already_made);
    }

    fn complete(&mut self, project: &Project, _: &Env) {
        self.content_amount = project.moved_by(&self.items);
        self.change_amount = self.content_amount;
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        self.proposed().record(project, made);
        Ok(())
    }

    fn tell(&self) -> String {
        format!(
            "申请变更审查，涉及{}项，调整{}",
            self.items.len(),
            in_words(self.change_amount)
        )
    }

    fn reply(&self, after: &Project) -> serde_json::Value {
        self.proposed().reply(after)
    }
}

impl Step for ReviewChange {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &[
        "outcome",
        "security_amount_after",
        "security_share_after",
        "security_lowered",
    ];

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        let mut found = going(project);
        found.extend(accepted(project));
        found
    }

    fn guard(&self, project: &Project, _: &Env) -> Vec<StateFinding> {
        let Some(change) = project.change(&self.change) else {
            return vec![absent("变更申请").by("22.2")];
        };
        all([
            unless(
                change.way == "review",
                "该变更已备案，不需要审查",
                "请选择申请审查的变更",
                "22.2",
            ),
            unless(
                change.review.is_none(),
                "该变更已有审查结论",
                "一项变更只作一次结论",
                "22.2",
            ),
        ])
    }

    fn facts(&self, project: &Project, _: &Env, facts: &mut Facts) {
        facts.outcome = Some(self.outcome.clone());
        if let Some(change) = project.change(&self.change) {
            facts.change_review_requested = Some(change.way == "review" && change.review.is_none());
            figures(&change.items, project, facts);
        }
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        let asked = project.change(&self.change);
        let asked = asked.ok_or_else(|| lacking("change", &self.change))?;
        let before = amounts_of(project, &asked.items);
        let mut changes = project.changes.iter_mut();
        let change = changes.find(|change| change.id == self.change);
        let change = change.ok_or_else(|| lacking("change", &self.change))?;
        change.before = before;
        let review = Conclusion {
            outcome: self.outcome.clone(),
            opinion: self.opinion.clone(),
            number: None,
            by: made.by.clone(),
            on: made.on,
        };
        change.review = Some(review.clone());
        let (id, items) = (change.id.clone(), change.items.clone());
        if review.passed() {
            project.approve_change(&id, &items);
        }
        Ok(())
    }

    fn tell(&self) -> String {
        let outcome = vocabulary::OUTCOMES
            .label(&self.outcome)
            .unwrap_or(&self.outcome);
        format!("审查变更：{outcome}")
    }
}

impl Step for ImplementChange {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &["acted_on"];
    const FOR_UNIT: bool = true;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        let mut found = going(project);
        found.extend(accepted(project));
        found
    }

    fn guard(&self, project: &Project, env: &Env) -> Vec<StateFinding> {
        let Some(change) = project.change(&self.change) else {
            return vec![absent("变更").by("22.2")];
        };
        all([
            not_ahead("实施日期", self.implemented_on, env),
            unless(
                change.implemented_on.is_none(),
                "该变更已实施",
                "无须重复办理",
                "22.2",
            ),
        ])
    }

    fn facts(&self, project: &Project, _: &Env, facts: &mut Facts) {
        facts.acted_on = Some(self.implemented_on);
        if let Some(change) = project.change(&self.change) {
            let permitted = change.permitted_on();
            facts.change_permitted_on = permitted;
            facts.change_filed = Some(change.way == "filing");
            facts.change_review_passed = Some(change.way == "review" && permitted.is_some());
        }
    }

    fn apply(&self, project: &mut Project, _: &Made) -> Applied {
        let change = project
            .changes
            .iter_mut()
            .find(|change| change.id == self.change);
        change
            .ok_or_else(|| lacking("change", &self.change))?
            .implemented_on = Some(self.implemented_on);
        Ok(())
    }

    fn tell(&self) -> String {
        format!("于{}实施变更", super::checks::in_words(self.implemented_on))
    }
}
