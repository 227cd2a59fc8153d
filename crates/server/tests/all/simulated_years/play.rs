//! Carries the plan out, a day at a time, through the application's own door. What
//! must pass passes; what must be refused says why and leaves nothing behind.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde_json::Value;
use tongchou_project::Refusal;
use tongchou_server::app::Fault;
use tongchou_server::demo::many::Chance;

use super::course::{Meant, Move};
use super::deeds::Deeds;
use super::district::Place;
use super::plan::Plan;
use super::tally::{Tally, count};

pub struct Played {
    pub place: Place,
    pub plan: Plan,
    pub deeds: BTreeMap<String, Deeds>,
    /// The projects that something was done to today.
    pub touched: BTreeSet<String>,
    pub tally: Tally,
    pub chance: Chance,
}

impl Played {
    /// Everything that people do on a day.
    pub async fn day(&mut self, day: Date) {
        self.touched.clear();
        for (key, agenda) in self.plan.meetings.remove(&day).unwrap_or_default() {
            self.place.call(key, &agenda).await;
        }
        for it in self.plan.moves.remove(&day).unwrap_or_default() {
            self.make(&it).await;
        }
    }

    async fn make(&mut self, it: &Move) {
        for (act, input) in self.place.asked(&it.step).await {
            match it.meant {
                Meant::Passes => self.pass(it, act, &input).await,
                Meant::Refused(_) | Meant::Misread => self.fail(it, act, &input).await,
            }
        }
    }

    async fn pass(&mut self, it: &Move, act: &'static str, input: &Value) {
        let who = self.place.who(&it.step).await;
        let project = it.step.project.as_str();
        let twice = self.chance.percent(3);
        let key = twice.then(|| format!("{act}-{}", self.chance.draw()));
        let on = (act, project);
        let done = self.place.act(&who, on, input, key.as_deref()).await;
        let done = done.unwrap_or_else(|fault| panic!("{it:?}: {}", in_words(&fault)));
        if act == "register_project" {
            self.place.ids.insert(project.to_owned(), done.id);
        }
        if twice {
            let size = self.place.size().await;
            let again = self.place.act(&who, on, input, key.as_deref()).await;
            let again = again.unwrap_or_else(|fault| panic!("{it:?} again: {fault:?}"));
            assert!(again.repeated && again.body == done.body, "{it:?}");
            assert_eq!(self.place.size().await, size, "{it:?}");
            count(&mut self.tally.acts, "sent twice");
        }
        let deeds = self.deeds.entry(project.to_owned()).or_default();
        deeds.take(act, input, it.step.day);
        self.touched.insert(project.to_owned());
        count(&mut self.tally.acts, it.shows);
    }

    async fn fail(&mut self, it: &Move, act: &'static str, input: &Value) {
        let who = self.place.who(&it.step).await;
        let size = self.place.size().await;
        let on = (act, it.step.project.as_str());
        let done = self.place.act(&who, on, input, None).await;
        let Err(Fault::Refused(refusal)) = done else {
            panic!("{it:?}: {done:?}");
        };
        let articles = articles(&refusal);
        match it.meant {
            Meant::Refused(article) => {
                let found = articles
                    .iter()
                    .any(|each| article.is_empty() || each == article);
                assert!(found, "{it:?}: {articles:?} {refusal:?}");
            }
            _ => assert!(is_of_named_fields(&refusal), "{it:?}: {refusal:?}"),
        }
        self.leaves_nothing(size).await;
        for article in articles {
            count(&mut self.tally.articles, article);
        }
        count(&mut self.tally.refused, it.shows);
    }

    /// The log has nothing new but the audit's own note of a refusal.
    pub async fn leaves_nothing(&self, size: u64) {
        let new = self.place.events_after(size).await;
        let noted = |kind: &str| kind == tongchou_server::accounts::notes::STREAM;
        assert!(new.iter().all(|event| noted(&event.stream.kind)), "{new:?}");
    }
}

/// The articles that stand against it, each once.
pub fn articles(refusal: &Refusal) -> BTreeSet<String> {
    let all: BTreeSet<String> = match refusal {
        Refusal::Law(verdict) => verdict.against().map(|it| it.article.to_string()).collect(),
        Refusal::State(found) => found.iter().map(|it| it.article.to_owned()).collect(),
        Refusal::Fields(_) | Refusal::NotPermitted(_) | Refusal::NotFound => BTreeSet::new(),
    };
    all.into_iter()
        .filter(|article| !article.is_empty())
        .collect()
}

fn is_of_named_fields(refusal: &Refusal) -> bool {
    let Refusal::Fields(errors) = refusal else {
        return false;
    };
    errors
        .iter()
        .all(|error| !error.field.is_empty() && !error.message.is_empty())
}

fn in_words(fault: &Fault) -> String {
    match fault {
        Fault::Refused(Refusal::Law(verdict)) => {
            let says = verdict
                .against()
                .map(|it| format!("{} {}", it.clause, it.says));
            says.collect::<Vec<_>>().join("; ")
        }
        other => format!("{other:?}"),
    }
}
