//! The record of a project: everything that happened, by kind of act and by who.

use super::Asked;
use super::section::Section;
use super::timeline::Entry;

#[derive(Debug)]
pub struct Record {
    pub entries: Vec<Entry>,
    pub total: usize,
    pub kinds: Vec<Choice>,
    pub bodies: Vec<Choice>,
    pub action: String,
    /// Where the verdicts are asked for once more.
    pub replay: String,
    pub filtered: bool,
}

#[derive(Debug)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub count: usize,
    pub chosen: bool,
}

impl Record {
    pub fn of(mut entries: Vec<Entry>, asked: &Asked, base: &str) -> Self {
        let total = entries.len();
        let kind = asked.kind.as_deref().unwrap_or_default();
        let who = asked.who.as_deref().unwrap_or_default();
        let kinds = Section::all()
            .map(|section| Choice {
                value: section.key().to_owned(),
                label: section.label().to_owned(),
                count: entries
                    .iter()
                    .filter(|entry| entry.section == section)
                    .count(),
                chosen: section.key() == kind,
            })
            .filter(|choice| choice.count > 0 || choice.chosen)
            .collect();
        let bodies = bodies(&entries, who);
        entries.retain(|entry| {
            (kind.is_empty() || entry.section.key() == kind)
                && (who.is_empty() || entry.body == who)
        });
        for entry in &mut entries {
            entry.open = asked.event == Some(entry.position);
        }
        Self {
            entries,
            total,
            kinds,
            bodies,
            action: Section::Record.href(base),
            replay: format!("{base}/replay"),
            filtered: !kind.is_empty() || !who.is_empty(),
        }
    }
}

fn bodies(entries: &[Entry], chosen: &str) -> Vec<Choice> {
    let mut bodies: Vec<Choice> = Vec::new();
    for entry in entries.iter().filter(|entry| !entry.body.is_empty()) {
        match bodies.iter_mut().find(|known| known.value == entry.body) {
            Some(known) => known.count += 1,
            None => bodies.push(Choice {
                value: entry.body.clone(),
                label: entry.body_name.clone(),
                count: 1,
                chosen: entry.body == chosen,
            }),
        }
    }
    bodies.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.label.cmp(&b.label)));
    bodies
}
