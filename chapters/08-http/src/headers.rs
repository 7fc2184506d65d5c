//! Header fields: names and values, in order.

/// The fields of a head, in the order in which they stand there.
///
/// Names are compared without regard to case. A value has a character for each byte
/// (ISO 8859-1), so that any byte can be kept, and given on as it was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// No fields.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The value of the first field of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.get_all(name).next()
    }

    /// The values of all fields of this name, in order.
    pub fn get_all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.iter()
            .filter(move |(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    // ANCHOR: list
    /// The parts, between commas, of all fields of this name (RFC 9110, section
    /// 5.6.1), without the empty ones. For names whose values are lists of tokens.
    pub fn list(&self, name: &str) -> impl Iterator<Item = &str> {
        self.get_all(name)
            .flat_map(|value| value.split(','))
            .map(|part| part.trim_matches([' ', '\t']))
            .filter(|part| !part.is_empty())
    }
    // ANCHOR_END: list

    /// Whether a token stands in the list of this name, in upper or lower case.
    #[must_use]
    pub fn has_token(&self, name: &str, token: &str) -> bool {
        self.list(name).any(|part| part.eq_ignore_ascii_case(token))
    }

    /// Adds a field behind the others. Whether it may stand in a head is looked at when
    /// one is made of it.
    pub fn append(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.push((name.into(), value.into()));
    }

    /// Makes this the only field of its name.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        let name = name.into();
        self.remove(&name);
        self.append(name, value);
    }

    /// Removes all fields of this name.
    pub fn remove(&mut self, name: &str) {
        self.0
            .retain(|(other, _)| !other.eq_ignore_ascii_case(name));
    }

    /// All fields, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (&**name, &**value))
    }

    /// How many fields there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(fields: &[(&str, &str)]) -> Headers {
        let mut headers = Headers::new();
        for (name, value) in fields {
            headers.append(*name, *value);
        }
        headers
    }

    fn list(headers: &Headers) -> Vec<&str> {
        headers.list("accept").collect()
    }

    #[test]
    fn names_are_the_same_in_upper_and_lower_case() {
        let headers = headers(&[("Host", "a"), ("HOST", "b"), ("Hosts", "c")]);
        for name in ["host", "Host", "hOsT"] {
            assert_eq!(headers.get(name), Some("a"));
            assert_eq!(headers.get_all(name).collect::<Vec<_>>(), ["a", "b"]);
        }
        assert_eq!(headers.get("hos"), None);
        assert_eq!(headers.get(""), None);
    }

    #[test]
    fn fields_keep_their_order_and_their_case() {
        let fields = [("b", "1"), ("A", "2"), ("B", "3")];
        let headers = headers(&fields);
        assert_eq!(headers.iter().collect::<Vec<_>>(), fields);
        assert_eq!(headers.len(), 3);
        assert!(!headers.is_empty());
        assert!(Headers::new().is_empty());
    }

    #[test]
    fn a_list_is_the_same_in_one_field_and_in_several() {
        let one = headers(&[("Accept", "a, b,c")]);
        let several = headers(&[("Accept", "a"), ("X", "y"), ("accept", "b,c")]);
        assert_eq!(list(&one), ["a", "b", "c"]);
        assert_eq!(list(&several), ["a", "b", "c"]);
    }

    #[test]
    fn what_is_empty_is_no_part_of_a_list() {
        let headers = headers(&[("Accept", ""), ("Accept", " ,\ta b\t,, c ,")]);
        assert_eq!(list(&headers), ["a b", "c"]);
    }

    #[test]
    fn a_token_is_a_whole_part_in_any_case() {
        let headers = headers(&[("Connection", "Keep-Alive, closed")]);
        assert!(headers.has_token("connection", "keep-alive"));
        assert!(headers.has_token("connection", "CLOSED"));
        assert!(!headers.has_token("connection", "close"));
        assert!(!headers.has_token("upgrade", "closed"));
    }

    #[test]
    fn what_is_set_stands_alone_and_last() {
        let mut headers = headers(&[("a", "1"), ("b", "2"), ("A", "3")]);
        headers.set("A", "4");
        assert_eq!(headers.iter().collect::<Vec<_>>(), [("b", "2"), ("A", "4")]);
    }

    #[test]
    fn what_is_removed_is_removed_everywhere() {
        let mut headers = headers(&[("a", "1"), ("b", "2"), ("A", "3")]);
        headers.remove("a");
        assert_eq!(headers.iter().collect::<Vec<_>>(), [("b", "2")]);
    }
}
