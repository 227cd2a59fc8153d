//! An outside check: a table of real projects with a column of groups, read from a CSV file that
//! is not part of the repository.

use tongchou_likeness::{Corpus, Entry, Limits, Reader};

pub fn judge(text: &str) {
    let entries = entries(text);
    let mut corpus = Corpus::new(Reader::built_in().unwrap());
    corpus.put_all(entries.iter().map(|(entry, _)| entry.clone()).collect());
    let (mut found, mut all, mut flagged, mut wrong) = (0, 0, 0, Vec::new());
    for (entry, group) in &entries {
        let hits = corpus.check(entry, &Limits::default());
        let of = |id: &str| entries.iter().find(|(it, _)| it.id == id).map(|it| &it.1);
        for hit in &hits {
            if hit.class == tongchou_likeness::Class::Duplicate {
                let same = !group.is_empty() && of(&hit.id) == Some(group);
                flagged += 1;
                if !same {
                    wrong.push(format!("{} ~ {} {}", entry.title, hit.title, hit.likeness));
                }
            }
        }
        if group.is_empty() {
            continue;
        }
        let others = entries
            .iter()
            .filter(|(it, other)| other == group && it.id != entry.id)
            .count();
        let near = hits
            .iter()
            .take(5)
            .filter(|hit| of(&hit.id) == Some(group))
            .count();
        found += near;
        all += others.min(5);
        if near < others.min(5) {
            println!("missed: {} ({group}) {near}/{others}", entry.title);
        }
    }
    println!("members of the group among the first five: {found}/{all}");
    println!(
        "flagged duplicate {flagged}, outside the group {}",
        wrong.len()
    );
    println!("{}", wrong.join("\n"));
}

/// Each row as an entry, with its group.
fn entries(text: &str) -> Vec<(Entry, String)> {
    let rows: Vec<Vec<String>> = text.lines().map(cells).collect();
    let head = rows.first().cloned().unwrap_or_default();
    let column = |name: &str| head.iter().position(|it| it == name).unwrap();
    let (id, name, unit) = (column("id"), column("project_name"), column("unit"));
    let (words, group, date) = (
        column("content_keywords"),
        column("similar_group"),
        column("date"),
    );
    rows.iter()
        .skip(1)
        .filter(|row| row.len() >= head.len())
        .map(|row| {
            let entry = Entry {
                id: row[id].clone(),
                title: row[name].clone(),
                unit: row[unit].clone(),
                year: row[date].get(..4).and_then(|it| it.parse().ok()),
                summary: row[words].replace(';', "，"),
                ..Entry::default()
            };
            (entry, row[group].clone())
        })
        .collect()
}

fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut quoted) = (vec![String::new()], false);
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            _ => cells.last_mut().unwrap().push(letter),
        }
    }
    cells
}
