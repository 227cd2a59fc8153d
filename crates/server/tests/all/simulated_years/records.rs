//! What must hold each day of what is recorded: looked at for the projects that
//! something was done to, and for a part of the others each day.

use jiff::civil::Date;
use tongchou_project::Actor;
use tongchou_server::app::projections::fold;
use tongchou_store::{DutyWanted, StreamId};

use super::deeds::Deeds;
use super::oracle::later;
use super::play::Played;

/// In so many days every project is looked at.
const TURNS: usize = 14;
/// Whole histories are read of so many projects a day.
const REPLAYED: usize = 3;

impl Played {
    pub async fn records_hold(&mut self, day: Date) {
        let turn = usize::try_from(day.day_of_year()).unwrap() % TURNS;
        let others = self.deeds.keys().skip(turn).step_by(TURNS);
        let mut looked_at = self.touched.clone();
        looked_at.extend(others.cloned());
        let all: Vec<String> = looked_at.iter().cloned().collect();
        for project in &all {
            self.sums_hold(project, day).await;
            self.kept_is_worked_out(project, day).await;
        }
        for _ in 0..REPLAYED {
            if let Some(project) = self.chance.pick(&all).cloned() {
                self.state_is_replayed(&project).await;
            }
        }
    }

    /// Money goes no further than contracts, these than the budget, that than the
    /// letter; nothing was signed before the letter, nor accepted before its day.
    async fn sums_hold(&self, key: &str, day: Date) {
        let state = self.place.state(key).await;
        let deeds = &self.deeds[key];
        let contracted: i64 = state
            .contracts
            .iter()
            .flat_map(|it| &it.items)
            .map(|row| row.amount)
            .sum();
        let paid: i64 = state.payments.iter().map(|it| it.amount).sum();
        let budget: i64 = state.budgets.iter().map(|it| it.amount).sum();
        let letter = deeds.letter.map_or(0, |(_, sum)| sum);
        let known = (deeds.contracted, deeds.paid, deeds.budget);
        assert_eq!((contracted, paid, budget), known, "{day}: {key}");
        assert!(
            paid <= contracted && contracted <= budget && budget <= letter,
            "{day}: {key}: {deeds:?}"
        );
        for contract in &state.contracts {
            let issued = deeds.letter.map(|(on, _)| on);
            assert!(
                issued.is_some_and(|on| on <= contract.signed_on),
                "{day}: {key}"
            );
            let sum: i64 = contract.items.iter().map(|row| row.amount).sum();
            let of = state
                .payments
                .iter()
                .filter(|it| it.contract == contract.id);
            assert!(of.map(|it| it.amount).sum::<i64>() <= sum, "{day}: {key}");
        }
        self.is_accepted_in_time(deeds, day);
    }

    /// 15 working days lie between application and acceptance (article 25); the day
    /// of the acceptance counts.
    fn is_accepted_in_time(&self, deeds: &Deeds, day: Date) {
        let law = self.place.district.app.law().on(day);
        let working = |day: Date| law.calendar().is_working_day(day);
        for (applied, held, _) in &deeds.held {
            assert!(*held >= later(*applied, 15, &working), "{applied} {held}");
        }
    }

    /// What is kept of duties, done ones too, is what the rules say anew.
    async fn kept_is_worked_out(&self, key: &str, day: Date) {
        let app = &self.place.district.app;
        let id = self.place.ids[key].to_string();
        let wanted = DutyWanted {
            subject: Some(id.clone()),
            ..DutyWanted::default()
        };
        let rows = app.store().duties(&wanted).await.unwrap();
        let mut kept: Vec<_> = (rows.into_iter())
            .map(|row| (row.key, row.from_on, row.due_on, row.done_on))
            .collect();
        let world = app.world().await.unwrap();
        let entry = world.entry("project", &id).unwrap();
        let project = entry.aggregate.project().unwrap();
        let anew = app.with_env(&world, &Actor::nobody(), &id, |env| {
            tongchou_project::duties(project, env)
        });
        let mut anew: Vec<_> = (anew.unwrap().into_iter())
            .map(|it| {
                let done = it.done_on.map(|day| day.to_string());
                (
                    it.key,
                    it.from.unwrap().to_string(),
                    it.due_on.unwrap().to_string(),
                    done,
                )
            })
            .collect();
        kept.sort();
        anew.sort();
        assert_eq!(kept, anew, "{day}: {key}");
    }

    /// The state that is stored, and the one in memory, are what the events make.
    async fn state_is_replayed(&self, key: &str) {
        let app = &self.place.district.app;
        let id = self.place.ids[key];
        let events = app
            .store()
            .stream(&StreamId::new("project", id))
            .await
            .unwrap();
        let replayed = fold(None, &events).unwrap();
        let stored = app
            .store()
            .projection("project", &id.to_string())
            .await
            .unwrap();
        assert_eq!(
            stored.unwrap().body,
            serde_json::to_value(&replayed).unwrap(),
            "{key}"
        );
        let world = app.world().await.unwrap();
        let entry = world.entry("project", &id.to_string()).unwrap();
        assert_eq!(entry.aggregate, replayed, "{key}");
    }
}
