//! The conditions of clauses as one Cedar expression, so that a verdict is one
//! evaluation: the authorizer would build the condition of every policy anew for
//! each request, and would tell "satisfied" from "not concerned" only by a second
//! policy for each clause. What an expression answers is what the authorizer
//! answers: a test asks both. An error in any condition is an error of the whole.

use std::fmt::Write as _;
use std::str::FromStr;

use cedar_policy::{EvalResult, Expression, Policy, PolicyId, eval_expression};
use serde_json::{Value as Json, json};

use crate::request::Asked;
use crate::words::at;

/// How a clause stands to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stands {
    /// Its `when` does not hold.
    NotConcerned,
    /// Its `when` and its `unless` hold.
    Satisfied,
    /// Its `when` holds and its `unless` does not.
    Against,
}

/// Answers are digits of whole numbers: so many fit into one of Cedar's.
const DIGITS: usize = 30;

/// The conditions of some clauses, ready to be evaluated together.
#[derive(Debug, Clone)]
pub(crate) struct Conditions {
    expression: Expression,
    count: usize,
}

impl Conditions {
    /// `texts`: the condition of each clause, as [`text_of`] gives it.
    pub fn of(texts: &[&str]) -> Result<Conditions, String> {
        let mut whole = String::from("{");
        for (place, chunk) in texts.chunks(DIGITS).enumerate() {
            write!(whole, "\"{place}\": 0").map_err(|error| error.to_string())?;
            for (digit, text) in chunk.iter().enumerate() {
                let weight = 1_i64 << (2 * digit);
                write!(whole, " + {weight} * ({text})").map_err(|error| error.to_string())?;
            }
            whole.push(',');
        }
        let whole = format!("{}}}", whole.trim_end_matches(','));
        Ok(Conditions {
            expression: Expression::from_str(&whole).map_err(|error| error.to_string())?,
            count: texts.len(),
        })
    }

    /// How each clause stands, in the order given.
    pub fn evaluate(&self, asked: &Asked) -> Result<Vec<Stands>, String> {
        let answer = eval_expression(&asked.request, &asked.entities, &self.expression)
            .map_err(|error| error.to_string())?;
        let EvalResult::Record(record) = answer else {
            return Err("the conditions gave no record".to_owned());
        };
        let mut stands = Vec::with_capacity(self.count);
        for place in 0..self.count.div_ceil(DIGITS) {
            let Some(EvalResult::Long(mut number)) = record.get(place.to_string()).cloned() else {
                return Err("the conditions gave no number".to_owned());
            };
            for _ in 0..DIGITS.min(self.count - place * DIGITS) {
                stands.push(match number & 3 {
                    0 => Stands::NotConcerned,
                    1 => Stands::Satisfied,
                    _ => Stands::Against,
                });
                number >>= 2;
            }
        }
        Ok(stands)
    }
}

/// A clause's condition as Cedar text that gives 0, 1 or 2, from its policy as JSON
/// with one `when` and one `unless`.
pub(crate) fn text_of(policy: &Json) -> Result<String, String> {
    let part = |kind: &str| {
        let conditions = at(policy, "conditions").as_array();
        let found = conditions
            .into_iter()
            .flatten()
            .find(|condition| at(condition, "kind") == kind);
        found.map_or_else(
            || Err(format!("no `{kind}`")),
            |condition| expression_text(at(condition, "body")),
        )
    };
    let (when, unless) = (part("when")?, part("unless")?);
    Ok(format!("if {when} then (if {unless} then 1 else 2) else 0"))
}

/// Cedar prints policies and no bare expressions, so the expression is printed
/// as the condition of a policy that has nothing else.
fn expression_text(body: &Json) -> Result<String, String> {
    let policy = json!({
        "effect": "permit",
        "principal": {"op": "All"}, "action": {"op": "All"}, "resource": {"op": "All"},
        "conditions": [{"kind": "when", "body": body}],
    });
    let policy = Policy::from_json(Some(PolicyId::new("condition")), policy)
        .map_err(|error| error.to_string())?;
    let text = policy.to_cedar().unwrap_or_default();
    let inner = text
        .split_once("when")
        .and_then(|(_, rest)| rest.trim_end().strip_suffix(';'))
        .and_then(|rest| rest.trim().strip_prefix('{')?.strip_suffix('}'));
    inner
        .map(|inner| format!("({})", inner.trim()))
        .ok_or_else(|| format!("not the text of one condition: {text}"))
}

#[cfg(test)]
mod tests;
