//! Why a project is looked at first: named causes with points, data of the pack. A
//! score is the sum of what each cause brings, so that every point can be explained.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::pack::{PackError, Regulation};

const FILE: &str = "risk.toml";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskCause {
    pub key: String,
    pub title: String,
    /// For each one counted.
    pub points: i64,
    /// What the cause can bring altogether.
    pub most: i64,
    /// Of amounts: how many yuan count as one.
    #[serde(default)]
    pub per: Option<i64>,
    pub article: String,
}

/// What one cause brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiskPoint {
    pub cause: String,
    pub title: String,
    /// How many were counted.
    pub count: i64,
    pub points: i64,
}

impl Regulation {
    pub fn risk_causes(&self) -> &[RiskCause] {
        &self.compiled.risk
    }

    /// What each cause brings, those that bring nothing left out. Amounts are counted
    /// in whole fen.
    pub fn risk(&self, counted: &BTreeMap<&str, i64>) -> Vec<RiskPoint> {
        let points = |cause: &RiskCause| {
            let told = counted.get(cause.key.as_str()).copied().unwrap_or(0);
            let fen = cause.per.map_or(1, |yuan| yuan.saturating_mul(100));
            let count = told.checked_div(fen).unwrap_or(0);
            let points = count.saturating_mul(cause.points).min(cause.most);
            (points > 0).then(|| RiskPoint {
                cause: cause.key.clone(),
                title: cause.title.clone(),
                count,
                points,
            })
        };
        self.risk_causes().iter().filter_map(points).collect()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    cause: Vec<RiskCause>,
}

/// A pack without the file knows no causes.
pub(crate) fn read(text: Option<&str>) -> Result<Vec<RiskCause>, Vec<PackError>> {
    let Some(text) = text else {
        return Ok(Vec::new());
    };
    let table: Result<Table, _> = toml::from_str(text);
    let causes = table
        .map_err(|error| vec![PackError::at(FILE, None, error.to_string())])?
        .cause;
    let wrong = causes.iter().find(|cause| {
        cause.points < 1
            || cause.most < cause.points
            || cause.per.is_some_and(|yuan| yuan < 1)
            || crate::article::in_words(&cause.article).is_none()
    });
    match wrong {
        Some(cause) => {
            let says = format!("cause {}: points, most, per or article", cause.key);
            Err(vec![PackError::at(FILE, None, says)])
        }
        None => Ok(causes),
    }
}
