//! What a form holds before anyone types: what the record holds already.

use serde_json::{Map, Value, json};
use tongchou_rules::money::{in_words as money, yuan};

use crate::acts::{BudgetRow, words};
use crate::aggregate::Aggregate;
use crate::state::Project;
use crate::steps::in_words;

/// The fields of an act's form that the record can fill in, in the form they are typed.
pub fn prefill(current: Option<&Aggregate>, act: &str) -> Map<String, Value> {
    if let (Some(Aggregate::Meeting(meeting)), "amend_meeting") = (current, act) {
        return object(json!({
            "title": meeting.title, "held_on": meeting.held_on, "place": meeting.place,
            "agenda": meeting.agenda,
        }));
    }
    let filled = match (current.and_then(Aggregate::project), act) {
        (Some(project), "revise_declaration") => declaration(project),
        (Some(project), "declare_project") => json!({ "answers": asked(project) }),
        (Some(project), "issue_opinion_letter") => {
            json!({ "items": rows(&project.declaration.budget) })
        }
        (Some(project), "amend_contract") => contract(project),
        (Some(project), "start_construction") => {
            json!({ "planned_end_on": project.declaration.planned_end_on })
        }
        (Some(project), "record_mlps_filing") => json!({ "level": project.mlps_level }),
        (Some(project), "conclude_acceptance") => {
            json!({ "held_on": project.application.as_ref().map(|applied| applied.acceptance_on) })
        }
        (Some(project), "submit_self_evaluation") => {
            json!({ "facts": since_acceptance(project) })
        }
        _ => Value::Null,
    };
    object(filled)
}

fn object(filled: Value) -> Map<String, Value> {
    let Value::Object(mut filled) = filled else {
        return Map::new();
    };
    filled.retain(|_, value| !value.is_null());
    filled
}

/// The fields of an act that takes up a confirmed finding.
pub fn prefill_from_finding(
    current: Option<&Aggregate>,
    act: &str,
    finding: &str,
) -> Map<String, Value> {
    let project = current.and_then(Aggregate::project);
    let Some(found) = project.and_then(|project| project.confirmed(finding)) else {
        return Map::new();
    };
    let proposal = &found.proposal;
    let facts: Vec<String> = proposal
        .facts
        .iter()
        .map(|(label, value)| format!("{label}：{value}"))
        .collect();
    let told = format!(
        "{}（{}）：{}。{}\n核实情况：{}",
        proposal.title,
        proposal.article_text,
        proposal.says,
        facts.join("；"),
        found.reason
    );
    let found_grounds: Vec<&String> = proposal
        .grounds
        .iter()
        .filter(|ground| words::FOUND_GROUNDS.iter().any(|(word, _)| word == ground))
        .collect();
    let filled = match act {
        "record_inspection" => json!({
            "subjects": proposal.subjects, "inspected_on": found.on, "violation": "yes",
            "findings": told, "grounds": found_grounds,
        }),
        "order_rectification" => json!({ "requirement": told }),
        "suspend_payment" => json!({
            "ground": proposal.grounds.first(), "facts": told,
            "evidence": format!("系统自动发现、已查实的问题{}", found.id),
        }),
        _ => Value::Null,
    };
    object(filled)
}

/// What the record holds of a project since its acceptance, line by line.
fn since_acceptance(project: &Project) -> Option<String> {
    let accepted = project.accepted_on()?;
    let mut lines = vec![format!("{}通过竣工验收", in_words(accepted))];
    lines.extend(
        project
            .live_on
            .map(|on| format!("{}投入使用", in_words(on))),
    );
    lines.push(format!(
        "核定（含变更）{}，合同合计{}，累计付款{}",
        money(project.approved_amount()),
        money(project.contracts_amount()),
        money(project.paid())
    ));
    let effective = project.changes.iter();
    let effective: Vec<_> = effective
        .filter(|each| each.permitted_on().is_some())
        .collect();
    if !effective.is_empty() {
        let moved: i64 = effective.iter().map(|each| each.change_amount).sum();
        lines.push(format!(
            "实施期间变更{}项，调整{}",
            effective.len(),
            money(moved)
        ));
    }
    let assessed = project.assessments.iter();
    for found in assessed.filter(|found| found.assessed_on >= accepted) {
        lines.push(format!(
            "{}{}，结果：{}",
            in_words(found.assessed_on),
            words::label(words::ASSESSMENT_KINDS, &found.kind),
            if found.result == "passed" {
                "通过"
            } else {
                "未通过"
            }
        ));
    }
    let adopters: Vec<&str> = project
        .results
        .iter()
        .flat_map(|result| &result.adoptions)
        .map(|adopted| adopted.by.body_name.as_str())
        .collect();
    lines.push(match adopters.as_slice() {
        [] => "成果尚未被其他单位使用".to_owned(),
        names => format!("使用成果的单位：{}", names.join("、")),
    });
    let found = project.inspections.iter();
    let violations = found
        .filter(|each| each.violation && each.inspected_on >= accepted)
        .count();
    let open = project.rectifications.iter().filter(|each| each.is_open());
    lines.push(format!(
        "验收以来监督检查发现问题{violations}次，未完成的整改{}项",
        open.count()
    ));
    Some(lines.join("\n"))
}

fn rows(budget: &[BudgetRow]) -> Vec<Value> {
    let row = |row: &BudgetRow| json!({ "name": row.name, "category": row.category, "amount": yuan(row.amount) });
    budget.iter().map(row).collect()
}

/// The defects of the return that the next declaration answers.
fn asked(project: &Project) -> Vec<Value> {
    let returned = project.declaration.returns.last();
    let defects = returned.iter().flat_map(|returned| &returned.defects);
    defects
        .zip(1..)
        .map(|(row, number)| json!({ "subject": format!("{number}. {}", row.subject) }))
        .collect()
}

/// The first contract that stands: a supplementary agreement starts from what was agreed.
fn contract(project: &Project) -> Value {
    let mut standing = project.contracts.iter();
    let Some(contract) = standing.find(|each| each.terminated_on.is_none()) else {
        return Value::Null;
    };
    let items = contract.items.iter();
    let items: Vec<Value> = items
        .map(|row| json!({ "item": row.item, "name": row.name, "amount": yuan(row.amount) }))
        .collect();
    json!({ "contract": contract.id, "items": items })
}

fn declaration(project: &Project) -> Value {
    let declared = &project.declaration;
    let yes = |flag: bool| if flag { "yes" } else { "no" };
    let mut filled = json!({
        "title": project.title,
        "summary": project.summary,
        "fields": project.fields,
        "nature": project.nature,
        "funding": project.funding,
        "domain": project.domain,
        "district_funds": yes(project.district_funds),
        "critical_infrastructure": yes(project.critical_infrastructure),
        "mlps_level": project.mlps_level,
        "public_data_operation": yes(project.public_data_operation),
        "predecessor": project.predecessor,
        "budget": rows(&declared.budget),
        "design": declared.design,
        "design_item": declared.design_item,
        "catalogue_item": declared.catalogue_item,
        "planned_start_on": declared.planned_start_on,
        "planned_end_on": declared.planned_end_on,
        "scenarios": declared.scenarios.iter().map(|each| json!({
            "name": each.name, "operator": each.operator, "purpose": each.purpose,
        })).collect::<Vec<_>>(),
    });
    if let Value::Object(object) = &mut filled {
        for texts in [&declared.topics, &declared.feasibility, &declared.terms] {
            for (key, text) in texts {
                object.insert(key.clone(), Value::from(text.clone()));
            }
        }
    }
    filled
}
