//! Writes addresses: what people typed may hold anything.

/// Text as it stands in an address.
pub fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// What stands behind the question mark; empty where there is nothing.
pub fn query<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let pairs: Vec<String> = pairs
        .into_iter()
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
        .collect();
    pairs.join("&")
}

/// A path, with what stands behind the question mark where there is anything.
pub fn with(path: &str, query: &str) -> String {
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}

/// A path with its parameters, those that are empty left out.
pub fn to(path: &str, pairs: &[(&str, &str)]) -> String {
    let given = pairs.iter().filter(|(_, value)| !value.is_empty());
    with(path, &query(given.copied()))
}

#[cfg(test)]
mod tests {
    use super::{query, to, with};

    #[test]
    fn whatever_was_typed_fits_into_an_address() {
        let asked = query([("text", "议事 & 统筹"), ("page", "2")]);
        assert_eq!(
            asked,
            "text=%E8%AE%AE%E4%BA%8B%20%26%20%E7%BB%9F%E7%AD%B9&page=2"
        );
        assert_eq!(with("/projects", ""), "/projects");
        assert_eq!(with("/projects", "page=2"), "/projects?page=2");
        assert_eq!(to("/x", &[("a", "")]), "/x");
        assert_eq!(to("/x", &[("a", "1&2"), ("b", "")]), "/x?a=1%262");
    }
}
