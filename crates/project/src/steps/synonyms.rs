//! The bureau's own lines of words that the duplicate check takes for one.

use std::collections::BTreeSet;

use super::checks::unless;
use super::{Applied, Made, Step, exists_already};
use crate::actor::Env;
use crate::acts::{AddSynonyms, RemoveSynonyms};
use crate::refusal::StateFinding;
use crate::registers::Synonyms;

/// Longer ones are sentences.
const LONGEST: usize = 20;
const MOST_WORDS: usize = 60;
/// Lines that stand at a time, and fields they name: what the comparison can hold.
const MOST_LINES: usize = 5_000;
const MOST_FIELDS: usize = 100;

impl AddSynonyms {
    fn read(&self) -> Vec<String> {
        let between = |letter: char| letter.is_whitespace() || "、，,；;/|".contains(letter);
        let mut words: Vec<String> = Vec::new();
        for word in self.words.split(between).filter(|word| !word.is_empty()) {
            if !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
        words
    }

    fn field(&self) -> String {
        let field = self.field.as_deref().unwrap_or_default().trim();
        if self.has_field() {
            field.to_owned()
        } else {
            String::new()
        }
    }

    fn has_field(&self) -> bool {
        matches!(self.meaning.as_str(), "object" | "user")
    }
}

impl Step for AddSynonyms {
    type Of = Synonyms;

    fn guard(&self, _: &Synonyms, env: &Env) -> Vec<StateFinding> {
        let (words, field) = (self.read(), self.field());
        let fewest = if self.meaning == "plain" { 1 } else { 2 };
        let odd = words.iter().find(|word| {
            let length = word.chars().count();
            !(2..=LONGEST).contains(&length) || !word.chars().all(char::is_alphanumeric)
        });
        let standing = || env.registers.synonyms.values().filter(|it| !it.removed);
        let fields: BTreeSet<&str> = standing().map(|it| it.field.as_str()).collect();
        let same = standing().any(|it| {
            it.meaning == self.meaning
                && it.field == field
                && it.words.iter().collect::<BTreeSet<_>>() == words.iter().collect()
        });
        let refused = |holds: bool, says: String, remedy: &str| unless(holds, &says, remedy, "3");
        [
            refused(
                odd.is_none(),
                format!("“{}”不能作为同义词", odd.map_or("", String::as_str)),
                "每个词两到二十个字，只含文字和数字，词与词之间用空格或顿号隔开",
            ),
            refused(
                (fewest..=MOST_WORDS).contains(&words.len()),
                format!("填写了 {} 个不同的词", words.len()),
                "请填写两到六十个意思相同的词；不计入比对的套话一个也可以",
            ),
            refused(
                !self.has_field() || !field.is_empty(),
                "没有填写领域".to_owned(),
                "建设的内容和服务的人请写明属于哪个领域，如“交通”",
            ),
            refused(
                field.chars().count() <= LONGEST,
                "领域的名称过长".to_owned(),
                "领域请用不超过二十个字的名称",
            ),
            refused(
                !same,
                "已有相同的一组同义词".to_owned(),
                "无须重复登记；要增加词的，请连同原有的词另登记一组",
            ),
            refused(
                standing().count() < MOST_LINES
                    && (fields.contains(field.as_str()) || fields.len() < MOST_FIELDS),
                "自行登记的同义词或领域过多".to_owned(),
                "请先删除不再使用的同义词",
            ),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn found(&self, made: &Made) -> Option<Synonyms> {
        let words = self.read();
        Some(Synonyms {
            id: made.id.to_owned(),
            meaning: self.meaning.clone(),
            field: self.field(),
            line: words.join("、"),
            words,
            by: made.by.clone(),
            removed: false,
        })
    }

    fn apply(&self, _: &mut Synonyms, _: &Made) -> Applied {
        exists_already(self)
    }

    fn tell(&self) -> String {
        format!("登记同义词“{}”", self.read().join("、"))
    }
}

impl Step for RemoveSynonyms {
    type Of = Synonyms;

    fn ready(line: &Synonyms, _: &Env) -> Vec<StateFinding> {
        unless(!line.removed, "这组同义词已删除", "无须重复办理", "3")
            .into_iter()
            .collect()
    }

    fn apply(&self, line: &mut Synonyms, _: &Made) -> Applied {
        line.removed = true;
        Ok(())
    }

    fn tell(&self) -> String {
        "删除同义词".to_owned()
    }
}
