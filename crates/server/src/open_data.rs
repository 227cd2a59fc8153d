//! The portfolio as open data: OC4IDS 0.9.5, the standard of public works adapted
//! to projects of information technology. One package, one project after another,
//! never the whole in memory. It shows what its reader may see, without drafts.

use std::io::{self, Write};

use jiff::civil::Date;
use serde_json::{Map, Value, json};
use tongchou_project::state::{Contract, Payment};
use tongchou_project::{Aggregate, Project, Stage};
use tongchou_rules::check::given_facts;

use crate::app::{Entry, World};
use crate::pages::words::of_form;

/// The version as the schema writes it.
const VERSION: &str = "0.9";

/// Who publishes, and where.
#[derive(Debug, Clone)]
pub struct Publisher {
    pub name: String,
    /// The address of the server, without a slash at its end.
    pub address: String,
}

/// The bureau, in whose name the district publishes.
pub fn publisher(world: &World, address: &str) -> Publisher {
    let mut bodies = world.registers.bodies.values();
    let bureau = bodies.find(|body| body.capacities.contains("bureau"));
    Publisher {
        name: bureau.map_or_else(|| "统筹".to_owned(), |body| body.name.clone()),
        address: address.trim_end_matches('/').to_owned(),
    }
}

/// Whether a project is for publication at all: a draft is nobody's but its unit's.
pub fn is_public(entry: &Entry) -> bool {
    let told = |project: &Project| project.declared() || project.earlier.is_some();
    entry.aggregate.project().is_some_and(told)
}

/// Writes the package; none where there is no project, which the standard has no
/// package for.
pub fn write<'a>(
    mut to: impl Write,
    publisher: &Publisher,
    entries: impl Iterator<Item = &'a Entry> + Clone,
) -> io::Result<()> {
    let entries = entries.filter(|entry| is_public(entry));
    let latest = entries.clone().map(|entry| entry.changed_on.as_str()).max();
    let head = json!({
        "uri": format!("{}/exports/oc4ids.json", publisher.address),
        "publisher": { "name": publisher.name, "uri": publisher.address },
        "publishedDate": latest.map(written).unwrap_or_default(),
        "version": VERSION,
    });
    let head = head.to_string();
    let open = head.strip_suffix('}').unwrap_or(&head);
    write!(to, "{open},\"projects\":[")?;
    for (place, entry) in entries.enumerate() {
        if let Aggregate::Project(project) = &entry.aggregate {
            to.write_all(if place == 0 { b"\n" } else { b",\n" })?;
            let value = project_of(project, &entry.id, &entry.changed_on, publisher);
            serde_json::to_writer(&mut to, &value)?;
        }
    }
    to.write_all(b"\n]}\n")?;
    to.flush()
}

fn project_of(project: &Project, id: &str, changed_on: &str, publisher: &Publisher) -> Value {
    let mut told = Told::new();
    let declared = &project.declaration;
    told.put("id", id);
    told.put("updated", written(changed_on));
    told.put("language", "zh");
    let letter = project.letter.as_ref();
    if let Some(number) = letter.and_then(|letter| letter.number.as_ref()) {
        told.set(
            "identifiers",
            json!([{ "id": number, "scheme": "审查意见函" }]),
        );
    }
    told.set("publicAuthority", body(&project.unit, &project.unit_name));
    told.put("title", &project.title);
    told.put("description", &project.summary);
    told.put("status", status(project));
    told.put("type", kind(&project.nature));
    told.set("sector", json!(["governance"]));
    told.put(
        "purpose",
        declared
            .topics
            .get("objectives")
            .cloned()
            .unwrap_or_default(),
    );
    told.set("budget", budget(project));
    told.set(
        "period",
        period(declared.planned_start_on, declared.planned_end_on),
    );
    told.set(
        "implementationPeriod",
        period(project.started_on, project.accepted_on()),
    );
    told.set("maintenancePeriod", period(project.live_on, None));
    told.set("parties", parties(project));
    completion(project, &mut told);
    told.set("documents", documents(project, publisher));
    let contracts = project.contracts.iter();
    let mut processes: Vec<Value> = contracts.map(|each| process(project, id, each)).collect();
    processes.extend(earlier_processes(project, id));
    told.set("contractingProcesses", Value::Array(processes));
    if let Some(before) = &project.predecessor {
        told.set(
            "relatedProjects",
            json!([{
                "id": "predecessor", "scheme": "oc4ids", "identifier": before,
                "relationship": "expansion",
            }]),
        );
    }
    told.done()
}

fn completion(project: &Project, told: &mut Told) {
    let Some(accepted) = project.accepted_on() else {
        return;
    };
    told.set(
        "completion",
        json!({ "endDate": day(accepted), "finalValue": money(project.contracts_amount()) }),
    );
    told.set(
        "milestones",
        json!([{
            "id": "acceptance", "title": "通过竣工验收", "type": "delivery", "status": "met",
            "dateMet": day(accepted),
        }]),
    );
}

fn documents(project: &Project, publisher: &Publisher) -> Value {
    let letter = project.letter.iter();
    let told = letter.filter_map(|letter| {
        let number = letter.number.as_ref()?;
        let encoded = crate::web::address::encoded(number);
        Some(json!({
            "id": "opinion_letter", "documentType": "budgetApproval", "language": "zh",
            "title": format!("信息化项目审查意见函（{number}）"),
            "url": format!("{}/public/letters/{encoded}", publisher.address),
            "datePublished": day(letter.on), "author": letter.by.body_name,
        }))
    });
    Value::Array(told.collect())
}

/// The standard's word for a stage; a project that is suspended is still there.
fn status(project: &Project) -> &'static str {
    match project.stage() {
        Stage::Earlier if project.accepted_on().is_some() => "maintenance",
        Stage::Earlier if project.started_on.is_some() => "implementation",
        Stage::Drafting | Stage::Coordination | Stage::Returned => "identification",
        Stage::Declared
        | Stage::PreliminaryReview
        | Stage::ExpertReview
        | Stage::Consultation
        | Stage::AwaitingDecision
        | Stage::Approved
        | Stage::Letter
        | Stage::Budget
        | Stage::Earlier => "preparation",
        Stage::Procurement | Stage::Contract | Stage::Construction | Stage::Suspended => {
            "implementation"
        }
        Stage::Acceptance => "completion",
        Stage::Operation | Stage::SelfEvaluation | Stage::Evaluation | Stage::Closed => {
            "maintenance"
        }
        Stage::Rejected | Stage::Withdrawn | Stage::Terminated => "cancelled",
    }
}

/// The standard knows works on assets and has no word for operating one.
fn kind(nature: &str) -> &'static str {
    match nature {
        "construction" => "construction",
        "upgrade" => "expansion",
        _ => "",
    }
}

fn budget(project: &Project) -> Value {
    let mut told = Told::new();
    if project.total_amount() > 0 {
        told.set("amount", money(project.total_amount()));
    }
    let letter = project.letter.as_ref();
    told.put(
        "approvalDate",
        letter.map(|letter| day(letter.on)).unwrap_or_default(),
    );
    told.done()
}

fn parties(project: &Project) -> Value {
    let mut parties = Vec::new();
    if !project.unit.is_empty() {
        parties.push(json!({
            "id": project.unit, "name": project.unit_name, "roles": ["publicAuthority", "buyer", "payer"],
        }));
    }
    let mut known = std::collections::BTreeSet::new();
    for contract in &project.contracts {
        if known.insert(&contract.agency) && contract.agency != project.unit {
            parties.push(json!({
                "id": contract.agency, "name": contract.agency_name, "roles": ["supplier", "payee"],
            }));
        }
    }
    Value::Array(parties)
}

fn process(project: &Project, id: &str, contract: &Contract) -> Value {
    let mut told = Told::new();
    told.put(
        "externalReference",
        contract.number.clone().unwrap_or_default(),
    );
    let nature = match contract.kind.as_str() {
        "implementation" => json!(["construction"]),
        "supervision" => json!(["supervision"]),
        _ => Value::Null,
    };
    told.set("nature", nature);
    told.put("title", &contract.title);
    told.put(
        "description",
        of_form("sign_contract", "kind", &contract.kind),
    );
    // what was built, accepted and paid for is done with
    let ended = contract.terminated_on.is_some();
    let paid = project.paid_on_contract(&contract.id) >= contract.amount();
    let over = ended || (paid && project.accepted_on().is_some());
    told.put("status", if over { "closed" } else { "active" });
    let supplier = body(&contract.agency, &contract.agency_name);
    told.set("suppliers", json!([supplier]));
    told.set("tender", tender(project));
    told.set("contractValue", money(contract.original_amount()));
    told.set(
        "contractPeriod",
        period(Some(contract.signed_on), contract.terminated_on),
    );
    if ended {
        told.set("finalValue", money(contract.amount()));
    }
    told.set("modifications", modifications(contract));
    let payments = (1..).zip(project.payments.iter());
    let payments: Vec<Value> = payments
        .filter(|(_, payment)| payment.contract == contract.id && payment.reversed.is_none())
        .map(|(number, payment)| transaction(project, contract, (number, payment)))
        .collect();
    told.set("transactions", Value::Array(payments));
    json!({ "id": format!("{id}-{}", contract.id), "summary": told.done() })
}

/// Contracts that the records of earlier years tell of, by day and sum.
fn earlier_processes(project: &Project, id: &str) -> Vec<Value> {
    let events = project.earlier.iter().flat_map(|earlier| &earlier.events);
    let signed = events.filter(|event| event.act == "sign_contract");
    let process = |(number, event): (u32, &tongchou_project::EarlierEventRow)| {
        let facts = given_facts(event.facts.as_deref().unwrap_or_default()).unwrap_or_default();
        let mut told = Told::new();
        told.put("status", "closed");
        told.put("title", &project.title);
        if let Some(amount) = facts.contract_amount.filter(|amount| *amount > 0) {
            told.set("contractValue", money(amount));
        }
        told.set("contractPeriod", period(Some(event.on), None));
        json!({ "id": format!("{id}-earlier-{number}"), "summary": told.done() })
    };
    (1..).zip(signed).map(process).collect()
}

fn tender(project: &Project) -> Value {
    let mut told = Told::new();
    if let Some(procured) = project.procurements.last() {
        let method = of_form("start_procurement", "method", &procured.method);
        told.put("procurementMethodDetails", method);
        told.set("procuringEntity", body(&project.unit, &project.unit_name));
    }
    told.done()
}

fn modifications(contract: &Contract) -> Value {
    let sum = |items: &[tongchou_project::ContractRow]| -> i64 {
        items.iter().map(|row| row.amount).sum()
    };
    let after = contract.amendments.iter().skip(1).map(|next| &next.before);
    let after = after.chain([&contract.items]);
    let told = (1..).zip(contract.amendments.iter().zip(after));
    let told = told.map(|(number, (amendment, after))| {
        json!({
            "id": format!("{number}"), "date": day(amendment.signed_on),
            "description": amendment.title, "rationale": amendment.reason, "type": "value",
            "oldContractValue": money(sum(&amendment.before)), "newContractValue": money(sum(after)),
        })
    });
    Value::Array(told.collect())
}

fn transaction(
    project: &Project,
    contract: &Contract,
    (number, payment): (u32, &Payment),
) -> Value {
    json!({
        "id": format!("{number}"), "date": day(payment.paid_on), "value": money(payment.amount),
        "payer": body(&project.unit, &project.unit_name),
        "payee": body(&contract.agency, &contract.agency_name),
    })
}

fn body(id: &str, name: &str) -> Value {
    let mut told = Told::new();
    told.put("name", name);
    told.put("id", id);
    told.done()
}

fn period(from: Option<Date>, to: Option<Date>) -> Value {
    let mut told = Told::new();
    told.put("startDate", from.map(day).unwrap_or_default());
    told.put("endDate", to.map(day).unwrap_or_default());
    told.done()
}

/// A day as the standard has it, at its beginning in China.
fn day(day: Date) -> String {
    written(&day.to_string())
}

fn written(day: &str) -> String {
    format!("{day}T00:00:00+08:00")
}

/// A number of yuan. The standard has no other numbers than these; nothing is
/// computed with one, and its digits are those of the fen.
fn money(fen: i64) -> Value {
    let amount = if fen % 100 == 0 {
        json!(fen / 100)
    } else {
        let yuan = crate::format::yuan(fen).replace(',', "");
        yuan.parse::<f64>().map_or(Value::Null, |yuan| json!(yuan))
    };
    json!({ "amount": amount, "currency": "CNY" })
}

/// An object without what would be empty: the standard has no empty texts, lists or
/// objects.
struct Told(Map<String, Value>);

impl Told {
    fn new() -> Self {
        Self(Map::new())
    }

    fn put(&mut self, name: &str, text: impl Into<String>) {
        self.set(name, Value::String(text.into()));
    }

    fn set(&mut self, name: &str, value: Value) {
        let empty = match &value {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Array(all) => all.is_empty(),
            Value::Object(all) => all.is_empty(),
            Value::Bool(_) | Value::Number(_) => false,
        };
        if !empty {
            self.0.insert(name.to_owned(), value);
        }
    }

    fn done(self) -> Value {
        Value::Object(self.0)
    }
}
