//! Reads the body of a posted form. Unlike the usual decoder it refuses bytes
//! that are not UTF-8 instead of replacing them: what is stored must be what
//! was typed.

/// Names with their values, in the order they were sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pairs(Vec<(String, String)>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotUtf8;

impl Pairs {
    pub fn decode(body: &[u8]) -> Result<Self, NotUtf8> {
        let pairs: Result<Vec<_>, _> = body
            .split(|byte| *byte == b'&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let mut parts = pair.splitn(2, |byte| *byte == b'=');
                let name = text(parts.next().unwrap_or_default())?;
                let value = text(parts.next().unwrap_or_default())?;
                Ok((name, value))
            })
            .collect();
        pairs.map(Self)
    }

    pub fn first(&self, name: &str) -> Option<&str> {
        let mut pairs = self.0.iter();
        pairs
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The value without the space around it; none where nothing is left.
    pub fn filled(&self, name: &str) -> Option<&str> {
        self.first(name)
            .map(str::trim)
            .filter(|text| !text.is_empty())
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// The pairs whose names begin with a prefix and a point, without them.
    pub fn under<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.iter().filter_map(move |(key, value)| {
            let name = key.strip_prefix(prefix)?.strip_prefix('.')?;
            Some((name, value))
        })
    }

    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.0.retain(|(key, _)| key != name);
        self
    }

    /// Whether a field, or any cell of it as a table, says something.
    pub fn holds(&self, name: &str) -> bool {
        self.0.iter().any(|(key, value)| {
            let rest = key.strip_prefix(name);
            let own = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
            own && !value.trim().is_empty()
        })
    }

    /// How many rows were sent: one more than the greatest index in names of
    /// the form `rows.3.amount`.
    pub fn rows(&self, name: &str) -> usize {
        self.0
            .iter()
            .filter_map(|(key, _)| key.strip_prefix(name)?.strip_prefix('.'))
            .filter_map(|rest| rest.split('.').next()?.parse::<usize>().ok())
            .filter(|index| *index < MAX_ROWS)
            .map(|index| index + 1)
            .max()
            .unwrap_or(0)
    }

    /// Whether nothing was typed into any field.
    pub fn is_blank(&self) -> bool {
        self.0.iter().all(|(_, value)| value.trim().is_empty())
    }

    /// Puts a value in the place of all that the name had.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        let name = name.into();
        self.0.retain(|(known, _)| *known != name);
        self.push(name, value);
    }

    /// Without a row of a table.
    #[must_use]
    pub fn without_row(mut self, row: &str) -> Self {
        let cells = format!("{row}.");
        self.0.retain(|(name, _)| !name.starts_with(&cells));
        self
    }

    pub fn push(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.push((name.into(), value.into()));
    }
}

/// Bounds what one posted index can make the server lay out.
pub const MAX_ROWS: usize = 500;

fn text(encoded: &[u8]) -> Result<String, NotUtf8> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded;
    while let Some((byte, tail)) = rest.split_first() {
        rest = tail;
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => match tail {
                [high, low, after @ ..] if let Some(decoded) = hex_pair(*high, *low) => {
                    bytes.push(decoded);
                    rest = after;
                }
                _ => bytes.push(b'%'),
            },
            other => bytes.push(*other),
        }
    }
    // browsers send line ends as CR LF
    String::from_utf8(bytes)
        .map(|text| text.replace("\r\n", "\n"))
        .map_err(|_| NotUtf8)
}

fn hex_pair(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

#[cfg(test)]
mod tests {
    use super::{NotUtf8, Pairs};

    #[test]
    fn names_and_values_are_decoded() {
        let pairs = Pairs::decode("a=1&b=%E7%BB%9F+x%0D%0Ay&a=2&c".as_bytes()).unwrap();
        assert_eq!(pairs.all("a").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(pairs.first("b"), Some("统 x\ny"));
        assert!(pairs.has("c"));
        assert_eq!(pairs.filled("c"), None);
    }

    #[test]
    fn rows_are_counted_by_their_greatest_index() {
        let pairs = Pairs::decode(b"i.0.name=a&i.4.name=&i.9999999.name=x").unwrap();
        assert_eq!(pairs.rows("i"), 5);
        assert_eq!(pairs.rows("j"), 0);
    }

    #[test]
    fn bytes_that_are_not_utf8_are_refused() {
        assert_eq!(Pairs::decode(b"a=%ff%fe"), Err(NotUtf8));
        assert_eq!(Pairs::decode(b"a=\xb5"), Err(NotUtf8));
    }
}
