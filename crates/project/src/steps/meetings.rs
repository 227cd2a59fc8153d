//! Consultation meetings, and the bureau's interpretations.

use std::collections::BTreeSet;

use jiff::civil::Date;
use tongchou_rules::{Facts, article};

use super::checks::{absent, all, in_words, known_article, unless, within_a_year};
use super::{Applied, Made, Step, exists_already};
use crate::actor::Env;
use crate::acts::{
    AmendMeeting, CancelMeeting, PublishInterpretation, RecordMinutes, ScheduleMeeting,
};
use crate::refusal::StateFinding;
use crate::registers::{Interpretation, Meeting, Minutes, ProjectSummary};
use crate::state::Lifted;

impl Step for ScheduleMeeting {
    type Of = Meeting;

    fn guard(&self, _: &Meeting, env: &Env) -> Vec<StateFinding> {
        planned(&self.agenda, self.held_on, env)
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
            cancelled: None,
        })
    }

    fn apply(&self, _: &mut Meeting, _: &Made) -> Applied {
        exists_already(self)
    }

    fn tell(&self) -> String {
        let day = in_words(self.held_on);
        format!("安排于{day}召开“{}”", self.title)
    }
}

/// What holds of every date and agenda, first or moved.
fn planned(agenda: &BTreeSet<String>, held_on: Date, env: &Env) -> Vec<StateFinding> {
    let known = |id: &String| env.registers.projects.contains_key(id);
    all([
        (!agenda.iter().all(known)).then(|| absent("议程项目").by("15")),
        within_a_year("召开日期", held_on, env),
    ])
}

/// The items of the agenda that the meeting concluded on.
fn concluded<'a>(meeting: &'a Meeting, env: &'a Env) -> impl Iterator<Item = &'a ProjectSummary> {
    let items = meeting.agenda.iter();
    items
        .filter_map(|id| env.registers.projects.get(id))
        .filter(|project| project.consulted_at.as_deref() == Some(meeting.id.as_str()))
}

fn not_cancelled(meeting: &Meeting) -> Option<StateFinding> {
    unless(
        meeting.cancelled.is_none(),
        "会议已取消",
        "需要会商的，另行安排会议",
        "15",
    )
}

fn not_held(meeting: &Meeting, env: &Env) -> Option<StateFinding> {
    unless(
        meeting.minutes.is_none() && concluded(meeting, env).next().is_none(),
        "会议已经召开：已有会商结论或者会议纪要",
        "其余项目另行安排会议",
        "15",
    )
}

impl Step for AmendMeeting {
    type Of = Meeting;

    fn ready(meeting: &Meeting, _: &Env) -> Vec<StateFinding> {
        all([
            not_cancelled(meeting),
            unless(
                meeting.minutes.is_none(),
                "会议纪要已记录",
                "其余项目另行安排会议",
                "15",
            ),
        ])
    }

    fn guard(&self, meeting: &Meeting, env: &Env) -> Vec<StateFinding> {
        let mut found = planned(&self.agenda, self.held_on, env);
        let dropped = concluded(meeting, env).find(|item| !self.agenda.contains(&item.id));
        found.extend(dropped.map(|item| {
            let says = format!("本次会议已对“{}”作出结论，不能移出议程", item.title);
            StateFinding::new(says, "请在议程中保留该项目").by("15")
        }));
        if meeting.held_on != Some(self.held_on) {
            found.extend(not_held(meeting, env));
        }
        found
    }

    fn apply(&self, meeting: &mut Meeting, _: &Made) -> Applied {
        meeting.title.clone_from(&self.title);
        meeting.held_on = Some(self.held_on);
        meeting.place.clone_from(&self.place);
        meeting.agenda.clone_from(&self.agenda);
        Ok(())
    }

    fn tell(&self) -> String {
        let day = in_words(self.held_on);
        format!("调整会议：“{}”于{day}在{}召开", self.title, self.place)
    }
}

impl Step for CancelMeeting {
    type Of = Meeting;

    fn ready(meeting: &Meeting, env: &Env) -> Vec<StateFinding> {
        all([not_cancelled(meeting), not_held(meeting, env)])
    }

    fn apply(&self, meeting: &mut Meeting, made: &Made) -> Applied {
        meeting.cancelled = Some(Lifted {
            reason: Some(self.reason.clone()),
            by: made.by.clone(),
            on: made.on,
        });
        Ok(())
    }

    fn tell(&self) -> String {
        "取消会议".to_owned()
    }
}

impl Step for RecordMinutes {
    type Of = Meeting;

    fn ready(meeting: &Meeting, env: &Env) -> Vec<StateFinding> {
        let held = meeting.held_on.is_none_or(|held| held <= env.on);
        all([
            not_cancelled(meeting),
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
        let known = self
            .article
            .as_deref()
            .is_none_or(|cited| article::in_words(cited).is_some() && known_article(cited, env));
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
