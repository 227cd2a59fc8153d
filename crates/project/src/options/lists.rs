//! The lists behind the choices, each leaving out what cannot be chosen any more.

use tongchou_rules::money::in_words;
use tongchou_rules::vocabulary;

use super::{Options, risk_name, short};
use crate::actor::Env;
use crate::aggregate::Aggregate;
use crate::registers::Meeting;
use crate::situation::sees_every_project;
use crate::state::{Change, Conclusion, ContractedItem, Project, Stage};

pub(super) fn matches(project: &Project) -> Options {
    let open = project
        .declaration
        .matches
        .iter()
        .filter(|hit| hit.awaits_answer());
    open.map(|hit| (hit.id.clone(), hit.title.clone()))
        .collect()
}

pub(super) fn scenarios(project: &Project) -> Options {
    let passed =
        |assessment: &Option<Conclusion>| assessment.as_ref().is_some_and(Conclusion::passed);
    let open = project
        .declaration
        .scenarios
        .iter()
        .filter(|each| !passed(&each.assessment));
    open.map(|each| (each.id.clone(), each.name.clone()))
        .collect()
}

pub(super) fn contract_items(project: &Project) -> Options {
    let items = project.contracted_items().into_iter();
    let name = |item: &ContractedItem| {
        let amount = in_words(item.amount);
        format!("{}（{amount}）", item.title())
    };
    items.map(|item| (item.id.clone(), name(&item))).collect()
}

pub(super) fn changes(project: &Project, act: &str) -> Options {
    let open = |change: &&Change| match act {
        "review_change" => change.way == "review" && change.review.is_none(),
        "amend_contract" => change.permitted_on().is_some(),
        _ => change.permitted_on().is_some() && change.implemented_on.is_none(),
    };
    let open = project.changes.iter().filter(open);
    open.map(|change| {
        (
            change.id.clone(),
            format!(
                "{}{}：{}",
                change.on.strftime("%Y年%-m月%-d日"),
                if change.way == "filing" {
                    "备案"
                } else {
                    "报审"
                },
                short(&change.reason)
            ),
        )
    })
    .collect()
}

pub(super) fn risks(project: &Project, act: &str) -> Options {
    let open = project.risks.iter().filter(|risk| match act {
        "assess_risk" => risk.assessment.is_none(),
        "decide_risk" => risk.escalated_on.is_some() && risk.decision.is_none(),
        "escalate_risk" => risk.is_major() && risk.escalated_on.is_none(),
        _ => risk.is_major() && risk.decision.is_none(),
    });
    open.map(|risk| {
        (
            risk.id.clone(),
            format!("{}：{}", risk_name(&risk.kind), short(&risk.description)),
        )
    })
    .collect()
}

pub(super) fn inspections(project: &Project) -> Options {
    let found = project.inspections.iter().filter(|each| each.violation);
    found
        .map(|each| (each.id.clone(), short(&each.findings)))
        .collect()
}

pub(super) fn results(project: &Project) -> Options {
    let results = project.results.iter();
    results
        .map(|each| (each.id.clone(), each.name.clone()))
        .collect()
}

/// What the program proposes now, or what of it was confirmed.
pub(super) fn findings(project: &Project, kind: &str, env: &Env) -> Options {
    if kind == "finding" {
        return confirmed(project);
    }
    let proposed = crate::proposals(project, env).into_iter();
    proposed
        .map(|found| {
            let name = format!("{}：{}", found.title, short(&found.says));
            (found.key, name)
        })
        .collect()
}

fn confirmed(project: &Project) -> Options {
    let confirmed = project.settled.iter().filter(|each| each.confirmed);
    confirmed
        .map(|each| {
            (
                each.id.clone(),
                format!("{} {}", each.id, each.proposal.title),
            )
        })
        .collect()
}

pub(super) fn rectifications(project: &Project, act: &str) -> Options {
    let open = project.rectifications.iter().filter(|each| match act {
        "verify_rectification" => each.report.is_some() && each.verification.is_none(),
        _ => each.is_open(),
    });
    open.map(|each| (each.id.clone(), short(&each.requirement)))
        .collect()
}

pub(super) fn measures(project: &Project) -> Options {
    let standing = project.measures.iter().filter(|each| each.lifted.is_none());
    let name = |word: &str| {
        vocabulary::MEASURES
            .label(word)
            .unwrap_or_default()
            .to_owned()
    };
    standing
        .map(|each| (each.id.clone(), name(&each.measure)))
        .collect()
}

pub(super) fn suspensions(project: &Project) -> Options {
    let standing = project
        .suspensions
        .iter()
        .filter(|each| each.lifted.is_none());
    let name = |word: &str| {
        vocabulary::GROUNDS
            .label(word)
            .unwrap_or_default()
            .to_owned()
    };
    standing
        .map(|each| (each.id.clone(), name(&each.ground)))
        .collect()
}

/// Letters by their numbers, with the act that each tells of.
pub(super) fn letters(project: &Project, env: &Env) -> Options {
    let named = |act: &str| {
        let known = env.regulation.act(act);
        known.map_or_else(|| act.to_owned(), |act| act.title.clone())
    };
    let own = project.letters_sealed_by(&env.actor.body);
    own.map(|letter| {
        let says = format!("{}（{}）", letter.number, named(&letter.act));
        (letter.number, says)
    })
    .collect()
}

/// The projects that wait for a consultation meeting.
pub(super) fn for_consultation(env: &Env) -> Options {
    let waiting = env.registers.projects.values();
    waiting
        .filter(|project| project.stage == Stage::Consultation.key())
        .map(|project| {
            (
                project.id.clone(),
                format!("{}（{}）", project.title, project.unit_name),
            )
        })
        .collect()
}

/// The projects that the person may view; of an agency, those it has contracts on.
pub(super) fn projects(current: Option<&Aggregate>, env: &Env) -> Options {
    let agency = match current {
        Some(Aggregate::Agency(agency)) => Some(agency.id.as_str()),
        _ => None,
    };
    let every = sees_every_project(env);
    let found = env.registers.projects.values();
    found
        .filter(|other| every || other.unit == env.actor.body)
        .filter(|other| agency.is_none_or(|id| other.agencies.contains(id)))
        .map(|other| {
            (
                other.id.clone(),
                format!("{}（{}）", other.title, other.unit_name),
            )
        })
        .collect()
}

/// Entries of the registers; a project narrows them to its own.
pub(super) fn of_registers(project: Option<&Project>, kind: &str, env: &Env) -> Options {
    let registers = env.registers;
    match kind {
        "domain_lead" => registers
            .bodies
            .values()
            .filter(|body| body.capacities.contains("domain_lead"))
            .map(|body| (body.id.clone(), body.name.clone()))
            .collect(),
        "body" => registers
            .bodies
            .values()
            .map(|body| (body.id.clone(), body.name.clone()))
            .collect(),
        "project" => {
            let mut found = projects(None, env);
            found.retain(|(id, _)| project.is_none_or(|project| project.id != *id));
            found
        }
        "design" => designs(project, env),
        "catalogue_item" => registers
            .catalogue_items
            .values()
            .filter(|item| {
                !item.removed && project.is_none_or(|project| project.unit == item.by.body)
            })
            .map(|item| (item.id.clone(), format!("{} {}", item.code, item.name)))
            .collect(),
        "agency" => registers
            .agencies
            .values()
            .map(|agency| {
                let named = if agency.is_named_on(env.on) {
                    "（公开通报）"
                } else {
                    ""
                };
                (agency.id.clone(), format!("{}{named}", agency.name))
            })
            .collect(),
        "setting" => settings(env),
        _ => Vec::new(),
    }
}

fn designs(project: Option<&Project>, env: &Env) -> Options {
    env.registers
        .designs
        .values()
        .filter(|design| match project {
            Some(project) => {
                env.registers.design_in_force(&design.id, env.on)
                    && (design.is_district() || design.by.body == project.domain)
            }
            None => true,
        })
        .map(|design| {
            (
                design.id.clone(),
                format!("{}（{}）", design.title, design.edition),
            )
        })
        .collect()
}

fn settings(env: &Env) -> Options {
    let limits = env.regulation.limits().filter(|limit| limit.choice);
    let limits = limits.map(|limit| (limit.name.clone(), limit.says.clone()));
    let questions = env
        .regulation
        .questions()
        .map(|question| (question.id.clone(), question.asks.clone()));
    limits.chain(questions).collect()
}

/// The payments that can be taken back.
pub(super) fn payments(project: &Project) -> Options {
    let payments = (1..).zip(&project.payments);
    let standing = payments.filter(|(_, payment)| payment.reversed.is_none());
    standing
        .map(|(place, payment)| {
            let contract = project.contract(&payment.contract);
            let title = contract.map_or("", |contract| contract.title.as_str());
            let told = format!(
                "{}，{}，{}（{title}）",
                crate::steps::in_words(payment.paid_on),
                tongchou_rules::money::in_words(payment.amount),
                payment.purpose
            );
            (format!("b{place}"), told)
        })
        .collect()
}

/// What can be on a meeting's agenda: what is there, and what waits for a consultation.
pub(super) fn for_meeting(meeting: &Meeting, env: &Env) -> Options {
    let mut list = for_consultation(env);
    let held = meeting
        .agenda
        .iter()
        .filter_map(|id| env.registers.projects.get(id));
    let missing: Vec<_> = held
        .filter(|project| list.iter().all(|(id, _)| *id != project.id))
        .map(|project| (project.id.clone(), project.title.clone()))
        .collect();
    list.extend(missing);
    list
}
