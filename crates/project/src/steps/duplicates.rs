//! The duplicate check and the answers to it. What resembles the declaration is found
//! outside and comes in with the command, as chance does: the event fixes it.

use super::checks::{all, ended, going, unless};
use super::{Applied, Made, Step, lacking};
use crate::actor::Env;
use crate::acts::{AnswerMatch, Command, RecordDuplicateCheck, words};
use crate::refusal::StateFinding;
use crate::state::{Answer, Check, Declaration, Match, Project};

impl Command {
    /// Whether the command needs to be told what resembles the declaration.
    pub fn awaits_check(&self) -> bool {
        matches!(self, Self::RecordDuplicateCheck(form) if form.basis.is_none())
    }

    /// Hands the command what was found.
    pub fn take_check(&mut self, check: Check) {
        if let Self::RecordDuplicateCheck(form) = self {
            form.found = check.found;
            form.basis = Some(check.basis);
        }
    }
}

impl Step for RecordDuplicateCheck {
    type Of = Project;
    const FOR_UNIT: bool = true;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        all([
            ended(project),
            unless(
                !project.declared(),
                "项目已正式申报",
                "重复核查在申报前进行",
                "13",
            ),
        ])
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        let declaration = &mut project.declaration;
        declaration.checked_on = Some(made.on);
        declaration.check_stale = false;
        declaration.check_basis.clone_from(&self.basis);
        // The first version of the event let old hits stand as they were.
        if self.basis.is_some() {
            declaration
                .matches
                .retain(|old| self.still_stands(old) || old.answer.is_some());
            for old in &mut declaration.matches {
                let typed = old.subject.is_empty();
                old.gone = old.answer.is_some() && (typed || !self.still_stands(old));
            }
        }
        for hit in self.found.iter().cloned().chain(self.typed()) {
            declaration.take_match(hit);
        }
        Ok(())
    }

    fn tell(&self) -> String {
        let asks = |hit: &&Match| hit.needs_answer();
        format!(
            "作重复核查，发现需答复的相似项{}项",
            self.found.iter().filter(asks).count() + self.matches.len()
        )
    }

    fn reply(&self, after: &Project) -> serde_json::Value {
        serde_json::json!({ "matches": after.declaration.matches })
    }
}

impl RecordDuplicateCheck {
    fn typed(&self) -> impl Iterator<Item = Match> {
        self.matches.iter().map(|row| Match {
            kind: row.kind.clone(),
            title: row.title.clone(),
            reason: row.reason.clone().unwrap_or_default(),
            ..Match::default()
        })
    }

    /// Found again, or typed by a person, whom no comparison contradicts.
    fn still_stands(&self, old: &Match) -> bool {
        old.subject.is_empty() || self.found.iter().any(|hit| hit.is_on_the_same(old))
    }
}

impl Declaration {
    /// A hit that is known keeps its id and its answer.
    fn take_match(&mut self, hit: Match) {
        let mut known = self.matches.iter_mut();
        if let Some(old) = known.find(|old| old.is_on_the_same(&hit)) {
            if hit.class.is_some() {
                *old = Match {
                    id: std::mem::take(&mut old.id),
                    answer: old.answer.take(),
                    ..hit
                };
            }
            return;
        }
        let number = |old: &Match| old.id.trim_start_matches('m').parse::<usize>().ok();
        let last = self.matches.iter().filter_map(number).max().unwrap_or(0);
        let id = format!("m{}", last + 1);
        self.matches.push(Match { id, ..hit });
    }
}

impl Step for AnswerMatch {
    type Of = Project;
    const FOR_UNIT: bool = true;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        let mut found = going(project);
        found.extend(unless(
            !project.declared(),
            "项目已正式申报",
            "重复核查在申报前答复",
            "13",
        ));
        found.extend(unless(
            project.declaration.matches.iter().any(Match::awaits_answer),
            "没有需要答复的核查结果",
            "作过重复核查、尚有未答复的结果时才需要答复",
            "3",
        ));
        found
    }

    fn guard(&self, project: &Project, _: &Env) -> Vec<StateFinding> {
        let mut hits = project.declaration.matches.iter();
        let known = hits.any(|hit| hit.id == self.matched);
        unless(known, "所选的核查结果不存在", "请重新选择", "3")
            .into_iter()
            .collect()
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        let mut hits = project.declaration.matches.iter_mut();
        let hit = hits.find(|hit| hit.id == self.matched);
        let hit = hit.ok_or_else(|| lacking("match", &self.matched))?;
        hit.answer = Some(Answer {
            answer: self.answer.clone(),
            reason: self.reason.clone(),
            on: made.on,
        });
        Ok(())
    }

    fn tell(&self) -> String {
        format!(
            "答复重复核查：{}",
            words::label(words::MATCH_ANSWERS, &self.answer)
        )
    }
}
