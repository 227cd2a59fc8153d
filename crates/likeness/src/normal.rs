//! Writing made alike, one character for one, so that places in the normal text are places in the
//! text as it was typed.

/// Full width to half width, capitals to small, Roman and circled digits to plain ones.
pub(crate) fn normal(text: &str) -> String {
    text.chars().map(normal_char).collect()
}

fn normal_char(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => u32::from(letter)
            .checked_sub(0xfee0)
            .and_then(char::from_u32)
            .map_or(letter, |it| it.to_ascii_lowercase()),
        '\u{3000}' => ' ',
        '〇' => '零',
        '①'..='⑨' => digit(letter, '①'),
        'Ⅰ'..='Ⅸ' => digit(letter, 'Ⅰ'),
        _ => super::script::simplified(letter.to_ascii_lowercase()),
    }
}

/// A text whose letters were set apart (多 规 合 一, 多·规·合·一), drawn together, with the place that
/// each letter had; none for a text as people write it.
pub(crate) fn drawn_together(text: &[char]) -> Option<(String, Vec<usize>)> {
    let mut out = Vec::new();
    let mut at = 0;
    let mut drawn = false;
    while at < text.len() {
        let run = apart(text, at);
        if run.len() >= 3 {
            drawn = true;
            at = run.last().map_or(at, |last| last + 1);
            out.extend(run);
        } else {
            out.push(at);
            at += 1;
        }
    }
    let letters = out.iter().filter_map(|at| text.get(*at)).collect();
    drawn.then_some((letters, out))
}

/// The places of single letters from `at` on that have something between each of them.
fn apart(text: &[char], at: usize) -> Vec<usize> {
    let mut run = Vec::new();
    let mut next = at;
    while text.get(next).is_some_and(|letter| is_han(*letter)) {
        run.push(next);
        let rest = text.get(next + 1..).unwrap_or_default();
        let between = rest.iter().take_while(|letter| is_filler(**letter)).count();
        if between == 0 || between > 3 {
            break;
        }
        next += 1 + between;
    }
    run
}

fn is_filler(letter: char) -> bool {
    letter.is_whitespace() || "·•・-_.~*|/+^`'".contains(letter)
}

pub(crate) fn is_han(letter: char) -> bool {
    matches!(letter, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}')
}

fn digit(letter: char, one: char) -> char {
    u32::from(letter)
        .checked_sub(u32::from(one))
        .and_then(|at| char::from_digit(at + 1, 10))
        .unwrap_or(letter)
}

/// The phase that a title names, e.g. 3 for 三期 or 第3阶段.
pub(crate) fn phase(title: &str) -> Option<u32> {
    let letters: Vec<char> = normal(title).chars().collect();
    letters.windows(2).find_map(|pair| match pair {
        [number, '期' | '阶'] => numeral(*number),
        _ => None,
    })
}

fn numeral(letter: char) -> Option<u32> {
    letter.to_digit(10).or_else(|| {
        let at = "一二三四五六七八九".chars().position(|it| it == letter)?;
        u32::try_from(at + 1).ok()
    })
}

/// A title without what says nothing of its need: dropped words, years, phases, marks of work.
pub(crate) fn name_core(title: &str, unit: &str, drop: &[String], marks: &[String]) -> String {
    let mut core = normal(title);
    for part in unit_names(unit) {
        core = core.replace(&part, "");
    }
    for word in drop.iter().chain(marks) {
        if word.chars().count() > 1 {
            core = core.replace(word.as_str(), "");
        }
    }
    core.retain(|letter| letter.is_alphanumeric() && !letter.is_ascii_digit());
    for end in ["项目", "服务", "工程", "建设"] {
        core = core.trim_end_matches(end).to_owned();
    }
    core
}

/// The ways in which a text may name its own unit: whole, and without the places before it.
pub(crate) fn unit_names(unit: &str) -> Vec<String> {
    let whole = normal(unit);
    let mut names = Vec::new();
    if whole.chars().count() > 2 {
        let cut = whole
            .char_indices()
            .filter(|(_, letter)| matches!(letter, '省' | '市' | '区' | '县'))
            .map(|(at, letter)| at + letter.len_utf8())
            .filter(|at| *at < whole.len())
            .min_by_key(|at| at.abs_diff(9));
        names.push(whole.clone());
        if let Some(place) = cut.and_then(|at| whole.get(..at)) {
            let rest = whole.get(place.len()..).unwrap_or_default();
            if rest.chars().count() > 2 {
                names.push(rest.to_owned());
            }
            if place.chars().count() > 2 {
                names.push(place.to_owned());
            }
        }
    }
    names
}
