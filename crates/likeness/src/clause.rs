//! Cuts a longer text into what it lists: sub-items, sentences, members of an enumeration. A need
//! that was met before may be the third of five.

/// Shorter clauses name nothing by themselves.
const SHORTEST: usize = 7;
/// So many clauses of a text, and so many letters of one, are looked at.
const MOST: usize = 60;
const LONGEST: usize = 160;

/// Each sentence or sub-item before its members, without what is too short or the same as its
/// whole.
pub(crate) fn clauses(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().take(crate::reader::MOST_LETTERS).collect();
    let mut found: Vec<String> = Vec::new();
    for sentence in cut(&letters, ends_sentence) {
        add(&mut found, sentence);
        for part in cut(sentence, |it| matches!(it, '，' | ',' | '：' | ':')) {
            add(&mut found, part);
            for member in cut(part, |it| it == '、') {
                add(&mut found, member);
            }
        }
        if found.len() >= MOST {
            break;
        }
    }
    found.truncate(MOST);
    found
}

/// Sentences and sub-items alone.
pub(crate) fn sentences(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().take(crate::reader::MOST_LETTERS).collect();
    let sentences = cut(&letters, ends_sentence).into_iter().take(MOST);
    let whole = sentences.map(|it| it.iter().take(LONGEST).collect::<String>());
    whole.filter(|it| !it.trim().is_empty()).collect()
}

fn ends_sentence(letter: char) -> bool {
    matches!(letter, '。' | '；' | ';' | '\n' | '！' | '？')
}

/// The stretches between the ends; a number of a list begins one, too.
fn cut(letters: &[char], ends: impl Fn(char) -> bool) -> Vec<&[char]> {
    let mut found = Vec::new();
    let mut from = 0;
    for (at, letter) in letters.iter().enumerate() {
        if ends(*letter) || begins_item(letters, at) {
            found.extend(letters.get(from..at));
            from = if ends(*letter) { at + 1 } else { at };
        }
    }
    found.extend(letters.get(from..));
    found
}

/// Whether a number such as 二、 or （二） stands here.
fn begins_item(letters: &[char], at: usize) -> bool {
    let near = |step: usize| letters.get(at + step).copied().unwrap_or(' ');
    let before = at.checked_sub(1).and_then(|at| letters.get(at));
    let counted = before.is_some_and(|it| is_numeral(*it) || *it == '、');
    is_numeral(near(0)) && near(1) == '、' && !counted
        || matches!(near(0), '（' | '(') && is_numeral(near(1)) && matches!(near(2), '）' | ')')
}

fn is_numeral(letter: char) -> bool {
    "一二三四五六七八九十".contains(letter)
}

fn add(found: &mut Vec<String>, letters: &[char]) {
    let told = letters.iter().filter(|it| it.is_alphanumeric()).count();
    if told < SHORTEST {
        return;
    }
    let text: String = letters.iter().take(LONGEST).collect();
    let text = text.trim().to_owned();
    if found.last() != Some(&text) {
        found.push(text);
    }
}

#[cfg(test)]
mod tests {
    use super::clauses;

    #[test]
    fn a_list_is_cut_into_sub_items_and_members() {
        let text =
            "一、楼宇门禁改造更换；二、商户会员积分核销与兑换，公共场所母婴室位置查询、托位查询";
        let found = clauses(text);
        assert!(
            found.contains(&"一、楼宇门禁改造更换".to_owned()),
            "{found:?}"
        );
        assert!(found.contains(&"公共场所母婴室位置查询".to_owned()));
        assert!(!found.contains(&"托位查询".to_owned()), "it is too short");
        let run_on = clauses("（一）统一门户和工单中心（二）便民摊点疏导点位管理");
        assert!(
            run_on.contains(&"（二）便民摊点疏导点位管理".to_owned()),
            "{run_on:?}"
        );
    }
}
