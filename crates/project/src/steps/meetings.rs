//! Consultation meetings, and the bureau's interpretations.

use tongchou_rules::{Facts, article};

use super::checks::{absent, all, in_words, unless, within_a_year};
use super::{Applied, Made, Step, exists_already};
use crate::actor::Env;
use crate::acts::{PublishInterpretation, RecordMinutes, ScheduleMeeting};
use crate::refusal::StateFinding;
use crate::registers::{Interpretation, Meeting, Minutes};

impl Step for ScheduleMeeting {
    type Of = Meeting;

    fn guard(&self, _: &Meeting, env: &Env) -> Vec<StateFinding> {
        let strange = self
            .agenda
            .iter()
            .any(|id| !env.registers.projects.contains_key(id));
        all([
            strange.then(|| absent("议程项目").by("15")),
            within_a_year("召开日期", self.held_on, env),
        ])
    }

    fn found(&self, made: &Made) -> Option<Meeting> {
        Some(Meeting {
            filings: Vec::new(),
            id: made.id.to_owned(),
            title: self.title.clone(),
            held_on: Some(self.held_on),
            place: self.place.clone(),
            agenda: self.agenda.clone(),
            by: made.by.clone(),
            minutes: None,
        })
    }

    fn apply(&self, _: &mut Meeting, _: &Made) -> Applied {
        exists_already(self)
    }

    fn tell(&self) -> String {
        let day = in_words(self.held_on);
        format!(
            "安排于{day}召开“{}”，议程{}个项目",
            self.title,
            self.agenda.len()
        )
    }
}

impl Step for RecordMinutes {
    type Of = Meeting;

    fn ready(meeting: &Meeting, env: &Env) -> Vec<StateFinding> {
        let held = meeting.held_on.is_none_or(|held| held <= env.on);
        all([
            unless(held, "会议尚未召开", "会后再记录纪要", "15"),
            unless(
                meeting.minutes.is_none(),
                "会议纪要已记录",
                "无须重复办理",
                "15",
            ),
        ])
    }

    fn apply(&self, meeting: &mut Meeting, made: &Made) -> Applied {
        meeting.minutes = Some(Minutes {
            attendees: self.attendees.clone(),
            minutes: self.minutes.clone(),
            on: made.on,
        });
        Ok(())
    }

    fn tell(&self) -> String {
        "记录会商会议纪要".to_owned()
    }
}

impl Step for PublishInterpretation {
    type Of = Interpretation;
    const BRINGS: &'static [&'static str] = &["article_named"];

    fn guard(&self, _: &Interpretation, env: &Env) -> Vec<StateFinding> {
        let known = self.article.as_deref().is_none_or(|cited| {
            article::in_words(cited).is_some()
                && env.regulation.articles().iter().any(|each| {
                    let number = each.number.to_string();
                    cited == number || cited.starts_with(&format!("{number}."))
                })
        });
        unless(
            known,
            "办法没有这一条文",
            "条文请写成20.3的形式（第二十条第三款）",
            "36",
        )
        .into_iter()
        .collect()
    }

    fn facts(&self, _: &Interpretation, _: &Env, facts: &mut Facts) {
        facts.article_named = Some(self.article.is_some());
    }

    fn found(&self, made: &Made) -> Option<Interpretation> {
        Some(Interpretation {
            filings: Vec::new(),
            id: made.id.to_owned(),
            article: self.article.clone(),
            number: self.number.clone(),
            text: self.text.clone(),
            by: made.by.clone(),
            published_on: Some(made.on),
        })
    }

    fn apply(&self, _: &mut Interpretation, _: &Made) -> Applied {
        exists_already(self)
    }

    fn tell(&self) -> String {
        let cited = self
            .article
            .as_deref()
            .and_then(article::in_words)
            .unwrap_or_default();
        format!("发布{cited}的解释")
    }
}
