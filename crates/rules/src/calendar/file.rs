//! One year's arrangement as it is written down, and what can be wrong in it.
//!
//! Reads texts, not files. Everything that could be a slip of the pen is
//! refused with the file, the line and a plain sentence.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;
use toml::{Spanned, value::Datetime};

use super::{Arranged, is_weekend, within};

/// A holiday range longer than this is a slip of the pen.
const LONGEST_HOLIDAY: i64 = 31;

/// A fault in a calendar file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file} 第 {line} 行：{sentence}")]
pub struct CalendarError {
    pub file: String,
    pub line: usize,
    pub sentence: String,
}

/// The State Council General Office's notice that a year comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub file: String,
    pub title: String,
    pub number: String,
    pub published: Date,
    pub amended: Vec<Amendment>,
}

/// A later notice that changed a year already arranged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    pub number: String,
    pub published: Date,
    pub effect: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct YearFile {
    year: Spanned<i16>,
    title: Spanned<String>,
    notice: Spanned<String>,
    published: Spanned<Datetime>,
    #[serde(default)]
    amended: Vec<AmendedRow>,
    #[serde(default)]
    holiday: Vec<HolidayRow>,
    #[serde(default)]
    makeup: Vec<MakeupRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AmendedRow {
    notice: Spanned<String>,
    published: Spanned<Datetime>,
    effect: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HolidayRow {
    name: Spanned<String>,
    from: Spanned<Datetime>,
    to: Spanned<Datetime>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MakeupRow {
    r#for: Spanned<String>,
    on: Vec<Spanned<Datetime>>,
}

/// Gathers files into one calendar, checking each against those before it.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) notices: BTreeMap<i16, Notice>,
    pub(super) days: BTreeMap<Date, Arranged>,
    /// Where each date was arranged, for the sentence about a second time.
    places: BTreeMap<Date, String>,
}

impl Reader {
    pub(super) fn read(&mut self, name: &str, text: &str) -> Result<(), CalendarError> {
        let source = Source { name, text };
        let file: YearFile = toml::from_str(text).map_err(|error| source.unreadable(&error))?;
        let year = source.year(&file.year)?;
        let notice = source.notice(&file)?;
        if let Some(earlier) = self.notices.insert(year, notice) {
            let sentence = format!("{year} 年已由 {} 给出，同一年只能有一个文件", earlier.file);
            return Err(source.error(&file.year, sentence));
        }
        if file.holiday.is_empty() {
            return Err(source.error(&file.year, "没有一个假期（[[holiday]]）"));
        }
        for row in &file.holiday {
            self.holiday(&source, year, row)?;
        }
        for row in &file.makeup {
            self.makeup(&source, year, row, &file.holiday)?;
        }
        Ok(())
    }

    fn holiday(
        &mut self,
        source: &Source<'_>,
        year: i16,
        row: &HolidayRow,
    ) -> Result<(), CalendarError> {
        let name = source.words(&row.name, "name")?;
        let (from, to) = (source.date(&row.from, year)?, source.date(&row.to, year)?);
        if to < from {
            let sentence = format!("假期 {name} 的结束日 {to} 早于开始日 {from}");
            return Err(source.error(&row.to, sentence));
        }
        if to.duration_since(from).as_hours() / 24 >= LONGEST_HOLIDAY {
            let sentence = format!("假期 {name} 从 {from} 到 {to}，超过 {LONGEST_HOLIDAY} 天");
            return Err(source.error(&row.to, sentence));
        }
        for date in from.series(jiff::Span::new().days(1)) {
            if date > to {
                break;
            }
            self.arrange(source, &row.from, date, false, name.to_owned())?;
        }
        Ok(())
    }

    fn makeup(
        &mut self,
        source: &Source<'_>,
        year: i16,
        row: &MakeupRow,
        holidays: &[HolidayRow],
    ) -> Result<(), CalendarError> {
        let name = source.words(&row.r#for, "for")?;
        if !holidays
            .iter()
            .any(|holiday| holiday.name.get_ref() == name)
        {
            let sentence = format!("调休所属的假期 {name} 不在本文件中");
            return Err(source.error(&row.r#for, sentence));
        }
        for day in &row.on {
            let date = source.date(day, year)?;
            if !is_weekend(date) {
                let sentence = format!("调休上班日 {date} 不是周六或周日");
                return Err(source.error(day, sentence));
            }
            self.arrange(source, day, date, true, format!("{name}调休上班"))?;
        }
        Ok(())
    }

    fn arrange<T>(
        &mut self,
        source: &Source<'_>,
        at: &Spanned<T>,
        date: Date,
        working: bool,
        label: String,
    ) -> Result<(), CalendarError> {
        if let (Some(day), Some(place)) = (self.days.get(&date), self.places.get(&date)) {
            let sentence = format!("{date} 已由{place}定为“{}”，不能再定一次", day.label);
            return Err(source.error(at, sentence));
        }
        let place = format!(" {} 第 {} 行", source.name, source.line(at.span().start));
        self.places.insert(date, place);
        self.days.insert(date, Arranged { working, label });
        Ok(())
    }
}

/// A file's name and text, to say where a fault stands.
struct Source<'a> {
    name: &'a str,
    text: &'a str,
}

impl Source<'_> {
    fn year(&self, year: &Spanned<i16>) -> Result<i16, CalendarError> {
        let number = *year.get_ref();
        match Date::new(number, 1, 1) {
            Ok(first) if within(first) == first => Ok(number),
            _ => Err(self.error(year, format!("年份 {number} 不在 1990 至 2100 之间"))),
        }
    }

    fn notice(&self, file: &YearFile) -> Result<Notice, CalendarError> {
        let amended = file.amended.iter().map(|row| {
            Ok(Amendment {
                number: self.words(&row.notice, "notice")?.to_owned(),
                published: self.civil(&row.published)?,
                effect: self.words(&row.effect, "effect")?.to_owned(),
            })
        });
        Ok(Notice {
            file: self.name.to_owned(),
            title: self.words(&file.title, "title")?.to_owned(),
            number: self.words(&file.notice, "notice")?.to_owned(),
            published: self.civil(&file.published)?,
            amended: amended.collect::<Result<_, _>>()?,
        })
    }

    fn words<'t>(&self, text: &'t Spanned<String>, field: &str) -> Result<&'t str, CalendarError> {
        match text.get_ref().trim() {
            "" => Err(self.error(text, format!("字段 {field} 是空的"))),
            words => Ok(words),
        }
    }

    /// A date that a year's notice can arrange: of that year, or of the last
    /// days of the year before (the New Year holiday may begin there).
    fn date(&self, written: &Spanned<Datetime>, year: i16) -> Result<Date, CalendarError> {
        let date = self.civil(written)?;
        let eve = date.year() == year - 1 && date.month() == 12;
        if date.year() == year || eve {
            return Ok(date);
        }
        let sentence = format!("{date} 不属于 {year} 年，也不在上一年十二月");
        Err(self.error(written, sentence))
    }

    fn civil(&self, written: &Spanned<Datetime>) -> Result<Date, CalendarError> {
        let value = written.get_ref();
        value
            .date
            .filter(|_| value.time.is_none())
            .and_then(|date| {
                let year = i16::try_from(date.year).ok()?;
                let month = i8::try_from(date.month).ok()?;
                let day = i8::try_from(date.day).ok()?;
                Date::new(year, month, day).ok()
            })
            .ok_or_else(|| self.error(written, format!("{value} 不是一个日期（如 2026-02-14）")))
    }

    fn unreadable(&self, error: &toml::de::Error) -> CalendarError {
        CalendarError {
            file: self.name.to_owned(),
            line: self.line(error.span().map_or(0, |span| span.start)),
            sentence: format!("读不懂：{}", error.message()),
        }
    }

    fn error<T>(&self, at: &Spanned<T>, sentence: impl Into<String>) -> CalendarError {
        CalendarError {
            file: self.name.to_owned(),
            line: self.line(at.span().start),
            sentence: sentence.into(),
        }
    }

    fn line(&self, offset: usize) -> usize {
        let before = self.text.as_bytes().iter().take(offset);
        before.filter(|byte| **byte == b'\n').count() + 1
    }
}
