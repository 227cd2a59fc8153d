//! Chinese names of the words that states and forms use, taken from where the
//! words are defined: the regulation's vocabularies and the acts' own choices.

use tongchou_project::{FieldKind, FieldSpec, act_spec};
use tongchou_rules::vocabulary::Words;

/// The name of a word, or the word where it has none.
pub fn name(words: Words, word: &str) -> String {
    words.label(word).unwrap_or(word).to_owned()
}

pub fn names<W: AsRef<str>>(words: Words, chosen: impl IntoIterator<Item = W>) -> String {
    let named = chosen.into_iter().map(|word| name(words, word.as_ref()));
    named.collect::<Vec<_>>().join("、")
}

/// The name of a word as a field of an act's form has it; `path` is
/// `field` or `table.column`.
pub fn of_form(act: &str, path: &str, word: &str) -> String {
    find(act, path)
        .and_then(|field| choice(field.kind, word))
        .unwrap_or(word)
        .to_owned()
}

fn find(act: &str, path: &str) -> Option<&'static FieldSpec> {
    let (first, column) = path.split_once('.').unwrap_or((path, ""));
    let field = act_spec(act)?.field(first)?;
    match field.kind {
        FieldKind::Rows(columns) => columns.iter().find(|field| field.name == column),
        _ => Some(field),
    }
}

/// The words that a field of an act's form can take.
pub fn choices(act: &str, path: &str) -> &'static [(&'static str, &'static str)] {
    match find(act, path).map(|field| field.kind) {
        Some(FieldKind::Choice(words) | FieldKind::Choices(words)) => words,
        _ => &[],
    }
}

pub fn choice(kind: FieldKind, word: &str) -> Option<&'static str> {
    match kind {
        FieldKind::Choice(words) | FieldKind::Choices(words) => words
            .iter()
            .find(|(id, _)| *id == word)
            .map(|(_, label)| *label),
        _ => None,
    }
}

/// passed / failed, favourable / unfavourable and the outcomes, with their tone.
pub fn outcome(word: &str) -> (&'static str, &'static str) {
    match word {
        "pass" | "passed" => ("good", "通过"),
        "favourable" => ("good", "同意"),
        "return" => ("wait", "退回补正"),
        "reject" => ("bad", "不予通过"),
        "failed" => ("bad", "未通过"),
        "unfavourable" => ("bad", "不同意"),
        "major" => ("bad", "重大风险"),
        "general" => ("wait", "一般风险"),
        _ => ("", "已记录"),
    }
}

/// A clause as it reads without a case: brackets that only hold a case's figure
/// go, other figures are named.
pub fn in_general(says: &str) -> String {
    let mut text = String::with_capacity(says.len());
    let mut rest = says;
    while let Some((before, after)) = rest.split_once('（') {
        let Some((inside, tail)) = after.split_once('）') else {
            break;
        };
        text.push_str(before);
        if !inside.contains('{') {
            text.extend(["（", inside, "）"]);
        }
        rest = tail;
    }
    text.push_str(rest);
    named(&text)
}

fn named(says: &str) -> String {
    let mut text = String::with_capacity(says.len());
    let mut rest = says;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((fact, tail)) = after.split_once('}') else {
            break;
        };
        text.push_str(before);
        text.push_str(tongchou_rules::fact(fact).map_or(fact, |spec| spec.label));
        rest = tail;
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::in_general;

    #[test]
    fn a_clause_reads_without_a_case() {
        let says = "预算合计{budget_after}不能超过批复（含变更）的{letter_amount}（还差{x}）";
        let general = in_general(says);
        assert_eq!(
            general,
            "预算合计本次安排后该用途的预算合计不能超过批复（含变更）的审查意见函核定金额"
        );
        assert_eq!(in_general("没有数字（照旧）"), "没有数字（照旧）");
    }
}
