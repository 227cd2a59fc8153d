//! The published years day by day, the counting rules, and refused files.

use std::{
    sync::LazyLock,
    time::{Duration, Instant},
};

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::{Calendar, add_days, add_months, anniversary};

fn published() -> &'static Calendar {
    static CALENDAR: LazyLock<Calendar> = LazyLock::new(read_published);
    &CALENDAR
}

fn read_published() -> Calendar {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../calendars/cn");
    let files: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            (name, std::fs::read_to_string(entry.path()).unwrap())
        })
        .collect();
    Calendar::parse(&files).unwrap()
}

fn refused(text: &str) -> String {
    Calendar::parse(&[("2025.toml", text)])
        .unwrap_err()
        .to_string()
}

const HEAD: &str = "year = 2025\ntitle = \"通知\"\nnotice = \"某号\"\npublished = 2024-11-12\n";

fn with_rows(rows: &str) -> String {
    format!("{HEAD}{rows}")
}

#[test]
fn every_year_from_2019_to_2026_is_published_with_its_notice() {
    let calendar = published();
    assert_eq!(
        calendar.years().collect::<Vec<_>>(),
        (2019..=2026).collect::<Vec<_>>()
    );
    for year in 2019..=2026 {
        let notice = calendar.notice(year).unwrap();
        assert!(notice.number.starts_with("国办发明电〔"), "{year}");
        assert!(notice.title.contains(&year.to_string()), "{year}");
        assert_eq!(notice.published.year(), year - 1);
    }
    assert_eq!(calendar.notice(2019).unwrap().amended.len(), 1);
    assert_eq!(calendar.notice(2020).unwrap().amended.len(), 1);
}

#[test]
fn each_year_has_the_working_days_that_were_published() {
    let calendar = published();
    let worked = |year: i16| {
        calendar
            .count(date(year - 1, 12, 31), date(year, 12, 31))
            .days
    };
    let counts: Vec<i64> = (2019..=2026).map(worked).collect();
    assert_eq!(counts, [250, 249, 250, 249, 249, 251, 248, 248]);
}

#[test]
fn known_days_are_as_announced() {
    let calendar = published();
    for (day, name) in [
        (date(2018, 12, 29), "元旦调休上班"),
        (date(2019, 4, 28), "劳动节调休上班"),
        (date(2019, 5, 5), "劳动节调休上班"),
        (date(2020, 1, 19), "春节调休上班"),
        (date(2020, 6, 28), "端午节调休上班"),
        (date(2021, 9, 18), "中秋节调休上班"),
        (date(2022, 4, 2), "清明节调休上班"),
        (date(2023, 6, 25), "端午节调休上班"),
        (date(2024, 2, 18), "春节调休上班"),
        (date(2025, 1, 26), "春节调休上班"),
        (date(2026, 1, 4), "元旦调休上班"),
        (date(2026, 2, 14), "春节调休上班"),
        (date(2026, 2, 28), "春节调休上班"),
    ] {
        assert!(calendar.is_working_day(day), "{day}");
        assert_eq!(calendar.day(day).name, Some(name), "{day}");
    }
    for (day, name) in [
        (date(2018, 12, 31), "元旦"),
        (date(2019, 5, 3), "劳动节"),
        (date(2020, 1, 31), "春节"),
        (date(2020, 2, 1), "春节"),
        (date(2020, 10, 8), "国庆节、中秋节"),
        (date(2021, 2, 11), "春节"),
        (date(2022, 1, 31), "春节"),
        (date(2023, 1, 2), "元旦"),
        (date(2024, 4, 5), "清明节"),
        (date(2025, 10, 8), "国庆节、中秋节"),
        (date(2026, 2, 23), "春节"),
        (date(2026, 3, 1), "周末"),
    ] {
        assert!(!calendar.is_working_day(day), "{day}");
        assert_eq!(calendar.day(day).name, Some(name), "{day}");
    }
    assert_eq!(calendar.day(date(2020, 2, 3)).name, None);
    assert!(calendar.day(date(2020, 2, 3)).working);
}

#[test]
fn fifteen_days_over_the_spring_festival_of_2025() {
    let calendar = published();
    // Worked: 20-24, 26, 27 January; 5-8, 10-13 February. The 26th and the 8th
    // are make-up days on both sides of the festival.
    assert_eq!(
        calendar.count(date(2025, 1, 19), date(2025, 2, 13)).days,
        15
    );
    assert_eq!(
        calendar.count(date(2025, 1, 20), date(2025, 2, 13)).days,
        14
    );
    assert_eq!(calendar.add(date(2025, 1, 19), 15).date, date(2025, 2, 13));
    assert_eq!(
        calendar.subtract(date(2025, 2, 13), 15).date,
        date(2025, 1, 19)
    );
    assert_eq!(
        calendar.subtract(date(2025, 2, 12), 15).date,
        date(2025, 1, 16)
    );
}

#[test]
fn fifteen_days_over_the_spring_festival_of_2026() {
    let calendar = published();
    // Worked: 9-14, 24-28 February; 2-5 March.
    assert_eq!(calendar.count(date(2026, 2, 8), date(2026, 3, 5)).days, 15);
    assert_eq!(calendar.add(date(2026, 2, 8), 15).date, date(2026, 3, 5));
    assert_eq!(calendar.add(date(2026, 2, 9), 14).date, date(2026, 3, 5));
    assert_eq!(
        calendar.subtract(date(2026, 3, 5), 15).date,
        date(2026, 2, 8)
    );
    // One day short: the application on the 9th is too late for the 5th.
    assert!(calendar.count(date(2026, 2, 9), date(2026, 3, 5)).days < 15);
}

#[test]
fn an_unpublished_year_has_weekends_and_fixed_holidays_off_and_says_so() {
    let calendar = published();
    let count = calendar.count(date(2026, 12, 31), date(2027, 1, 8));
    assert_eq!((count.days, count.provisional), (5, true));
    assert_eq!(calendar.day(date(2027, 1, 1)).name, Some("元旦"));
    assert!(!calendar.is_working_day(date(2027, 10, 1)));
    assert!(calendar.is_working_day(date(2027, 10, 4)));
    assert_eq!(count.provisional_years, [2027]);
    assert!(
        !calendar
            .count(date(2026, 1, 1), date(2026, 12, 31))
            .provisional
    );
    assert!(
        !calendar
            .count(date(2018, 12, 31), date(2019, 1, 8))
            .provisional
    );
    assert_eq!(
        calendar.add(date(2026, 12, 31), 300).provisional_years,
        [2027, 2028]
    );
    assert!(calendar.day(date(2027, 1, 1)).provisional);
}

#[test]
fn dates_beyond_the_bounds_are_drawn_in() {
    let calendar = published();
    let whole = calendar.count(Date::MIN, Date::MAX);
    assert_eq!(whole, calendar.count(date(1990, 1, 1), date(2100, 12, 31)));
    assert_eq!(
        calendar.add(date(2026, 1, 1), i64::MAX).date,
        date(2100, 12, 31)
    );
    assert_eq!(
        calendar.add(date(2026, 1, 1), i64::MIN).date,
        date(1990, 1, 1)
    );
    assert_eq!(
        calendar.subtract(date(2026, 1, 1), i64::MAX).date,
        date(1990, 1, 1)
    );
    assert!(calendar.add(date(2026, 1, 1), i64::MAX).provisional);
}

#[test]
fn a_hundred_thousand_counts_take_no_time() {
    let calendar = published();
    let start = Instant::now();
    let mut sum = 0;
    for step in 0..100_000_i32 {
        let to = date(2019, 1, 1) + jiff::Span::new().days(step % 2900);
        sum += calendar.count(date(2019, 1, 1), to).days;
    }
    assert!(sum > 0);
    assert!(
        start.elapsed() < Duration::from_secs(2),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn a_full_year_and_periods_of_months_and_days() {
    assert_eq!(add_days(date(2025, 12, 20), 30), date(2026, 1, 19));
    assert_eq!(add_days(date(2025, 12, 20), -1), date(2025, 12, 19));
    assert_eq!(add_days(date(2025, 12, 20), i64::MAX), date(2100, 12, 31));
    assert_eq!(add_days(date(2025, 12, 20), i64::MIN), date(1990, 1, 1));
    assert_eq!(anniversary(date(2025, 3, 5), 1), date(2026, 3, 5));
    assert_eq!(anniversary(date(2024, 2, 29), 1), date(2025, 3, 1));
    assert_eq!(anniversary(date(2024, 2, 29), 4), date(2028, 2, 29));
    assert_eq!(anniversary(date(2024, 2, 29), i16::MAX), date(2100, 3, 1));
    assert_eq!(add_months(date(2025, 8, 31), 6), date(2026, 2, 28));
    assert_eq!(add_months(date(2025, 1, 15), 6), date(2025, 7, 15));
    assert_eq!(add_months(date(2025, 1, 15), i32::MAX), date(2100, 12, 31));
    assert_eq!(add_months(date(2025, 1, 15), i32::MIN), date(1990, 1, 1));
}

#[test]
fn a_faulty_file_is_refused_with_its_line() {
    let holiday = "[[holiday]]\nname = \"春节\"\nfrom = 2025-01-28\nto = 2025-02-04\n";
    for (rows, expected) in [
        ("", "2025.toml 第 1 行：没有一个假期"),
        (
            "colour = 1\n",
            "2025.toml 第 5 行：读不懂：unknown field `colour`",
        ),
        (
            "[[holiday]]\nname = \"\"\nfrom = 2025-01-01\nto = 2025-01-01\n",
            "第 6 行：字段 name 是空的",
        ),
        (
            "[[holiday]]\nname = \"元旦\"\nfrom = 2025-01-02\nto = 2025-01-01\n",
            "第 8 行：假期 元旦 的结束日 2025-01-01 早于开始日 2025-01-02",
        ),
        (
            "[[holiday]]\nname = \"元旦\"\nfrom = 2025-01-02\nto = 2025-11-01\n",
            "第 8 行：假期 元旦 从 2025-01-02 到 2025-11-01，超过",
        ),
        (
            "[[holiday]]\nname = \"元旦\"\nfrom = 2024-11-02\nto = 2025-01-01\n",
            "第 7 行：2024-11-02 不属于 2025 年",
        ),
        (
            "[[holiday]]\nname = \"元旦\"\nfrom = 2025-01-01T00:00:00\nto = 2025-01-01\n",
            "第 7 行：2025-01-01T00:00:00 不是一个日期",
        ),
        (
            &format!("{holiday}{holiday}"),
            "第 11 行：2025-01-28 已由 2025.toml 第 7 行定为“春节”",
        ),
        (
            &format!("{holiday}[[makeup]]\nfor = \"春节\"\non = [2025-02-10]\n"),
            "第 11 行：调休上班日 2025-02-10 不是周六或周日",
        ),
        (
            &format!("{holiday}[[makeup]]\nfor = \"春节\"\non = [2025-02-02]\n"),
            "第 11 行：2025-02-02 已由 2025.toml 第 7 行定为“春节”",
        ),
        (
            &format!("{holiday}[[makeup]]\nfor = \"元旦\"\non = [2025-02-08]\n"),
            "第 10 行：调休所属的假期 元旦 不在本文件中",
        ),
    ] {
        let message = refused(&with_rows(rows));
        assert!(message.contains(expected), "{message}\n  lacks: {expected}");
    }
    assert!(refused("year = 20255\n").contains("第 1 行"));
    assert!(refused(&HEAD.replace("2025", "1989")).contains("年份 1989 不在"));
}

#[test]
fn one_year_in_two_files_is_refused() {
    let text = with_rows("[[holiday]]\nname = \"元旦\"\nfrom = 2025-01-01\nto = 2025-01-01\n");
    let error = Calendar::parse(&[("a.toml", &text), ("b.toml", &text)]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "b.toml 第 1 行：2025 年已由 a.toml 给出，同一年只能有一个文件"
    );
}

fn any_date() -> impl Strategy<Value = Date> {
    (0..12_000_i32).prop_map(|days| date(2005, 1, 1) + jiff::Span::new().days(days))
}

proptest! {
    #[test]
    fn count_is_the_sum_of_working_days(from in any_date(), length in 0..400_i32) {
        let calendar = published();
        let to = from + jiff::Span::new().days(length);
        let each = from.series(jiff::Span::new().days(1)).skip(1).take_while(|day| *day <= to);
        let worked = each.filter(|day| calendar.is_working_day(*day)).count();
        prop_assert_eq!(calendar.count(from, to).days, i64::try_from(worked).unwrap());
    }

    #[test]
    fn counts_add_up_and_change_sign(a in any_date(), b in any_date(), c in any_date()) {
        let calendar = published();
        let days = |from, to| calendar.count(from, to).days;
        prop_assert_eq!(days(a, b) + days(b, c), days(a, c));
        prop_assert_eq!(days(a, b), -days(b, a));
    }

    #[test]
    fn add_reaches_the_first_date_with_that_count(from in any_date(), n in 1..2000_i64) {
        let calendar = published();
        let reached = calendar.add(from, n).date;
        prop_assert_eq!(calendar.count(from, reached).days, n);
        prop_assert!(calendar.is_working_day(reached));
        prop_assert_eq!(calendar.count(from, reached.yesterday().unwrap()).days, n - 1);
        prop_assert_eq!(calendar.add(from, 0).date, from);
    }

    #[test]
    fn subtract_reaches_the_last_date_with_that_count(from in any_date(), n in 1..2000_i64) {
        let calendar = published();
        let reached = calendar.subtract(from, n).date;
        prop_assert_eq!(calendar.count(reached, from).days, n);
        prop_assert_eq!(calendar.count(reached.tomorrow().unwrap(), from).days, n - 1);
        prop_assert_eq!(calendar.add(from, -n).date, reached);
        prop_assert!(calendar.add(reached, n).date <= from);
    }
}
