//! Document numbers, however they were typed.

use unicode_normalization::UnicodeNormalization;

/// A number as its paper has it: with one kind of brackets and figures, and no space.
pub fn as_printed(number: &str) -> String {
    let letters = number.nfkc().filter(|letter| !letter.is_whitespace());
    letters
        .map(|letter| match letter {
            '(' | '[' | '【' | '〈' | '<' => '〔',
            ')' | ']' | '】' | '〉' | '>' => '〕',
            other => other,
        })
        .collect()
}
