//! Blocks as spreadsheets give them.

use tongchou_project::{FieldKind, FieldSpec};

use super::{Filled, Pairs, Place, fill};

const fn column(name: &'static str, label: &'static str, kind: FieldKind) -> FieldSpec {
    FieldSpec {
        name,
        label,
        kind,
        required: true,
        help: "",
        article: "",
    }
}

const CATEGORIES: &[(&str, &str)] = &[
    ("software_development", "软件开发"),
    ("software_purchase", "软件购置"),
    ("hardware", "硬件"),
];
const COLUMNS: &[FieldSpec] = &[
    column("name", "内容名称", FieldKind::Text { max: 200 }),
    column("category", "类别", FieldKind::Choice(CATEGORIES)),
    column("amount", "金额（元）", FieldKind::Money { zero: false }),
];

fn paste_at(text: &str, typed: &str, at: Option<(usize, usize)>) -> Filled {
    let place = Place {
        table: "budget",
        columns: COLUMNS,
        at,
    };
    let typed = Pairs::decode(typed.as_bytes()).unwrap();
    fill(place, text, &typed, &|_| Vec::new())
}

fn paste(text: &str) -> Filled {
    paste_at(text, "", None)
}

fn row(filled: &Filled, row: usize) -> [&str; 3] {
    ["name", "category", "amount"].map(|column| {
        let name = format!("budget.{row}.{column}");
        filled.typed.first(&name).unwrap_or_default()
    })
}

fn faults(filled: &Filled) -> Vec<(&str, &str)> {
    let faults = filled.faults.iter();
    faults
        .map(|fault| (fault.field.as_str(), fault.message.as_str()))
        .collect()
}

#[test]
fn rows_come_by_tabs_and_line_ends_of_any_kind() {
    let filled = paste("议事系统\t软件开发\t1,200,000.50\r\n服务器\t硬件\t300000\r\n\r\n");
    assert_eq!(
        row(&filled, 0),
        ["议事系统", "software_development", "1200000.50"]
    );
    assert_eq!(row(&filled, 1), ["服务器", "hardware", "300000"]);
    assert_eq!(filled.typed.rows("budget"), 2);
    assert!(filled.faults.is_empty(), "{:?}", filled.faults);
}

#[test]
fn headings_are_understood_in_any_order_and_wan_only_where_it_is_said() {
    let filled = paste(
        "序号\t金额（万元）\t内容名称\t类别\n1\t120.5\t议事系统\t软件开发费\n2\t0.00015\t服务器\t硬件",
    );
    assert_eq!(
        row(&filled, 0),
        ["议事系统", "software_development", "1205000"]
    );
    assert_eq!(row(&filled, 1)[2], "1.5");
    let filled = paste("内容名称\t类别\t金额(元)\n议事系统\t软件开发\t120.5");
    assert_eq!(row(&filled, 0)[2], "120.5");
    let filled =
        paste("议事系统\t软件开发\t120万元\n服务器\t硬件\t￥３０万\n交换机\t硬件\t5 000 元");
    assert_eq!(row(&filled, 0)[2], "1200000");
    assert_eq!(row(&filled, 1)[2], "300000");
    assert_eq!(row(&filled, 2)[2], "5000");
}

#[test]
fn what_stands_over_the_only_amounts_names_them() {
    for head in [
        "投资（万元）",
        "概算(万元)",
        "建设费用（万元）",
        "资金预算（万元）",
    ] {
        let filled = paste(&format!("序号\t内容名称\t{head}\n1\t议事系统\t120.5"));
        assert_eq!(row(&filled, 0), ["议事系统", "", "1205000"], "{head}");
        assert!(filled.faults.is_empty(), "{head}: {:?}", filled.faults);
    }
    // a price for each is no amount, and of two amounts none is guessed
    for heads in [
        "内容名称\t单价费用（元）\t类别",
        "内容名称\t概算（元）\t预算（元）",
    ] {
        let filled = paste(&format!("{heads}\n议事系统\t1200\t硬件"));
        assert_eq!(row(&filled, 0)[2], "", "{heads}");
        assert!(
            faults(&filled)
                .iter()
                .any(|(_, says)| says.contains("没有填入"))
        );
    }
    // a second column for the same is left out and said
    let filled = paste("内容名称\t金额（元）\t金额（万元）\n议事系统\t1200\t0.12");
    assert_eq!(row(&filled, 0)[2], "1200");
    assert_eq!(filled.faults.len(), 1, "{:?}", filled.faults);
}

#[test]
fn a_column_without_a_place_is_said_once_and_row_numbers_never() {
    let filled = paste("序号\t内容名称\t类别\t备注\n1\t甲\t硬件\t急\n2\t乙\t硬件\t缓");
    assert_eq!(filled.typed.rows("budget"), 2);
    let faults = faults(&filled);
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].1.contains("备注"), "{faults:?}");
}

#[test]
fn a_rounded_number_is_not_taken_for_the_amount() {
    let filled = paste("议事系统\t软件开发\t1.25E+06");
    assert_eq!(row(&filled, 0)[2], "1.25E+06");
    assert!(faults(&filled)[0].1.contains("科学记数"));
}

#[test]
fn a_cell_that_is_not_understood_is_marked_and_kept() {
    let filled = paste("议事系统\t咨询费\t约120万\n服务器\t软件\t三十万");
    assert_eq!(row(&filled, 0), ["议事系统", "", "约120万"]);
    assert_eq!(row(&filled, 1), ["服务器", "", "三十万"]);
    let faults = faults(&filled);
    assert!(
        faults
            .iter()
            .any(|(field, says)| *field == "budget[0].category" && says.contains("咨询费"))
    );
    assert!(faults.iter().any(|(field, _)| *field == "budget[0].amount"));
    assert!(
        faults
            .iter()
            .any(|(field, says)| *field == "budget[1].category" && says.contains("软件")),
        "two begin so: {faults:?}"
    );
}

#[test]
fn a_cell_in_quotation_marks_may_hold_line_ends() {
    let filled = paste("\"议事\n系统\"\t软件开发\t1\n\"说\"\"一声\"\"\"\t硬件\t2\n\"半句\t硬件\t3");
    assert_eq!(row(&filled, 0)[0], "议事 系统");
    assert_eq!(row(&filled, 1)[0], "说\"一声\"");
    assert_eq!(row(&filled, 2)[0], "\"半句");
}

#[test]
fn totals_and_surplus_cells_are_left_out_and_said() {
    let filled = paste("议事系统\t软件开发\t1\t备注\n合计\t\t1");
    assert_eq!(filled.typed.rows("budget"), 1);
    let faults = faults(&filled);
    assert!(
        faults.iter().any(|(_, says)| says.contains("备注")),
        "{faults:?}"
    );
    assert!(
        faults.iter().any(|(_, says)| says.contains("合计")),
        "{faults:?}"
    );
}

#[test]
fn what_stands_there_is_not_written_over() {
    let typed = "budget.0.name=old&budget.1.name=&budget.2.name=";
    let filled = paste_at("新\t硬件\t1", typed, Some((0, 0)));
    assert_eq!(row(&filled, 0)[0], "old");
    assert_eq!(row(&filled, 1), ["新", "hardware", "1"]);
    let filled = paste_at(
        "软件开发\n硬件",
        "budget.0.name=a&budget.1.name=b",
        Some((0, 1)),
    );
    assert_eq!(row(&filled, 0), ["a", "software_development", ""]);
    assert_eq!(row(&filled, 1), ["b", "hardware", ""]);
}

#[test]
fn what_is_more_than_a_table_takes_stays_in_the_box() {
    let text: String = (0..503)
        .map(|row| format!("内容{row}\t硬件\t1\n"))
        .collect();
    let filled = paste(&text);
    assert_eq!(filled.typed.rows("budget"), 500);
    assert_eq!(filled.rest.lines().count(), 3);
    assert!(filled.rest.contains("内容502"));
    let filled = paste("");
    assert_eq!(filled.typed.rows("budget"), 0);
}
