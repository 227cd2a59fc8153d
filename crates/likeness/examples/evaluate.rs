//! Prints the figures of the evaluation: `cargo run --release -p tongchou-likeness --example
//! evaluate`. With `--errors PART` also what went wrong on a part, with `--fit` the measures of
//! pairs of the tuning part, with `--table FILE` an outside table with groups of like projects,
//! with `--speed N` how long a check takes among N projects, with `--third N` how the third hand's
//! texts fare in a district of N projects (`--show ID,ID` with grounds).

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::inconsistent_digit_grouping,
    missing_debug_implementations,
    dead_code,
    reason = "a measurement that cannot go on should stop"
)]

#[path = "../evaluation/background.rs"]
mod background;
#[path = "../evaluation/set.rs"]
mod set;
#[path = "../evaluation/speed.rs"]
mod speed;
#[path = "../evaluation/table.rs"]
mod table;
#[path = "../evaluation/third.rs"]
mod third;

const OTHERS: usize = 2_000;

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| {
        let at = asked.iter().position(|it| it == name)?;
        Some(asked.get(at + 1).cloned().unwrap_or_default())
    };
    if value("--fit").is_some() {
        return fit();
    }
    if let Some(file) = value("--table") {
        return table::judge(&std::fs::read_to_string(file).unwrap());
    }
    if let Some(count) = value("--third") {
        let asked = value("--show").unwrap_or_default();
        third::judge(count.parse().unwrap(), &asked);
        return;
    }
    if let Some(count) = value("--speed") {
        return speed::measure(count.parse().unwrap());
    }
    let parts = [
        "tuning",
        "held_out",
        "second_tuning",
        "second_held_out",
        "fourth_tuning",
        "fourth_held_out",
    ];
    for part in parts {
        // what later hands wrote about stands among the generated others too
        let others = match part {
            "tuning" | "held_out" => OTHERS,
            _ => 0,
        };
        let mut figures = set::judge(&set::part(part), others);
        let reuse = set::judge_reuse(part, &mut figures.errors);
        println!(
            "== {part}\n{figures}reuse          precision {:.3}, recall {:.3} ({}/{})\n",
            reuse.precision(),
            reuse.recall(),
            reuse.right,
            reuse.right + reuse.missed
        );
        if value("--errors").as_deref() == Some(part) {
            println!("{}", figures.errors.join("\n"));
        }
    }
}

/// One line a pair: label, kind, measures. Only the tuning part is shown.
fn fit() {
    let set = set::part("tuning");
    let corpus = set::corpus(&set, OTHERS);
    for field in &set.field {
        for (kind, entry) in field.texts() {
            let entry = field.named(kind, entry);
            let same = ["light", "heavy", "prose", "part"].contains(&kind);
            let mut ids = vec![field.id("base"), field.id("lookalike"), field.id("other")];
            ids.extend(
                corpus
                    .check(
                        &entry,
                        &tongchou_likeness::Limits {
                            hits: 12,
                            passages: 0,
                        },
                    )
                    .into_iter()
                    .map(|hit| hit.id),
            );
            ids.sort();
            ids.dedup();
            for id in ids
                .iter()
                .filter(|id| **id != entry.id && !id.ends_with("service"))
            {
                let m = corpus.measures(&entry, id).unwrap();
                let label = u8::from(same && *id == field.id("base"));
                println!(
                    "{label},{},{kind},{id},{:.3},{:.3},{:.3},{:.3},{:.3},{:.3},{:.3},{:.3},{:.3},{:.3},{:.3},{:.3}",
                    field.name,
                    m.about_here,
                    m.about_there,
                    m.title_here,
                    m.title_there,
                    m.functions,
                    m.users,
                    m.field,
                    m.wording,
                    m.name,
                    m.apart,
                    m.evidence,
                    m.swapped
                );
            }
        }
    }
}
