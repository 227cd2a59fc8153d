//! The facts that can be tried out, each a row with a control for every set of
//! them. What a fact may be is in the table of facts; only the order and the
//! grouping are the page's own.

use tongchou_project::{FieldError, FieldKind, FieldSpec, act_spec};
use tongchou_rules::{FactSpec, Kind, article, fact};

use super::asked::{Asked, Set};
use crate::forms::element_id;
use crate::forms::view::{FieldView, Filling};

/// The facts by heading, in the order of the page.
pub const PARTS: &[(&str, &[&str])] = &[
    (
        "项目",
        &[
            "nature",
            "fields",
            "funding",
            "district_unit",
            "district_funds",
        ],
    ),
    (
        "安全与数据",
        &[
            "mlps_level",
            "critical_infrastructure",
            "public_data_operation",
            "state_secret",
        ],
    ),
    (
        "投资",
        &[
            "software_development",
            "software_purchase",
            "hardware",
            "security_amount",
            "total_amount",
        ],
    ),
    (
        "计划日期",
        &[
            "contract_signed_on",
            "construction_started_on",
            "planned_end_on",
            "accepted_on",
        ],
    ),
];

/// The word of an answer to yes or no; left empty it is not known.
pub const YES: &str = "yes";
pub const NO: &str = "no";

#[derive(Debug)]
pub struct Part {
    pub title: &'static str,
    pub rows: Vec<Row>,
}

#[derive(Debug)]
pub struct Row {
    pub label: &'static str,
    pub unit: &'static str,
    pub article: String,
    pub differs: bool,
    pub cells: Vec<FieldView>,
}

/// The facts as fields of a form.
pub fn fields() -> Vec<FieldSpec> {
    let names = PARTS.iter().flat_map(|(_, names)| names.iter());
    names.filter_map(|name| fact(name)).map(field).collect()
}

fn field(spec: &'static FactSpec) -> FieldSpec {
    let known = ["register_project", "revise_declaration"]
        .iter()
        .find_map(|act| act_spec(act)?.field(spec.name));
    let kind = match spec.kind {
        Kind::Flag => FieldKind::Choice(&[(YES, "是"), (NO, "否")]),
        // a form of an act knows what a count may be
        Kind::Count => known.map_or(FieldKind::Count { min: 0, max: 5 }, |field| field.kind),
        Kind::Money => FieldKind::Money { zero: true },
        Kind::Share => FieldKind::Share,
        Kind::Date => FieldKind::Date,
        Kind::Choice(words) => FieldKind::Choice(words.words),
        Kind::Set(words) => FieldKind::Choices(words.words),
    };
    FieldSpec {
        name: spec.name,
        label: spec.label,
        kind,
        required: false,
        help: "",
        article: known.map_or("", |field| field.article),
    }
}

pub fn lay_out(asked: &Asked) -> Vec<Part> {
    let fields = fields();
    let row = |name: &&str| {
        let field = fields.iter().find(|field| field.name == *name)?;
        Some(Row {
            label: field.label,
            unit: unit(field.kind),
            article: article::in_words(field.article).unwrap_or_default(),
            differs: asked.differs(field.name),
            cells: asked
                .sets
                .iter()
                .filter_map(|set| cell(field, set, asked.compares()))
                .collect(),
        })
    };
    let part = |(title, names): &(&'static str, &'static [&'static str])| Part {
        title,
        rows: names.iter().filter_map(row).collect(),
    };
    PARTS.iter().map(part).collect()
}

fn unit(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Money { .. } => "元",
        FieldKind::Count { .. } => "级",
        _ => "",
    }
}

fn cell(field: &FieldSpec, set: &Set, named: bool) -> Option<FieldView> {
    let errors: Vec<FieldError> = set.errors.clone();
    let filling = Filling {
        typed: &set.typed,
        errors: &errors,
        more: None,
        options: &|_| Vec::new(),
    };
    let mut view = filling.lay_out(std::slice::from_ref(field)).pop()?;
    view.cell = true;
    view.name = format!("{}{}", set.prefix, field.name);
    view.id = element_id(&view.name);
    if named {
        view.label = format!("{}：{}", set.title, field.label);
    }
    Some(view)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::fields;
    use crate::pack::{Folders, law};

    /// Who asks and how a project fares later are not what is tried out.
    const OTHERS: [&str; 7] = [
        "own_unit",
        "own_domain",
        "own_submission",
        "invited_expert",
        "result_user",
        "terminated",
        "suspended",
    ];
    /// The date of a rectification is not planned.
    const UNPLANNED: [&str; 7] = [
        "rectification_due_on",
        "rectification_reported_on",
        "risk_reported_on",
        "risk_assessed_on",
        "assessment_failed_on",
        "cryptography_report_owed_since",
        "acceptance_on",
    ];

    #[test]
    fn every_circumstance_and_every_date_that_duties_count_from_can_be_typed() {
        let law = law(&Folders::default()).unwrap();
        let law = law.on(jiff::civil::date(2026, 1, 5));
        let shown: BTreeSet<&str> = fields().iter().map(|field| field.name).collect();
        let asked = law.given_circumstances();
        let dates = law.dates_of_duties();
        let wanted: BTreeSet<&str> = asked
            .iter()
            .chain(&dates)
            .map(|spec| spec.name)
            .filter(|name| !OTHERS.contains(name) && !UNPLANNED.contains(name))
            .collect();
        assert_eq!(shown, wanted);
    }
}
