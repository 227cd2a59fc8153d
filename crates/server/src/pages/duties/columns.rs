//! The columns and filters of the list of duties.

use tongchou_rules::Regulation;

use super::find::{Line, STATES, usual_state};
use super::{KEY, titles};
use crate::format;
use crate::forms::Pairs;
use crate::pages::clock;
use crate::pages::lists::board::standing_in;
use crate::pages::lists::{Board, Filter, Head, Kind, Shape, Value};
use crate::pages::sheet::{Cell, Way, day, good, link, maybe_day, text};

pub fn shape() -> Shape {
    Shape {
        key: KEY.to_owned(),
        path: "/duties".to_owned(),
        export: format!("/exports/{KEY}"),
        name: "期限",
        heads: HEADS.to_vec(),
    }
}

const HEADS: [Head; 10] = [
    Head::new("title", "义务"),
    Head::new("project", "项目"),
    Head::new("unit", "项目单位").further(),
    Head::new("who", "义务人"),
    Head::new("due_on", "期限"),
    Head::new("state", "状态"),
    Head::new("done_on", "办结日期").further(),
    Head::new("article", "依据").further(),
    Head::new("says", "期限的由来").further().unsorted(),
    Head::new("act", "办理").unsorted(),
];

/// The list as an address asks for it; the units are those of the reader's projects.
pub fn board(law: &Regulation, units: Vec<(String, String)>, pairs: &Pairs) -> Board {
    let choice = |key, label, choices| Filter::new(key, label, Kind::Choice(choices));
    let own = |(key, label): &(&str, &str)| ((*key).to_owned(), (*label).to_owned());
    let mut filters = vec![
        Filter::new("view", "页", Kind::Place),
        Filter::new("month", "月份", Kind::Place),
        Filter::new("text", "义务、项目或单位", Kind::Text),
        Filter {
            usual: usual_state(pairs),
            ..choice("state", "状态", STATES.iter().map(own).collect())
        },
        choice("key", "义务", titles(law).into_iter().collect()),
        choice("unit", "项目单位", units),
        choice("mine", "办理单位", vec![own(&("1", "本单位"))]),
    ];
    if pairs.filled("view") != Some("month") {
        filters.push(Filter::new("from", "期限自", Kind::Day));
        filters.push(Filter::new("to", "期限至", Kind::Day));
    }
    Board::read(shape(), filters, pairs)
}

/// A cell for every column.
pub fn cells(line: &Line) -> Vec<Cell> {
    let form = line.form.iter().map(|href| Way::new(href.as_str(), "办理"));
    let done = line.done.map(|on| format!("办结 {}", format::day(on)));
    let project = link(format!("/projects/{}", line.subject), &*line.project);
    vec![
        Cell::Cited(line.title.clone(), line.article.clone()).noted(&*line.says),
        project.noted(&*line.unit),
        text(&*line.unit),
        text(&*line.who),
        day(line.due).noted(done.unwrap_or_default()),
        left(line),
        maybe_day(line.done),
        text(&*line.article),
        text(&*line.says),
        Cell::Links(form.collect()),
    ]
}

/// How long is left; what is done comes last.
fn left(line: &Line) -> Cell {
    match line.done {
        Some(_) => good("已办结"),
        None => clock::until(line.due, line.today),
    }
}

/// What a column is sorted by.
pub fn by(line: &Line, key: &str) -> Value {
    standing_in(&HEADS, &cells(line), key)
}

/// What a workbook has in each column.
pub fn values(line: Line) -> Vec<Value> {
    let own = line.form.as_ref().map_or("", |_| "由本单位办理");
    vec![
        Value::text(line.title),
        Value::text(line.project),
        Value::text(line.unit),
        Value::text(line.who),
        Value::Day(line.due),
        Value::text(line.state),
        Value::day(line.done),
        Value::text(line.article),
        Value::text(line.says),
        Value::text(own),
    ]
}
