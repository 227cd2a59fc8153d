//! Scores by indicators: the indicators and their full marks are the regulation
//! pack's data, the sum is made here and never typed.

use std::collections::BTreeSet;

use tongchou_rules::Indicator;

use super::checks::{all, unless};
use crate::actor::Env;
use crate::acts::IndicatorRow;
use crate::refusal::StateFinding;

const ARTICLE: &str = "32";

/// Rows without points say nothing; the score is the sum of the rest, or what was
/// typed where nothing was scored indicator by indicator.
pub(super) fn tally(rows: &mut Option<Vec<IndicatorRow>>, score: &mut Option<i64>) {
    if let Some(rows) = rows {
        rows.retain(|row| row.points.is_some());
        if !rows.is_empty() && score.is_none() {
            *score = Some(sum(rows));
        }
    }
}

fn sum(rows: &[IndicatorRow]) -> i64 {
    rows.iter().filter_map(|row| row.points).sum()
}

/// What stands against a score.
pub(super) fn scored(
    rows: Option<&[IndicatorRow]>,
    score: Option<i64>,
    env: &Env,
) -> Vec<StateFinding> {
    let rows = rows.unwrap_or_default();
    if rows.is_empty() {
        let remedy = "填写得分，或者逐项评分";
        return unless(score.is_some(), "没有评分", remedy, ARTICLE)
            .into_iter()
            .collect();
    }
    let told: BTreeSet<&str> = rows.iter().map(|row| row.indicator.as_str()).collect();
    let indicators = env.regulation.indicators();
    let known = |id: &str| indicators.iter().any(|known| known.id == id);
    let once = told.len() == rows.len() && told.iter().all(|id| known(id));
    let missing = names(env, |known| !told.contains(known.id.as_str()));
    let beyond = names(env, |known| {
        let mut rows = rows.iter().filter(|row| row.indicator == known.id);
        rows.any(|row| row.points > Some(known.points))
    });
    let lacks = format!("没有评分的指标：{missing}");
    let over = format!("得分超过满分的指标：{beyond}");
    let other = format!("填写的得分与逐项合计（{}分）不一致", sum(rows));
    let each = "逐项评分的，每个指标评分一次";
    all([
        unless(missing.is_empty(), &lacks, each, ARTICLE),
        unless(once, "指标重复或者不在指标表内", each, ARTICLE),
        unless(beyond.is_empty(), &over, "按指标的满分核对", ARTICLE),
        unless(
            score == Some(sum(rows)),
            &other,
            "逐项评分的，得分留空，由系统合计",
            ARTICLE,
        ),
    ])
}

fn names(env: &Env, wanted: impl Fn(&Indicator) -> bool) -> String {
    let indicators = env.regulation.indicators().iter();
    let names: Vec<&str> = indicators
        .filter(|known| wanted(known))
        .map(|known| known.name.as_str())
        .collect();
    names.join("、")
}
