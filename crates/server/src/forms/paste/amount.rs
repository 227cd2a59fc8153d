//! An amount as spreadsheets write it: ¥1,200,000.00, １２０万元, 120 under a
//! heading in 万元. Digits are moved, never computed with.

use crate::forms::json::half_width;

/// Places by which 万元 is larger than 元.
const WAN: usize = 4;

/// The amount in 元, as it would be typed. None where it is no amount.
pub(super) fn read(text: &str, in_wan: bool) -> Option<String> {
    let text: String = half_width(text)
        .chars()
        .filter(|letter| !letter.is_whitespace() && !matches!(letter, ',' | '¥' | '￥'))
        .collect();
    let (digits, said_wan) = match text.strip_suffix("万元").or(text.strip_suffix('万')) {
        Some(digits) => (digits, true),
        None => (text.strip_suffix('元').unwrap_or(&text), false),
    };
    let said_yuan = text.ends_with('元') && !said_wan;
    let (whole, parts) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(parts) || digits.ends_with('.') {
        return None;
    }
    if said_wan || (in_wan && !said_yuan) {
        Some(moved(whole, parts))
    } else {
        Some(digits.to_owned())
    }
}

/// Whether it is 1.25E+06: as a spreadsheet shows a number that its column has no
/// room for, with the rest of its digits gone.
pub(super) fn is_rounded(text: &str) -> bool {
    let text = half_width(text).to_uppercase();
    let Some((digits, power)) = text.trim().split_once("E+") else {
        return false;
    };
    let mut parts = digits.split('.').chain([power]);
    parts.all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The point moved to the right.
fn moved(whole: &str, parts: &str) -> String {
    let padded = format!("{parts:0<WAN$}");
    let (up, rest) = padded.split_at_checked(WAN).unwrap_or((&padded, ""));
    let number = format!("{whole}{up}");
    let number = number.trim_start_matches('0');
    let number = if number.is_empty() { "0" } else { number };
    match rest.trim_end_matches('0') {
        "" => number.to_owned(),
        rest => format!("{number}.{rest}"),
    }
}
