//! A block pasted from a spreadsheet, put into a table of a form. It changes
//! the shape only: what it cannot make out it leaves as it is, and says so at
//! the cell. Nothing that was typed before is written over.

mod amount;
mod cells;

use tongchou_project::{FieldError, FieldKind, FieldSpec};

use super::decode::{MAX_ROWS, Pairs};
use cells::Block;

/// The table that is pasted into, and where in it.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    pub table: &'a str,
    pub columns: &'static [FieldSpec],
    /// Row and column of the cell that the block was pasted at.
    pub at: Option<(usize, usize)>,
}

/// The form with the block in it.
#[derive(Debug, Default)]
pub struct Filled {
    pub typed: Pairs,
    pub faults: Vec<FieldError>,
    /// What found no place, to be kept where it was pasted.
    pub rest: String,
}

/// What a column may refer to: id and name.
pub type Choices<'a> = &'a dyn Fn(&FieldSpec) -> Vec<(String, String)>;

pub fn fill(place: Place<'_>, text: &str, typed: &Pairs, choices: Choices<'_>) -> Filled {
    let mut block = Block::read(text);
    let mut heads = Heads::of(place, &mut block);
    let first = first_row(place, &heads, &block, typed);
    let mut filled = Filled {
        typed: typed.clone(),
        faults: std::mem::take(&mut heads.faults),
        ..Filled::default()
    };
    let mut row = first;
    for cells in &block.rows {
        if row >= MAX_ROWS {
            filled.rest.push_str(&cells.join("\t"));
            filled.rest.push('\n');
            continue;
        }
        if is_total(cells) {
            let says = format!("“{}”一行没有填入，合计由系统计算", cells.join(" ").trim());
            filled.faults.push(fault(place.table, "", says));
            continue;
        }
        put_row(place, &heads, row, cells, choices, &mut filled);
        row += 1;
    }
    if !filled.rest.is_empty() {
        let says = format!("一张表最多填{MAX_ROWS}行，其余的留在粘贴框中");
        filled.faults.push(fault(place.table, "", says));
    }
    filled
}

/// Which column of the table each column of the block goes to.
struct Heads {
    columns: Vec<Option<Head>>,
    /// The block has headings: what stands under one that names no column is left
    /// out as a column, and said once.
    written: bool,
    faults: Vec<FieldError>,
}

/// The column that a heading names.
#[derive(Debug, Clone, Copy)]
pub struct Head {
    pub column: &'static FieldSpec,
    /// The heading says that amounts are in 万元.
    in_wan: bool,
}

impl Heads {
    fn of(place: Place<'_>, block: &mut Block) -> Self {
        let first = block.rows.first().cloned().unwrap_or_default();
        let mut named: Vec<Option<Head>> = Vec::new();
        for cell in &first {
            let head = named_once(cell, place.columns, &named);
            named.push(head);
        }
        the_amount(&first, place.columns, &mut named);
        let known = named.iter().flatten().count();
        let filled = first.iter().filter(|cell| !cell.trim().is_empty());
        let over = first.iter().filter(|cell| is_amount(&plain(cell)));
        if known > 0 && (known + over.count() > 1 || filled.count() == 1) {
            block.rows.remove(0);
            return Self {
                faults: left_out(place.table, &first, &named),
                columns: named,
                written: true,
            };
        }
        let from = place.at.map_or(0, |(_, column)| column);
        let columns = place.columns.iter().skip(from);
        let head = |column| {
            Some(Head {
                column,
                in_wan: false,
            })
        };
        Self {
            columns: columns.map(head).collect(),
            written: false,
            faults: Vec::new(),
        }
    }
}

/// The column that a heading names, where none before it does.
fn named_once(cell: &str, columns: &'static [FieldSpec], before: &[Option<Head>]) -> Option<Head> {
    let head = named(cell, columns)?;
    let mut taken = before.iter().flatten();
    (!taken.any(|other| other.column.name == head.column.name)).then_some(head)
}

/// What people write over the amounts of a budget.
const AMOUNTS: [&str; 9] = [
    "投资", "概算", "预算", "费用", "造价", "总价", "合价", "经费", "资金",
];

fn is_amount(text: &str) -> bool {
    let known = |word: &str| without_unit(text).contains(word);
    text.ends_with('）') && !text.contains("单价") && AMOUNTS.iter().any(|word| known(word))
}

/// In a table with one column of amounts, the one heading that is over amounts
/// names it, whatever it calls them; a price for each is not the amount.
fn the_amount(cells: &[String], columns: &'static [FieldSpec], named: &mut [Option<Head>]) {
    let mut amounts = columns
        .iter()
        .filter(|column| matches!(column.kind, FieldKind::Money { .. }));
    let (Some(column), None) = (amounts.next(), amounts.next()) else {
        return;
    };
    let mut known = named.iter().flatten();
    if known.any(|head| head.column.name == column.name) {
        return;
    }
    let over = cells.iter().zip(named);
    let mut over = over.filter(|(cell, head)| head.is_none() && is_amount(&plain(cell)));
    let first = over.next();
    if over.next().is_none()
        && let Some((cell, head)) = first
    {
        *head = Some(Head {
            column,
            in_wan: plain(cell).contains("万元"),
        });
    }
}

/// The headings that name no column; row numbers are not missed.
fn left_out(table: &str, cells: &[String], named: &[Option<Head>]) -> Vec<FieldError> {
    let nothing = cells.iter().zip(named).filter(|(cell, head)| {
        let text = plain(cell);
        head.is_none() && !matches!(text.as_str(), "" | "序号" | "编号" | "行号" | "No." | "№")
    });
    nothing
        .map(|(cell, _)| {
            let says = format!("表中没有“{}”这一栏，这一列没有填入", shorten(cell.trim()));
            fault(table, "", says)
        })
        .collect()
}

/// The column that a heading names: 金额（万元） names 金额（元）, in another unit.
pub fn named(cell: &str, columns: &'static [FieldSpec]) -> Option<Head> {
    let text = plain(cell);
    let base = without_unit(&text);
    if base.chars().count() < 2 {
        return None;
    }
    let is = |column: &&FieldSpec, fits: fn(&str, &str) -> bool| {
        let label = plain(column.label);
        fits(without_unit(&label), base)
    };
    let near = |label: &str, base: &str| label.contains(base) || base.contains(label);
    // another column may have the whole name that one has a part of
    let exact = whole_name(&text, columns).or_else(|| {
        columns
            .iter()
            .find(|column| is(column, |label, base| label == base))
    });
    let column = exact.or_else(|| columns.iter().find(|column| is(column, near)))?;
    Some(Head {
        column,
        in_wan: text.contains("万元"),
    })
}

/// The column whose label the text is, with its brackets: 工作单位（本区单位） is
/// another than 工作单位.
fn whole_name<'a>(text: &str, columns: &'a [FieldSpec]) -> Option<&'a FieldSpec> {
    columns.iter().find(|column| plain(column.label) == text)
}

/// Whether a heading is a column's whole name, and no likeness of it.
pub fn is_named(cell: &str, column: &FieldSpec) -> bool {
    let (text, label) = (plain(cell), plain(column.label));
    text == label || without_unit(&text) == label
}

pub fn plain(text: &str) -> String {
    text.chars()
        .filter(|letter| !letter.is_whitespace())
        .map(|letter| match letter {
            '(' => '（',
            ')' => '）',
            other => other,
        })
        .collect()
}

fn without_unit(text: &str) -> &str {
    text.split('（').next().unwrap_or(text)
}

/// The row pasted at, where its cells are free; else the first free one below all.
fn first_row(place: Place<'_>, heads: &Heads, block: &Block, typed: &Pairs) -> usize {
    let last = (0..typed.rows(place.table))
        .rev()
        .find(|row| {
            let mut columns = place.columns.iter();
            columns.any(|column| typed.filled(&name(place.table, *row, column)).is_some())
        })
        .map_or(0, |row| row + 1);
    let Some((at, _)) = place.at else { return last };
    let mut rows = at..at.saturating_add(block.rows.len());
    let is_free = rows.all(|row| {
        let mut heads = heads.columns.iter().flatten();
        heads.all(|head| typed.filled(&name(place.table, row, head.column)).is_none())
    });
    if is_free { at } else { last }
}

fn name(table: &str, row: usize, column: &FieldSpec) -> String {
    format!("{table}.{row}.{}", column.name)
}

pub fn is_total(cells: &[String]) -> bool {
    let mut filled = cells.iter().map(|cell| plain(cell));
    let first = filled.find(|cell| !cell.is_empty());
    first.is_some_and(|cell| ["合计", "总计", "小计", "合计：", "总计："].contains(&cell.as_str()))
}

fn put_row(
    place: Place<'_>,
    heads: &Heads,
    row: usize,
    cells: &[String],
    choices: Choices<'_>,
    filled: &mut Filled,
) {
    for (index, cell) in cells.iter().enumerate() {
        let text = cell.trim();
        if text.is_empty() {
            continue;
        }
        let Some(Some(head)) = heads.columns.get(index) else {
            if index >= heads.columns.len() || !heads.written && place.at.is_none() {
                let says = format!("第{}行多出的“{}”没有填入", row + 1, shorten(text));
                filled.faults.push(fault(place.table, "", says));
            }
            continue;
        };
        let field = format!("{}[{row}].{}", place.table, head.column.name);
        match read(*head, text, choices) {
            Ok(value) => filled.typed.set(name(place.table, row, head.column), value),
            Err((value, says)) => {
                filled.typed.set(name(place.table, row, head.column), value);
                filled.faults.push(fault(&field, head.column.label, says));
            }
        }
    }
}

/// The value of a cell; or what to leave there, and what is wrong with it.
pub fn read(head: Head, text: &str, choices: Choices<'_>) -> Result<String, (String, String)> {
    match head.column.kind {
        FieldKind::Money { .. } => amount::read(text, head.in_wan).ok_or_else(|| {
            let says = if amount::is_rounded(text) {
                "是表格软件显示的科学记数，已经舍入；请把这一列改为“数值”格式后重新复制，或者填写准确金额"
            } else {
                "不是金额"
            };
            (text.to_owned(), format!("粘贴的“{}”{says}", shorten(text)))
        }),
        FieldKind::Choice(words) | FieldKind::Choices(words) => {
            let words = words
                .iter()
                .map(|(id, label)| ((*id).to_owned(), (*label).to_owned()));
            chosen(text, &words.collect::<Vec<_>>(), begins_so)
        }
        FieldKind::Reference(_) | FieldKind::References(_) => {
            chosen(text, &choices(head.column), is_without_bracket)
        }
        FieldKind::Date => Ok(cells::day(text)),
        FieldKind::Count { .. } => Ok(cells::count(text)),
        FieldKind::Flag => match yes_or_no(text) {
            Some(true) => Ok("yes".to_owned()),
            // what must be answered is answered; else no is what is left out
            Some(false) if head.column.required => Ok("no".to_owned()),
            Some(false) => Ok(String::new()),
            None => {
                let says = format!("粘贴的“{}”不是“是”或者“否”", shorten(text));
                Err((String::new(), says))
            }
        },
        FieldKind::Text { .. } => Ok(text.replace('\n', " ")),
        _ => Ok(text.to_owned()),
    }
}

/// What people write for yes and no; None for anything else.
pub fn yes_or_no(text: &str) -> Option<bool> {
    match plain(text).to_lowercase().as_str() {
        "是" | "有" | "√" | "✓" | "✔" | "对" | "涉及" | "需要" | "y" | "yes" | "true" | "on"
        | "1" => Some(true),
        "否" | "无" | "×" | "✗" | "✘" | "不" | "不是" | "没有" | "非" | "不涉及" | "不需要"
        | "n" | "no" | "false" | "off" | "0" | "-" | "—" | "——" => Some(false),
        _ => None,
    }
}

/// Of the law's own words one may be written shorter or longer.
fn begins_so(label: &str, text: &str) -> bool {
    label.starts_with(text) || text.starts_with(label)
}

/// A body or an item is meant by its name alone, without what stands in brackets behind it:
/// another whose name begins so is another.
fn is_without_bracket(label: &str, text: &str) -> bool {
    without_unit(label) == text
}

/// The one choice that the text names: by its whole name, or as the only one near it.
fn chosen(
    text: &str,
    words: &[(String, String)],
    is_near: fn(&str, &str) -> bool,
) -> Result<String, (String, String)> {
    let text = plain(text);
    let exact = words
        .iter()
        .find(|(id, label)| plain(label) == text || *id == text);
    if let Some((id, _)) = exact {
        return Ok(id.clone());
    }
    let near = |(_, label): &&(String, String)| is_near(&plain(label), &text);
    let mut near = words.iter().filter(near);
    match (near.next(), near.next()) {
        (Some((id, _)), None) => Ok(id.clone()),
        _ => Err((
            String::new(),
            format!("粘贴的“{}”不在可选项中，请选择", shorten(&text)),
        )),
    }
}

fn shorten(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if text.chars().count() > 60 {
        short.push('…');
    }
    short
}

pub fn fault(field: &str, label: &str, message: String) -> FieldError {
    FieldError {
        field: field.to_owned(),
        label: if label.is_empty() { "粘贴" } else { label }.to_owned(),
        message,
        clause: None,
        withhold: false,
    }
}

#[cfg(test)]
mod tests;
