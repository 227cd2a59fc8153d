//! The duties of one project before and now: which are the same, which moved,
//! which were met, fell away or are new, and why.

use jiff::civil::Date;
use serde_json::{Value, json};
use tongchou_store::{DutyChange, DutyMove, DutyRow};

/// A duty as the rules tell it now.
#[derive(Debug, Clone)]
pub(super) struct Fresh {
    pub key: String,
    pub owner: String,
    pub from_on: String,
    pub due_on: String,
    pub done_on: Option<String>,
    /// The act that fulfils it.
    pub act: String,
    pub body: Value,
}

/// Why: acts on the project, or what changed around it.
#[derive(Debug, Clone, Default)]
pub(super) struct Cause {
    acts: Vec<String>,
    told: Vec<Told>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Told {
    kind: &'static str,
    /// The act, where it was one.
    act: String,
    says: String,
    /// The position of the event.
    position: Option<u64>,
}

impl Cause {
    pub(super) fn act(&mut self, act: &str, title: &str, position: u64) {
        self.acts.push(act.to_owned());
        self.told.push(Told {
            kind: "act",
            act: act.to_owned(),
            says: format!("办理“{title}”"),
            position: Some(position),
        });
    }

    pub(super) fn add(&mut self, kind: &'static str, says: &str) {
        self.told.push(Told {
            kind,
            act: String::new(),
            says: says.to_owned(),
            position: None,
        });
    }

    pub(super) fn also(&mut self, other: &Self) {
        for told in &other.told {
            if !self.told.contains(told) {
                self.told.push(told.clone());
            }
        }
    }

    fn includes(&self, act: &str) -> bool {
        self.acts.iter().any(|known| known == act)
    }

    /// Acts tell most, and the one that fulfils the duty most of all; what only the day
    /// brought is told where nothing else was.
    fn document(&self, fulfils: &str) -> Value {
        let fulfilling = |told: &&Told| !told.act.is_empty() && told.act == fulfils;
        let weighty = |told: &&Told| told.kind != "day";
        let mut told: Vec<&Told> = self.told.iter().filter(fulfilling).collect();
        if told.is_empty() {
            told = self.told.iter().filter(weighty).collect();
        }
        if told.is_empty() {
            told = self.told.iter().collect();
        }
        let mut says: Vec<&str> = Vec::new();
        for each in &told {
            if !says.contains(&each.says.as_str()) {
                says.push(&each.says);
            }
        }
        let position = told.iter().rev().find_map(|each| each.position);
        let kind = told.first().map_or("day", |each| each.kind);
        json!({ "kind": kind, "says": says.join("；"), "position": position })
    }
}

pub(super) fn compare(
    subject: &str,
    old: Vec<DutyRow>,
    fresh: Vec<Fresh>,
    recurs: impl Fn(&str) -> bool,
    cause: &Cause,
    on: Date,
) -> DutyChange {
    let mut comparing = Comparing {
        subject,
        cause,
        on: on.to_string(),
        change: DutyChange::default(),
    };
    let same = |row: &DutyRow, new: &Fresh| row.from_on == new.from_on && row.due_on == new.due_on;
    let (old, fresh) = comparing.pair(old, fresh, same);
    let shifted = |row: &DutyRow, new: &Fresh| row.from_on == new.from_on;
    let (old, fresh) = comparing.pair(old, fresh, shifted);
    // one that recurs is met and the next begins; one that does not, moves
    let moved = |row: &DutyRow, new: &Fresh| !recurs(&row.key) && row.owner == new.owner;
    let (old, fresh) = comparing.pair(old, fresh, moved);
    for row in old {
        comparing.gone(&row);
    }
    for new in fresh {
        comparing.raise(new);
    }
    comparing.change
}

struct Comparing<'a> {
    subject: &'a str,
    cause: &'a Cause,
    on: String,
    change: DutyChange,
}

impl Comparing<'_> {
    /// Pairs duties of one key that belong together; gives those left over.
    fn pair(
        &mut self,
        old: Vec<DutyRow>,
        mut fresh: Vec<Fresh>,
        belong: impl Fn(&DutyRow, &Fresh) -> bool,
    ) -> (Vec<DutyRow>, Vec<Fresh>) {
        let mut left = Vec::new();
        for row in old {
            let place = fresh
                .iter()
                .position(|new| new.key == row.key && belong(&row, new));
            match place {
                Some(place) => {
                    let new = fresh.remove(place);
                    self.both(row, new);
                }
                None => left.push(row),
            }
        }
        (left, fresh)
    }

    fn both(&mut self, row: DutyRow, new: Fresh) {
        let moved = row.due_on != new.due_on;
        let met = row.done_on.is_none() && new.done_on.is_some();
        let reopened = row.done_on.is_some() && new.done_on.is_none();
        let stands_since = if moved || reopened {
            self.on.clone()
        } else {
            row.stands_since.clone()
        };
        let changed = DutyRow {
            id: row.id,
            subject: row.subject.clone(),
            stands_since,
            key: new.key,
            owner: new.owner,
            from_on: new.from_on,
            due_on: new.due_on,
            done_on: new.done_on,
            body: new.body,
        };
        if changed == row {
            return;
        }
        let (before, now) = (Some(row.due_on), Some(changed.due_on.clone()));
        if moved {
            self.note((&changed.key, ""), "moved", before.clone(), now.clone());
        }
        if met {
            let act = act_of(&changed.body);
            self.note((&changed.key, act), "met", before, now);
        } else if reopened {
            self.note((&changed.key, ""), "raised", None, now);
        }
        self.change.put.push(changed);
    }

    fn gone(&mut self, row: &DutyRow) {
        self.change.remove.push(row.id);
        if row.done_on.is_some() {
            return;
        }
        let act = act_of(&row.body);
        let what = if self.cause.includes(act) {
            "met"
        } else {
            "dropped"
        };
        self.note((&row.key, act), what, Some(row.due_on.clone()), None);
    }

    fn raise(&mut self, new: Fresh) {
        let what = match &new.done_on {
            None => "raised",
            Some(_) => "met",
        };
        if new.done_on.is_none() || self.cause.includes(&new.act) {
            let act = if what == "met" { new.act.as_str() } else { "" };
            self.note((&new.key, act), what, None, Some(new.due_on.clone()));
        }
        self.change.put.push(DutyRow {
            id: 0,
            subject: self.subject.to_owned(),
            key: new.key,
            owner: new.owner,
            from_on: new.from_on,
            due_on: new.due_on,
            done_on: new.done_on,
            stands_since: self.on.clone(),
            body: new.body,
        });
    }

    fn note(
        &mut self,
        (key, act): (&str, &str),
        what: &str,
        old_due: Option<String>,
        new_due: Option<String>,
    ) {
        self.change.moves.push(DutyMove {
            subject: self.subject.to_owned(),
            key: key.to_owned(),
            what: what.to_owned(),
            old_due,
            new_due,
            noticed_on: self.on.clone(),
            cause: self.cause.document(act),
        });
    }
}

/// The act that fulfils a duty that is kept.
fn act_of(body: &Value) -> &str {
    body.get("act").and_then(Value::as_str).unwrap_or_default()
}
