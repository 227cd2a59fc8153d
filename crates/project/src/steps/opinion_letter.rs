//! The opinion letter (article 16): what everything after it rests on.

use std::collections::BTreeSet;

use tongchou_rules::{Facts, money::in_words};

use super::checks::{all, ended, unless};
use super::{Applied, Made, Step};
use crate::actor::Env;
use crate::acts::IssueOpinionLetter;
use crate::acts::words::LETTER_SERIES;
use crate::numbers::as_printed;
use crate::refusal::StateFinding;
use crate::state::{Item, Letter, Project};

impl Step for IssueOpinionLetter {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &[
        "letter_items",
        "letter_amount",
        "letter_categories_beyond",
        "security_amount_after",
        "security_share_after",
        "security_lowered",
    ];

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        all([
            ended(project),
            unless(
                project.letter.is_none(),
                "审查意见函已出具",
                "内容调整请办理变更",
                "16",
            ),
        ])
    }

    fn guard(&self, project: &Project, env: &Env) -> Vec<StateFinding> {
        let Some(number) = self.number.as_deref().map(as_printed) else {
            return Vec::new();
        };
        // One number names one letter in the whole district.
        let mut others = env
            .registers
            .projects
            .values()
            .filter(|it| it.id != project.id);
        let used = others
            .any(|other| other.letter_number.as_deref().map(as_printed) == Some(number.clone()));
        let shaped = number.ends_with('号') && number.contains(|c: char| c.is_ascii_digit());
        all([
            unless(
                !used,
                "该函号已用于其他项目的审查意见函",
                "请核对函号，或者留空由系统编号",
                "16",
            ),
            unless(
                !number.starts_with(LETTER_SERIES),
                &format!("“{LETTER_SERIES}”的编号由系统依次给出，不跳号也不重号"),
                "把函号留空由系统编号；用本单位发文系统的文号的，填写那里的文号",
                "16",
            ),
            unless(
                shaped,
                "函号不是文号的写法",
                "填写“机关代字〔年份〕序号号”那样的文号，如“科信函〔2026〕12号”，或者留空由系统编号",
                "16",
            ),
        ])
    }

    fn facts(&self, project: &Project, _: &Env, facts: &mut Facts) {
        facts.letter_items = i64::try_from(self.items.len()).ok();
        facts.letter_amount = Some(self.amount());
        let categories: BTreeSet<&str> =
            self.items.iter().map(|row| row.category.as_str()).collect();
        let beyond = categories
            .into_iter()
            .filter(|category| self.amount_of(category) > project.amount_of(category));
        facts.letter_categories_beyond = i64::try_from(beyond.count()).ok();
        facts.security_amount_after = Some(self.amount_of("security"));
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        let item = |(index, row): (usize, &crate::acts::LetterRow)| Item {
            id: format!("i{}", index + 1),
            name: row.name.clone(),
            category: row.category.clone(),
            amount: row.amount,
        };
        let items: Vec<Item> = self.items.iter().enumerate().map(item).collect();
        project.approved.clone_from(&items);
        project.letter = Some(Letter {
            number: self.number.clone(),
            items,
            conditions: self.conditions.clone(),
            amount: self.amount(),
            by: made.by.clone(),
            on: made.on,
        });
        Ok(())
    }

    fn tell(&self) -> String {
        format!(
            "出具审查意见函，核定{}项，{}",
            self.items.len(),
            in_words(self.amount())
        )
    }

    fn reply(&self, after: &Project) -> serde_json::Value {
        serde_json::json!({ "items": after.approved })
    }
}

impl IssueOpinionLetter {
    fn amount_of(&self, category: &str) -> i64 {
        let rows = self.items.iter().filter(|row| row.category == category);
        rows.map(|row| row.amount).sum()
    }

    fn amount(&self) -> i64 {
        self.items.iter().map(|row| row.amount).sum()
    }
}
