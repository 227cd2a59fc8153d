//! A project: what its events have made of it so far.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Acceptance, Application, Archive, Assessment, AssetRegister, Budget, Change, CheckBasis,
    Conclusion, Consultation, Contract, CryptographyReview, Declined, DepartmentOpinion, Document,
    Earlier, Evaluation, ExpertOpinion, FalseDeclaration, Inspection, Item, Letter, Match, Measure,
    Member, MidtermReport, Numbered, Observation, Panel, Payment, PerformanceReport, Procurement,
    ProjectResult, Rectification, Referral, Return, Risk, Scenario, SelfEvaluation, Settled,
    Suspension, TaskState,
};
use crate::acts::{BudgetRow, DepartmentRow};
use crate::file::Filing;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Project {
    pub id: String,
    pub unit: String,
    pub unit_name: String,
    pub title: String,
    pub summary: String,
    pub fields: BTreeSet<String>,
    pub nature: String,
    pub funding: BTreeSet<String>,
    /// The body that leads the project's field.
    pub domain: String,
    pub district_unit: bool,
    pub district_funds: bool,
    pub critical_infrastructure: bool,
    pub mlps_level: i64,
    pub public_data_operation: bool,
    pub predecessor: Option<String>,
    pub registered_on: Option<Date>,
    /// Who acted for the unit: they decide nothing here.
    pub handlers: BTreeSet<String>,

    pub declaration: Declaration,
    pub documents: Vec<Document>,
    /// Materials that those competent have passed.
    pub passed: BTreeSet<String>,
    /// The last review of the plan for cryptography by experts.
    pub cryptography_review: Option<CryptographyReview>,
    pub cryptography_submitted_on: Option<Date>,
    pub cryptography_opinion: Option<Conclusion>,
    pub false_declarations: Vec<FalseDeclaration>,
    /// Experts (by id) who said of themselves that they have an interest.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub recused: BTreeSet<String>,
    pub review: Review,
    pub letter: Option<Letter>,
    /// The content approved now: the letter, what the investment department made
    /// of it, and the changes in effect.
    pub approved: Vec<Item>,
    pub investment: Option<Conclusion>,

    pub budgets: Vec<Budget>,
    pub procurements: Vec<Procurement>,
    pub contracts: Vec<Contract>,
    pub payments: Vec<Payment>,
    pub supervision_exemption: Option<String>,
    pub software_test_order: Option<String>,
    pub started_on: Option<Date>,
    pub planned_end_on: Option<Date>,
    pub mlps_filing: Option<String>,
    pub assessments: Vec<Assessment>,
    pub cryptography_report_filed_on: Option<Date>,
    pub data_tasks: BTreeMap<String, TaskState>,
    pub changes: Vec<Change>,
    pub midterm_reports: Vec<MidtermReport>,
    pub performance_reports: Vec<PerformanceReport>,
    pub risks: Vec<Risk>,

    pub application: Option<Application>,
    pub acceptances: Vec<Acceptance>,
    pub operation_plan_on: Option<Date>,
    /// Who keeps what runs, by the plan for its operation.
    pub maintainer: Option<String>,
    pub live_on: Option<Date>,
    pub results: Vec<ProjectResult>,
    pub assets: Option<AssetRegister>,
    pub archive: Option<Archive>,

    pub inspections: Vec<Inspection>,
    pub rectifications: Vec<Rectification>,
    pub measures: Vec<Measure>,
    pub suspensions: Vec<Suspension>,
    /// What data from outside tell of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub observations: Vec<Observation>,
    /// Proposed findings that a person decided on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub settled: Vec<Settled>,
    /// Shown to those alone who may view referrals; see [`Project::without_referrals`].
    pub referrals: Vec<Referral>,
    pub self_evaluations: Vec<SelfEvaluation>,
    pub evaluations: Vec<Evaluation>,
    /// Letters with a number beside the opinion letter.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub numbered: Vec<Numbered>,
    /// The files of every act that brought any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub filings: Vec<Filing>,
    /// Of a project of earlier years, what its records tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub earlier: Option<Earlier>,
    pub withdrawn: Option<Date>,
    pub closed: Option<Date>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Declaration {
    /// By topic, feasibility aspect and term of operation, in the law's words.
    pub topics: BTreeMap<String, String>,
    pub feasibility: BTreeMap<String, String>,
    pub terms: BTreeMap<String, String>,
    pub budget: Vec<BudgetRow>,
    pub design: Option<String>,
    pub design_item: Option<String>,
    pub catalogue_item: Option<String>,
    pub planned_start_on: Option<Date>,
    pub planned_end_on: Option<Date>,
    pub scenarios: Vec<Scenario>,
    pub matches: Vec<Match>,
    pub checked_on: Option<Date>,
    /// What was checked reads otherwise now.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub check_stale: bool,
    /// What the latest check was made of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub check_basis: Option<CheckBasis>,
    pub endorsement: Option<Conclusion>,
    pub declared_on: Option<Date>,
    pub signed_by: Option<String>,
    /// Every return for correction, the latest last.
    pub returns: Vec<Return>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Review {
    pub preliminary: Option<Conclusion>,
    pub panel: Option<Panel>,
    /// The draws before the one that stands.
    pub earlier_panels: Vec<Panel>,
    pub opinions: Vec<ExpertOpinion>,
    /// Experts who were drawn and do not take part.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub declined: Vec<Declined>,
    pub experts: Option<Conclusion>,
    /// What departments gave themselves for the consultation.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub department_opinions: Vec<DepartmentOpinion>,
    pub consultation: Option<Consultation>,
    pub decision: Option<Conclusion>,
    /// The step that rejected the project, for good.
    pub rejected: Option<String>,
}

impl Review {
    /// Whether a person was drawn into the panel.
    pub fn invites(&self, person: &str) -> bool {
        self.member(person).is_some()
    }

    /// What a member of the panel said instead of an opinion.
    pub fn declined_by(&self, expert: &str) -> Option<&Declined> {
        self.declined.iter().find(|each| each.expert == expert)
    }

    /// Whether a member of the panel, by the account, said that there will be no opinion.
    pub fn has_declined(&self, person: &str) -> bool {
        let member = self.member(person);
        member.is_some_and(|member| self.declined_by(&member.expert).is_some())
    }

    /// A member of the panel that stands, by the account.
    pub fn member(&self, person: &str) -> Option<&Member> {
        let mut members = self.panel.iter().flat_map(|panel| &panel.members);
        members.find(|member| member.person == person)
    }

    /// Whether a body gave its opinion for the consultation.
    pub fn consulted(&self, body: &str) -> bool {
        let mut given = self.department_opinions.iter();
        given.any(|opinion| opinion.by.body == body)
    }

    pub fn opinion_by(&self, person: &str) -> bool {
        let mut given = self.opinions.iter();
        given.any(|opinion| opinion.by.person == person)
    }
}

impl Project {
    /// What departments said for the consultation: until it is concluded what they
    /// gave themselves, then what the conclusion carries.
    pub fn department_opinions(&self) -> Vec<DepartmentRow> {
        if let Some(held) = &self.review.consultation {
            return held.departments.clone();
        }
        let given = self.review.department_opinions.iter();
        given.map(DepartmentOpinion::row).collect()
    }

    /// The state as those see it who may not view referrals.
    #[must_use]
    pub fn without_referrals(mut self) -> Self {
        self.referrals.clear();
        self
    }

    pub fn has(&self, material: &str) -> bool {
        self.documents
            .iter()
            .any(|document| document.material == material)
    }

    /// Of each material the document that was handed in last, and how many came before it.
    pub fn current_documents(&self) -> impl Iterator<Item = (&Document, usize)> {
        let documents = self.documents.iter().enumerate();
        documents.filter_map(|(place, document)| {
            let of_kind = |other: &&Document| other.material == document.material;
            let (before, after) = self.documents.split_at_checked(place)?;
            let latest = after.iter().skip(1).find(of_kind).is_none();
            latest.then(|| (document, before.iter().filter(of_kind).count()))
        })
    }

    /// Its building was ended by a measure that stands.
    pub fn is_terminated(&self) -> bool {
        let mut measures = self.measures.iter();
        measures.any(|it| it.measure == "terminate" && it.lifted.is_none())
    }

    /// Whether a file came with a material; without one there is paper at most.
    pub fn has_file_of(&self, material: &str) -> bool {
        self.filings
            .iter()
            .any(|filing| filing.material.as_deref() == Some(material))
    }

    pub fn declared(&self) -> bool {
        self.declaration.declared_on.is_some()
    }

    pub fn contract(&self, id: &str) -> Option<&Contract> {
        self.contracts.iter().find(|contract| contract.id == id)
    }

    pub fn change(&self, id: &str) -> Option<&Change> {
        self.changes.iter().find(|change| change.id == id)
    }

    /// A proposed finding that a person confirmed.
    pub fn confirmed(&self, id: &str) -> Option<&Settled> {
        let mut confirmed = self.settled.iter().filter(|each| each.confirmed);
        confirmed.find(|each| each.id == id)
    }

    pub fn rectification(&self, id: &str) -> Option<&Rectification> {
        self.rectifications.iter().find(|each| each.id == id)
    }

    pub fn risk(&self, id: &str) -> Option<&Risk> {
        self.risks.iter().find(|risk| risk.id == id)
    }

    pub fn result(&self, id: &str) -> Option<&ProjectResult> {
        self.results.iter().find(|result| result.id == id)
    }

    pub fn has_contract(&self, kind: &str) -> bool {
        self.contracts
            .iter()
            .any(|contract| contract.kind == kind && contract.terminated_on.is_none())
    }

    /// "none", "passed" or "failed", as the latest acceptance found.
    pub fn acceptance_result(&self) -> &'static str {
        match self.acceptances.last() {
            None => "none",
            Some(held) if held.passed => "passed",
            Some(_) => "failed",
        }
    }

    pub fn accepted_on(&self) -> Option<Date> {
        self.acceptances
            .last()
            .filter(|held| held.passed)
            .map(|held| held.held_on)
    }

    /// Whether an inspection found a ground for suspending payments that no passed
    /// rectification has cured since.
    pub fn found_by_inspection(&self, ground: &str) -> bool {
        let cured = |inspection: &Inspection| {
            self.rectifications
                .iter()
                .any(|order| order.inspection.as_ref() == Some(&inspection.id) && !order.is_open())
        };
        self.inspections
            .iter()
            .any(|each| each.grounds.contains(ground) && !cured(each))
    }

    /// Whether a body uses any of the project's results.
    pub fn used_by(&self, body: &str) -> bool {
        let adoptions = self.results.iter().flat_map(|result| &result.adoptions);
        adoptions.into_iter().any(|each| each.by.body == body)
    }

    /// The measures that stand.
    pub fn standing_measures(&self) -> BTreeSet<String> {
        self.measures
            .iter()
            .filter(|measure| measure.lifted.is_none())
            .map(|measure| measure.measure.clone())
            .collect()
    }

    /// The assessments whose latest result is a failure.
    pub fn failed_assessments(&self) -> Vec<&str> {
        let mut latest: BTreeMap<&str, &Assessment> = BTreeMap::new();
        for assessment in &self.assessments {
            latest.insert(&assessment.kind, assessment);
        }
        latest
            .into_iter()
            .filter(|(_, assessment)| assessment.result == "failed")
            .map(|(kind, _)| kind)
            .collect()
    }

    /// Since when an assessment has failed that was not passed again.
    pub fn failed_since(&self) -> Option<Date> {
        let failed = self.failed_assessments().into_iter();
        let since = failed.filter_map(|kind| {
            let of_kind = self.assessments.iter().filter(|each| each.kind == kind);
            of_kind.fold(None, |since, each| match each.result.as_str() {
                "failed" => since.or(Some(each.assessed_on)),
                _ => None,
            })
        });
        since.min()
    }

    /// The day of the latest passed assessment of a kind.
    pub fn last_passed(&self, kind: &str) -> Option<Date> {
        self.passed(kind).max()
    }

    /// The day of the first one.
    pub fn first_passed(&self, kind: &str) -> Option<Date> {
        self.passed(kind).min()
    }

    fn passed(&self, kind: &str) -> impl Iterator<Item = Date> {
        let passed = self
            .assessments
            .iter()
            .filter(move |each| each.kind == kind && each.result == "passed");
        passed.map(|each| each.assessed_on)
    }

    /// Takes the project back to its unit for correction: the review starts anew.
    pub(crate) fn return_for_correction(&mut self, returned: Return) {
        self.declaration.declared_on = None;
        self.declaration.endorsement = None;
        self.declaration.returns.push(returned);
        self.review = Review::default();
    }
}
