//! Article numbers: "20.3" in the pack, 第二十条第三款 on a page.

const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

/// A number from 1 to 99 in Chinese numerals.
pub fn numeral(n: u32) -> String {
    let digit = |d: u32| DIGITS.get(d as usize).copied().unwrap_or_default();
    match (n / 10, n % 10) {
        (0, units) => digit(units).to_owned(),
        (1, units) => format!("十{}", digit(units)),
        (tens, units) => format!("{}十{}", digit(tens), digit(units)),
    }
}

/// The number that numerals from 一 to 九十九 say.
pub fn from_numeral(text: &str) -> Option<u32> {
    (1..=99).find(|number| numeral(*number) == text)
}

/// 第二十条第三款第（一）项 for "20.3.1". `None` where it is no article number.
pub fn in_words(article: &str) -> Option<String> {
    let mut text = String::new();
    for (place, part) in article.split('.').enumerate() {
        let number: u32 = part.parse().ok().filter(|n| (1..=99).contains(n))?;
        match place {
            0 => text.push_str(&format!("第{}条", numeral(number))),
            1 => text.push_str(&format!("第{}款", numeral(number))),
            2 => text.push_str(&format!("第（{}）项", numeral(number))),
            _ => return None,
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_read_as_the_law_writes_them() {
        assert_eq!(in_words("20.3").as_deref(), Some("第二十条第三款"));
        assert_eq!(in_words("16").as_deref(), Some("第十六条"));
        assert_eq!(
            in_words("33.2.4").as_deref(),
            Some("第三十三条第二款第（四）项")
        );
        assert_eq!(in_words("A20"), None);
        assert_eq!(in_words("1.2.3.4"), None);
    }
}
