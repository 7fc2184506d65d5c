//! What a form sends: `name=Ada+Lovelace&message=Hello%21`.

use std::fmt;

use crate::percent;

/// How many fields a form may have. Ours have two; a large one on paper has some dozens.
pub const FIELDS: usize = 64;

/// The fields of `application/x-www-form-urlencoded`, as it stands in a body or behind
/// the `?` of a target (URL Standard, section 5).
///
/// Browsers make something of any text. This is stricter: what a browser doesn't send
/// is refused.
///
/// ```
/// use http_server::form::Form;
///
/// let form = Form::parse(b"name=Ada+Lovelace&message=Hello%21")?;
/// assert_eq!(form.get("name"), Some("Ada Lovelace"));
/// assert_eq!(form.get("message"), Some("Hello!"));
/// assert_eq!(form.get("age"), None);
/// # Ok::<(), http_server::form::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    fields: Vec<(String, String)>,
}

/// Why a text isn't a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// Two hexadecimal digits don't follow a `%`.
    Escape,
    /// A name or value isn't UTF-8.
    NotUtf8,
    /// There are more fields than [`FIELDS`].
    TooManyFields,
    /// A name stands there twice.
    Repeated,
}

impl Form {
    /// Takes a text apart.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn parse(text: &[u8]) -> Result<Self, Error> {
        let text = str::from_utf8(text).map_err(|_| Error::NotUtf8)?;
        let mut form = Self::default();
        for field in text.split('&').filter(|field| !field.is_empty()) {
            let (name, value) = field.split_once('=').unwrap_or((field, ""));
            let (name, value) = (decode(name)?, decode(value)?);
            if form.get(&name).is_some() {
                return Err(Error::Repeated);
            }
            if form.fields.len() == FIELDS {
                return Err(Error::TooManyFields);
            }
            form.fields.push((name, value));
        }
        Ok(form)
    }

    /// The value of a field.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut fields = self.fields.iter();
        let field = fields.find(|(other, _)| other == name);
        field.map(|(_, value)| value.as_str())
    }
}

/// A space is a `+` in a form, as nowhere else in a URI.
// ANCHOR: decode
fn decode(text: &str) -> Result<String, Error> {
    let text = text.replace('+', " "); // first: %2B is a plus sign that stays
    let bytes = percent::decode(&text).ok_or(Error::Escape)?;
    String::from_utf8(bytes).map_err(|_| Error::NotUtf8)
}
// ANCHOR_END: decode

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Escape => f.write_str("a % stands without two digits"),
            Self::NotUtf8 => f.write_str("this isn't UTF-8"),
            Self::TooManyFields => write!(f, "more than {FIELDS} fields"),
            Self::Repeated => f.write_str("a field is there twice"),
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]
mod tests {
    use super::*;

    fn fields(text: &str) -> Vec<(String, String)> {
        Form::parse(text.as_bytes()).unwrap().fields
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let pairs = pairs.iter();
        pairs
            .map(|&(name, value)| (name.into(), value.into()))
            .collect()
    }

    #[test]
    fn fields_are_cut_before_they_are_decoded() {
        assert_eq!(
            fields("a=1%262=3&b=x=y&c%3D=%3d"),
            pairs(&[("a", "1&2=3"), ("b", "x=y"), ("c=", "=")])
        );
    }

    #[test]
    fn a_plus_is_a_space_and_an_escaped_plus_is_one() {
        assert_eq!(fields("a+b=+%2B%20"), pairs(&[("a b", " + ")]));
    }

    #[test]
    fn empty_pieces_are_nothing_and_empty_values_are_values() {
        assert_eq!(fields(""), []);
        assert_eq!(fields("&&a&=b&c="), {
            pairs(&[("a", ""), ("", "b"), ("c", "")])
        });
    }

    #[test]
    fn what_a_browser_never_sends_is_refused() {
        let error = |text: &[u8]| Form::parse(text).unwrap_err();
        assert_eq!(error(b"a=100%"), Error::Escape);
        assert_eq!(error(b"a=%ff"), Error::NotUtf8);
        assert_eq!(error(b"a=\xff"), Error::NotUtf8);
        assert_eq!(error(b"a=1&%61=2"), Error::Repeated);
    }

    #[test]
    fn one_field_too_many_is_refused() {
        let text = |count: usize| {
            let fields = (0..count).map(|number| format!("f{number}=&"));
            fields.collect::<String>()
        };
        assert_eq!(fields(&text(FIELDS)).len(), FIELDS);
        let parsed = Form::parse(text(FIELDS.saturating_add(1)).as_bytes());
        assert_eq!(parsed, Err(Error::TooManyFields));
    }
}
