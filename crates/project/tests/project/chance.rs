//! Random commands, some sensible, some not, from a seed: the same seed, the same
//! command.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::{Map, Value, json};
use tongchou_project::{FieldKind, FieldSpec, act_specs, options};

use crate::cases::Then;
use crate::world::{LAW, World, actor, people};

pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// SplitMix64.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(n.max(1)).expect("size")).expect("size")
    }

    pub fn percent(&mut self, p: usize) -> bool {
        self.below(100) < p
    }

    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// Acts that move a project along; the rest come up less often.
const MAIN: &[&str] = &[
    "declare_project",
    "conclude_preliminary_review",
    "draw_panel",
    "conclude_expert_review",
    "conclude_consultation",
    "decide_project",
    "issue_opinion_letter",
    "arrange_budget",
    "start_procurement",
    "sign_contract",
    "amend_contract",
    "terminate_contract",
    "start_construction",
    "make_payment",
    "file_change",
    "request_change_review",
    "review_change",
    "implement_change",
    "record_assessment",
    "apply_for_acceptance",
    "decide_acceptance_application",
    "invite_to_acceptance",
    "conclude_acceptance",
    "record_inspection",
    "order_rectification",
    "impose_measure",
    "lift_measure",
    "suspend_payment",
    "resume_payment",
];

/// Forms that are known to go through somewhere: the sensible half.
static SENSIBLE: LazyLock<Vec<Try>> = LazyLock::new(|| {
    let cases = crate::shape::all_cases().into_iter();
    let happens = cases.filter(|case| case.id == "p1" && matches!(case.then, Then::Happens(_)));
    let tries = happens.filter(|case| case.act != "register_project");
    tries
        .map(|case| Try {
            person: case.who,
            act: case.act,
            form: case.form,
        })
        .collect()
});

#[derive(Clone)]
pub struct Try {
    pub person: &'static str,
    pub act: &'static str,
    pub form: Value,
}

pub fn command(world: &World, chance: &mut Chance) -> Try {
    if chance.percent(50) {
        let mut sensible = chance.pick(&SENSIBLE).clone();
        bring_near(world, &mut sensible.form, chance);
        return sensible;
    }
    let acts: Vec<&'static str> = act_specs()
        .iter()
        .filter(|spec| spec.aggregate == "project" && !spec.creates)
        .map(|spec| spec.key)
        .collect();
    let act = if chance.percent(70) {
        *chance.pick(MAIN)
    } else {
        *chance.pick(&acts)
    };
    typed(world, act, chance)
}

/// A try at one act, sensible half of the time.
pub fn command_of(world: &World, act: &'static str, chance: &mut Chance) -> Try {
    let known: Vec<&Try> = SENSIBLE.iter().filter(|each| each.act == act).collect();
    if known.is_empty() || chance.percent(50) {
        return typed(world, act, chance);
    }
    let mut sensible = (*chance.pick(&known)).clone();
    bring_near(world, &mut sensible.form, chance);
    sensible
}

fn typed(world: &World, act: &'static str, chance: &mut Chance) -> Try {
    let person = who(act, chance);
    let fields = tongchou_project::act_spec(act).expect("act").fields;
    Try {
        person,
        act,
        form: form(world, act, person, fields, chance),
    }
}

/// Who can be permitted an act at all: asked once, since it is asked of the engine.
static ABLE: LazyLock<BTreeMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    act_specs()
        .iter()
        .map(|spec| (spec.key, LAW.who_may(spec.key)))
        .collect()
});

fn who(act: &str, chance: &mut Chance) -> &'static str {
    let may = &ABLE[act];
    let able: Vec<&'static str> = people()
        .filter(|person| {
            actor(person)
                .capacities
                .iter()
                .any(|word| may.contains(&word.as_str()))
        })
        .collect();
    let everyone: Vec<&'static str> = people().collect();
    if able.is_empty() || chance.percent(5) {
        everyone[chance.below(everyone.len())]
    } else {
        able[chance.below(able.len())]
    }
}

fn form(
    world: &World,
    act: &str,
    person: &str,
    fields: &[FieldSpec],
    chance: &mut Chance,
) -> Value {
    let mut form = Map::new();
    for field in fields.iter().filter(|field| field.name != "state_secret") {
        if field.required || chance.percent(75) {
            form.insert(
                field.name.to_owned(),
                value(world, act, person, field, chance),
            );
        }
    }
    Value::Object(form)
}

fn value(world: &World, act: &str, person: &str, field: &FieldSpec, chance: &mut Chance) -> Value {
    let one = |chance: &mut Chance| {
        let who = actor(person);
        let list = options(
            world.states.get("p1"),
            act,
            field.name,
            &world.env(&who, "p1"),
        );
        if list.is_empty() || chance.percent(3) {
            "nothing".to_owned()
        } else {
            chance.pick(&list).0.clone()
        }
    };
    match field.kind {
        FieldKind::Text { .. } | FieldKind::LongText { .. } if field.name == "report_number" => {
            json!(format!("N{}", chance.below(1000)))
        }
        FieldKind::Text { .. } | FieldKind::LongText { .. } => json!("文字"),
        FieldKind::Money { .. } => json!(*chance.pick(&[
            "0.01", "1", "50000", "300000", "500000", "600000", "1150000", "1200000", "1750000",
            "9000000"
        ])),
        FieldKind::Count { min, max } => json!(
            min + i64::try_from(
                chance.below(usize::try_from((max - min).min(5) + 1).expect("size"))
            )
            .expect("count")
        ),
        FieldKind::Share => json!("8"),
        FieldKind::Date => json!(near(world, chance)),
        FieldKind::Flag => json!(chance.percent(70)),
        FieldKind::Choice(words) if field.name == "outcome" && chance.percent(70) => {
            json!(words[0].0)
        }
        FieldKind::Choice(words) => json!(chance.pick(words).0),
        FieldKind::Choices(words) => {
            let chosen: Vec<&str> = words
                .iter()
                .map(|(id, _)| *id)
                .filter(|_| chance.percent(70))
                .collect();
            json!(chosen)
        }
        FieldKind::Reference(_) => json!(one(chance)),
        FieldKind::References(_) => json!([one(chance)]),
        FieldKind::Files => json!([]),
        FieldKind::Rows(columns) => {
            let rows: Vec<Value> = (0..=chance.below(2))
                .map(|_| form(world, act, person, columns, chance))
                .collect();
            json!(rows)
        }
    }
}

/// Moves the days of a form to about today.
fn bring_near(world: &World, form: &mut Value, chance: &mut Chance) {
    match form {
        Value::String(text) if text.parse::<jiff::civil::Date>().is_ok() => {
            *text = near(world, chance);
        }
        Value::Array(list) => list
            .iter_mut()
            .for_each(|each| bring_near(world, each, chance)),
        Value::Object(object) => object
            .values_mut()
            .for_each(|each| bring_near(world, each, chance)),
        _ => {}
    }
}

/// A day near today, most often today.
fn near(world: &World, chance: &mut Chance) -> String {
    let shift = *chance.pick(&[0, 0, 0, 0, 0, -1, 1, -30, 30, 45]);
    world
        .on
        .saturating_add(jiff::Span::new().days(shift))
        .to_string()
}
