//! Checks that several steps share: days that lie ahead, things that are not
//! there, projects that have ended.

use jiff::civil::Date;
use tongchou_rules::article;

use super::{Applied, Made, lacking};
use crate::actor::Env;
use crate::refusal::StateFinding;
use crate::state::{Liftable, Lifted, Project};

/// A day on a paper lies not after the day the act is done.
pub(super) fn not_ahead(label: &str, day: Date, env: &Env) -> Option<StateFinding> {
    (day > env.on).then(|| {
        StateFinding::new(
            format!(
                "{label}（{}）晚于办理当日（{}）",
                in_words(day),
                in_words(env.on)
            ),
            format!("请核对{label}，尚未发生的事项请待发生后办理"),
        )
    })
}

/// A day that is set for something near at hand: further off it is a slip.
pub(super) fn within_a_year(label: &str, day: Date, env: &Env) -> Option<StateFinding> {
    let last = env.on.saturating_add(jiff::Span::new().years(1));
    (day > last).then(|| {
        StateFinding::new(
            format!("{label}（{}）在一年以后", in_words(day)),
            format!("请核对{label}的年份"),
        )
    })
}

pub(super) fn not_before(
    label: &str,
    day: Date,
    other: &str,
    earliest: Option<Date>,
) -> Option<StateFinding> {
    let earliest = earliest.filter(|earliest| day < *earliest)?;
    Some(StateFinding::new(
        format!(
            "{label}（{}）早于{other}（{}）",
            in_words(day),
            in_words(earliest)
        ),
        format!("请核对{label}，应不早于{other}"),
    ))
}

/// The order that an article sets between two days.
pub(super) fn in_order(
    label: &str,
    day: Date,
    other: &str,
    earliest: Option<Date>,
    article: &'static str,
) -> Option<StateFinding> {
    not_before(label, day, other, earliest).map(|found| found.by(article))
}

/// Nothing of a project is dated before there was a project.
pub(super) fn since_registered(
    label: &str,
    day: Date,
    project: &Project,
    article: &'static str,
) -> Option<StateFinding> {
    in_order(label, day, "项目登记日期", project.registered_on, article)
}

/// The letter comes before what is done by it.
pub(super) fn with_letter(project: &Project, article: &'static str) -> Option<StateFinding> {
    unless(
        project.letter.is_some(),
        "项目尚未取得审查意见函",
        "请先由区科技和信息化局办理“出具审查意见函”",
        article,
    )
}

/// Work is done under a contract.
pub(super) fn with_contract(project: &Project, article: &'static str) -> Option<StateFinding> {
    unless(
        !project.contracts.is_empty(),
        "项目尚未签订合同",
        "请先办理“签订合同”",
        article,
    )
}

pub(crate) fn in_words(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// What is referred to is not there.
pub(super) fn absent(label: &str) -> StateFinding {
    StateFinding::new(format!("所选的{label}不存在"), format!("请重新选择{label}"))
}

/// A finding that is cited has been confirmed.
pub(super) fn unconfirmed(
    cited: Option<&String>,
    project: &Project,
    article: &'static str,
) -> Option<StateFinding> {
    let cited = cited.filter(|id| project.confirmed(id).is_none());
    cited.map(|_| absent("自动发现的问题").by(article))
}

pub(super) fn unless(
    holds: bool,
    says: &str,
    remedy: &str,
    article: &'static str,
) -> Option<StateFinding> {
    (!holds).then(|| StateFinding::new(says, remedy).by(article))
}

/// A project that was withdrawn, rejected or closed takes no further step; nor does one
/// that only the records of earlier years tell of.
pub(super) fn ended(project: &Project) -> Option<StateFinding> {
    over(project).or_else(|| {
        let closed = StateFinding::new(
            "项目已办结归档",
            "办结后不再办理任何事项；后续建设请登记新项目",
        );
        project.closed.map(|_| closed)
    })
}

/// The same for what goes on after a project is closed for as long as its system runs
/// and its contracts are paid: yearly tests, payments and their correction.
pub(super) fn over(project: &Project) -> Option<StateFinding> {
    if project.earlier.is_some() {
        return Some(StateFinding::new(
            "这是按往年资料登记的项目，各环节不在本系统办理",
            "资料有误的，办理“更正往年项目”；后续建设请登记新项目，并把它填为前期项目",
        ));
    }
    if project.withdrawn.is_some() {
        return Some(StateFinding::new("项目已撤回", "如需继续，请重新登记项目"));
    }
    project.review.rejected.as_ref().map(|step| {
        StateFinding::new(
            format!("项目在“{step}”环节未获通过"),
            "如需继续，请重新登记项目",
        )
        .by("15")
    })
}

/// The ready check of most steps.
pub(super) fn going(project: &Project) -> Vec<StateFinding> {
    ended(project).into_iter().collect()
}

/// Whether anything stands that could be lifted at all.
pub(super) fn something_stands<T: Liftable>(
    list: &[T],
    label: &str,
    article: &'static str,
) -> Vec<StateFinding> {
    let stands = list.iter().any(|each| each.lifted().is_none());
    unless(stands, &format!("没有执行中的{label}"), "无须办理", article)
        .into_iter()
        .collect()
}

/// Whether the one that is chosen is there and stands.
pub(super) fn can_be_lifted<T: Liftable>(
    list: &[T],
    id: &str,
    label: &str,
    article: &'static str,
) -> Vec<StateFinding> {
    match list.iter().find(|each| each.id() == id) {
        None => vec![absent(label).by(article)],
        Some(each) => unless(
            each.lifted().is_none(),
            &format!("该{label}已解除"),
            "无须重复办理",
            article,
        )
        .into_iter()
        .collect(),
    }
}

pub(super) fn lift<T: Liftable>(
    list: &mut [T],
    id: &str,
    reason: Option<&String>,
    made: &Made,
) -> Applied {
    let found = list.iter_mut().find(|each| each.id() == id);
    found
        .ok_or_else(|| lacking("measure or suspension", id))?
        .lift(Lifted {
            reason: reason.cloned(),
            by: made.by.clone(),
            on: made.on,
        });
    Ok(())
}

pub(super) fn all(found: impl IntoIterator<Item = Option<StateFinding>>) -> Vec<StateFinding> {
    found.into_iter().flatten().collect()
}

/// Whether the measure has an article, and a paragraph, so cited: as 20.3, as 第20条第3款
/// or as 第二十条第三款.
pub(super) fn known_article(cited: &str, env: &Env) -> bool {
    let written = article::in_words(cited).unwrap_or_else(|| with_numerals(cited));
    let mut articles = env.regulation.articles().iter();
    articles.any(|known| {
        let article = format!("第{}条", article::numeral(known.number));
        let Some(rest) = written.strip_prefix(&article) else {
            return false;
        };
        let paragraph = |number| format!("第{}款", article::numeral(number));
        !rest.contains('款')
            || (1..=known.paragraphs).any(|number| rest.starts_with(&paragraph(number)))
    })
}

/// 第二十条 for 第20条.
fn with_numerals(cited: &str) -> String {
    let mut written = String::new();
    let mut rest = cited;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(at);
        let end = from.find(|c: char| !c.is_ascii_digit());
        let (digits, after) = from.split_at(end.unwrap_or(from.len()));
        written.push_str(before);
        match digits.parse() {
            Ok(number @ 1..100) => written.push_str(&article::numeral(number)),
            _ => written.push_str(digits),
        }
        rest = after;
    }
    written + rest
}
