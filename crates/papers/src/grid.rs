//! Tables from rows, and the grids of forms.

use crate::fill::{Fill, cell};
use crate::template::{Column, Part, Slot, SlotCell, Sort};
use crate::{Align, Cell, Error, Row, Style, Table, Value, Values, wording};

/// Empty rows that a form offers where nothing is known.
const BLANK_ROWS: usize = 5;

/// Height of a row to be filled in by hand, in millimetres.
const BLANK_HEIGHT: u32 = 9;

/// The table of a variable's rows: ordinals, columns, sums.
pub(crate) fn table(fill: &Fill<'_>, part: &Part, name: &str) -> Result<Table, Error> {
    let variable = fill.variable(name)?;
    let columns = &variable.columns;
    let mut rows = vec![head_row(columns)];
    if let Some(Value::Rows(given)) = fill.value(variable)? {
        let decimals: Vec<usize> = columns
            .iter()
            .map(|column| decimals(given, column))
            .collect();
        rows.extend(
            given
                .iter()
                .enumerate()
                .map(|(index, values)| row(index, values, columns, &decimals)),
        );
        rows.extend(total(given, columns, &decimals));
    } else {
        let blank = |index| Row {
            height: BLANK_HEIGHT,
            ..row(index, &Values::new(), columns, &[])
        };
        rows.extend((0..part.blank_rows.unwrap_or(BLANK_ROWS)).map(blank));
    }
    let caption = part
        .caption
        .as_ref()
        .map(|caption| fill.expand(caption))
        .transpose()?;
    let widths = [ordinal_width(columns)]
        .into_iter()
        .chain(columns.iter().map(|column| column.width))
        .collect();
    Ok(Table {
        caption,
        widths,
        head: 1,
        rows,
    })
}

/// A twelfth of the columns together: room for three figures.
fn ordinal_width(columns: &[Column]) -> u32 {
    columns
        .iter()
        .map(|column| column.width)
        .sum::<u32>()
        .div_ceil(12)
}

fn head_row(columns: &[Column]) -> Row {
    let label = |text: &str| Cell {
        align: Align::Center,
        style: Style::Label,
        ..plain(text)
    };
    let cells = [label("序号")]
        .into_iter()
        .chain(columns.iter().map(|column| label(&column.label)));
    Row {
        height: 0,
        cells: cells.collect(),
    }
}

/// How many decimals the amounts of a column have, so that they stand under each other.
fn decimals(rows: &[Values], column: &Column) -> usize {
    let amounts = rows.iter().filter_map(|row| match row.get(&column.name) {
        Some(Value::Amount(fen)) => Some(wording::decimals(*fen)),
        _ => None,
    });
    amounts.max().unwrap_or_default()
}

fn row(index: usize, values: &Values, columns: &[Column], decimals: &[usize]) -> Row {
    let ordinal = Cell {
        align: Align::Center,
        ..plain(&(index + 1).to_string())
    };
    let text = |place: usize, column: &Column| match values.get(&column.name) {
        Some(Value::Amount(fen)) => {
            wording::wan_to(*fen, decimals.get(place).copied().unwrap_or(6))
        }
        value => cell(value),
    };
    let cells = columns.iter().enumerate().map(|(place, column)| Cell {
        align: align(column.sort),
        ..plain(&text(place, column))
    });
    Row {
        height: 0,
        cells: [ordinal].into_iter().chain(cells).collect(),
    }
}

fn align(sort: Sort) -> Align {
    match sort {
        Sort::Amount => Align::Right,
        Sort::Count | Sort::Date => Align::Center,
        _ => Align::Left,
    }
}

/// The row of sums, if any column is summed: its label stands over all
/// columns before the first sum.
fn total(rows: &[Values], columns: &[Column], decimals: &[usize]) -> Option<Row> {
    let first = columns.iter().position(|column| column.total)?;
    let span = u32::try_from(first).unwrap_or_default() + 1;
    let label = Cell {
        align: Align::Center,
        style: Style::Label,
        span,
        ..plain("合计")
    };
    let places = columns.iter().zip(decimals);
    let sums = places.skip(first).map(|(column, decimals)| {
        let text = if column.total {
            sum(rows, column, *decimals)
        } else {
            String::new()
        };
        Cell {
            align: align(column.sort),
            ..plain(&text)
        }
    });
    Some(Row {
        height: 0,
        cells: [label].into_iter().chain(sums).collect(),
    })
}

/// A sum that does not fit an i64 is left out rather than wrong, and so is one of nothing.
fn sum(rows: &[Values], column: &Column, decimals: usize) -> String {
    let amounts = rows.iter().filter_map(|row| match row.get(&column.name) {
        Some(Value::Amount(number) | Value::Count(number)) => Some(*number),
        _ => None,
    });
    let amounts: Vec<i64> = amounts.collect();
    if amounts.is_empty() {
        return String::new();
    }
    let sum = amounts.into_iter().try_fold(0_i64, i64::checked_add);
    match (sum, column.sort) {
        (None, _) => String::new(),
        (Some(sum), Sort::Amount) => wording::wan_to(sum, decimals),
        (Some(sum), _) => sum.to_string(),
    }
}

/// The grid of a form.
pub(crate) fn form(fill: &Fill<'_>, part: &Part, rows: &[Vec<Slot>]) -> Result<Table, Error> {
    let widths = if part.widths.is_empty() {
        vec![3, 5, 3, 5]
    } else {
        part.widths.clone()
    };
    let columns = u32::try_from(widths.len()).unwrap_or(u32::MAX);
    let rows = rows
        .iter()
        .map(|slots| form_row(fill, slots, columns))
        .collect::<Result<_, _>>()?;
    Ok(Table {
        caption: None,
        widths,
        head: 0,
        rows,
    })
}

fn form_row(fill: &Fill<'_>, slots: &[Slot], columns: u32) -> Result<Row, Error> {
    let mut height = BLANK_HEIGHT;
    let mut cells = Vec::new();
    for slot in slots {
        let spec = match slot {
            Slot::Label(label) => &SlotCell {
                label: Some(label.clone()),
                ..SlotCell::default()
            },
            Slot::Cell(spec) => spec,
        };
        height = height.max(spec.height.unwrap_or_default());
        cells.push(slot_cell(fill, spec)?);
    }
    // The last cell takes what its row leaves over.
    let taken: u32 = cells.iter().map(|cell| cell.span).sum();
    if let Some(last) = cells.last_mut() {
        last.span += columns.saturating_sub(taken);
    }
    Ok(Row { height, cells })
}

fn slot_cell(fill: &Fill<'_>, spec: &SlotCell) -> Result<Cell, Error> {
    let foot = spec
        .foot
        .iter()
        .map(|line| fill.expand(line))
        .collect::<Result<_, _>>()?;
    let span = spec.span.unwrap_or(1).max(1);
    if let Some(label) = &spec.label {
        return Ok(Cell {
            align: Align::Center,
            style: Style::Label,
            span,
            foot,
            ..plain(label)
        });
    }
    let text = fill.expand(spec.value.as_deref().unwrap_or_default())?;
    Ok(Cell {
        span,
        foot,
        ..plain(&text)
    })
}

fn plain(text: &str) -> Cell {
    Cell {
        text: text.lines().map(str::to_owned).collect(),
        span: 1,
        align: Align::Left,
        style: Style::Value,
        foot: Vec::new(),
    }
}
