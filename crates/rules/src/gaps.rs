//! What a fact that is not known may still be: which given facts a derived one
//! follows from, and the least and the most it can come to. It decides nothing.

use crate::facts::{FactSpec, Facts, Origin, fact};

/// The given facts that a derived fact follows from.
pub(crate) fn sources(name: &str) -> &'static [&'static str] {
    match name {
        "district_project" => &["district_unit", "district_funds"],
        "opinion_lacking" => &["passed"],
        "budget_ceiling" => &["letter_amount"],
        "hardware_and_software" => &["software_development", "software_purchase", "hardware"],
        "security_share" => &["security_amount", "total_amount"],
        "before_letter" => &["letter_issued", "letter_issued_on"],
        "before_change_permission" => &["change_permitted_on"],
        "payment_share" => &["contract_paid_after", "contract_amount"],
        "change_content" => &["change_content_amount", "earlier_content_amount"],
        "change_funds" => &["change_amount", "earlier_change_amount"],
        "change_content_share" => &[
            "change_content_amount",
            "earlier_content_amount",
            "letter_amount",
            "contract_amount",
        ],
        "change_funds_share" => &[
            "change_amount",
            "earlier_change_amount",
            "letter_amount",
            "contract_amount",
        ],
        "working_days_before_acceptance" => &["acceptance_applied_on", "acceptance_on"],
        "acceptance_overdue" => &[
            "acceptance_result",
            "construction_started",
            "planned_end_on",
        ],
        "year_since_acceptance" => &["accepted_on"],
        "rectification_overdue" => &[
            "rectification_ordered",
            "rectification_reported",
            "rectification_due_on",
        ],
        _ => &[],
    }
}

/// The facts that are told beside a derived one.
pub(crate) fn shown_with(name: &str) -> &'static [&'static str] {
    match name {
        "before_letter" | "dated_before_letter" => &["letter_issued_on", "acted_on"],
        "opinion_lacking" => &["mlps_level", "critical_infrastructure", "passed"],
        "security_share_after" => &[
            "security_amount_after",
            "investment_after_change",
            "letter_amount",
        ],
        "budget_ceiling" => &["letter_amount", "approved_amount"],
        "acceptance_failed" => &["acceptance_result"],
        "predecessor_unaccepted" => &["predecessor_acceptance"],
        "known_secret" => &["state_secret"],
        "procedure_breached" => &[
            "contract_signed_on",
            "construction_started_on",
            "letter_issued_on",
        ],
        "in_force" => &["acted_on"],
        "terminated" | "suspended" => &["measures"],
        "before_change_permission" => &["change_permitted_on", "acted_on"],
        "year_since_acceptance" => &["accepted_on"],
        "rectification_overdue" => &["rectification_due_on"],
        "working_days_before_acceptance" => &["acceptance_applied_on", "acceptance_on"],
        "acceptance_overdue" => &["planned_end_on"],
        "district_project"
        | "hardware_and_software"
        | "security_share"
        | "payment_share"
        | "change_content"
        | "change_funds"
        | "change_content_share"
        | "change_funds_share" => sources(name),
        _ => &[],
    }
}

/// The names to ask for where these facts are not known: always ones that can be given.
pub(crate) fn to_ask(unknown: &[&FactSpec], facts: &Facts) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for spec in unknown {
        let given = [spec.name];
        let asked = if spec.origin == Origin::Derived {
            sources(spec.name)
        } else {
            &given
        };
        for name in asked {
            if !facts.knows(name) && !names.iter().any(|known| known == name) {
                names.push((*name).to_owned());
            }
        }
    }
    names
}

/// The facts that describe the project itself, derived ones with what they follow from.
pub(crate) fn circumstances(project: &[&'static FactSpec]) -> Vec<&'static str> {
    let own = project.iter().map(|spec| spec.name);
    own.chain(
        project
            .iter()
            .flat_map(|spec| sources(spec.name).iter().copied()),
    )
    .collect()
}

/// Whether a fact is one of these, or follows from one of them.
pub(crate) fn reads(spec: &FactSpec, name: &str) -> bool {
    spec.name == name || sources(spec.name).contains(&name)
}

/// The least and the most that an amount can be, as far as others tell: a sum is no less
/// than the parts that are known, a part of the project no more than the whole.
pub(crate) fn bounds(name: &str, facts: &Facts) -> (i64, i64) {
    let known = |name: &str| match fact(name).and_then(|spec| (spec.held)(facts)) {
        Some(crate::facts::Value::Number(number)) => Some(number),
        _ => None,
    };
    let sum = |names: &[&str]| {
        names
            .iter()
            .filter_map(|name| known(name))
            .fold(0, i64::saturating_add)
    };
    match name {
        "hardware_and_software" => {
            let least = sum(sources(name));
            (least, facts.total_amount.unwrap_or(i64::MAX).max(least))
        }
        "software_development" => (0, facts.total_amount.unwrap_or(i64::MAX)),
        "change_funds" | "change_content" => (sum(sources(name)), i64::MAX),
        _ => (0, i64::MAX),
    }
}
