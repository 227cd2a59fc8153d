//! What a form holds before anyone types: what the record holds already.

use serde_json::{Map, Value, json};
use tongchou_rules::money::yuan;

use crate::acts::BudgetRow;
use crate::aggregate::Aggregate;
use crate::state::Project;

/// The fields of an act's form that the record can fill in, in the form they are typed.
pub fn prefill(current: Option<&Aggregate>, act: &str) -> Map<String, Value> {
    let filled = match (current.and_then(Aggregate::project), act) {
        (Some(project), "revise_declaration") => declaration(project),
        (Some(project), "issue_opinion_letter") => {
            json!({ "items": rows(&project.declaration.budget) })
        }
        (Some(project), "start_construction") => {
            json!({ "planned_end_on": project.declaration.planned_end_on })
        }
        (Some(project), "record_mlps_filing") => json!({ "level": project.mlps_level }),
        (Some(project), "conclude_acceptance") => {
            json!({ "held_on": project.application.as_ref().map(|applied| applied.acceptance_on) })
        }
        _ => Value::Null,
    };
    let Value::Object(mut filled) = filled else {
        return Map::new();
    };
    filled.retain(|_, value| !value.is_null());
    filled
}

fn rows(budget: &[BudgetRow]) -> Vec<Value> {
    let row = |row: &BudgetRow| json!({ "name": row.name, "category": row.category, "amount": yuan(row.amount) });
    budget.iter().map(row).collect()
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
