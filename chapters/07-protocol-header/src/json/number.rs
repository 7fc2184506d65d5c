//! Numbers, which JSON doesn't limit.

use std::borrow::Cow;
use std::fmt;

use super::value::owned;

/// A number, exactly as it is written: `1e400` and `0.10` stay what they are.
///
/// RFC 8259, section 6, sets no limit, and warns that other programs have one. So what
/// a number is turned into is up to whoever reads it:
///
/// ```
/// use app_protocol::json;
///
/// let number = json::parse(b"9007199254740993")?; // 2^53 + 1
/// let number = number.as_number().ok_or("not a number")?;
/// assert_eq!(number.as_u64(), Some(9_007_199_254_740_993));
/// assert_eq!(number.as_f64(), Some(9_007_199_254_740_992.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number<'a>(Cow<'a, str>);

impl<'a> Number<'a> {
    /// From the reader, which has seen to it that the text is a number.
    pub(super) const fn of_grammatical(text: &'a str) -> Self {
        Self(Cow::Borrowed(text))
    }

    #[cfg(test)]
    pub(super) const fn is_borrowed(&self) -> bool {
        matches!(self.0, Cow::Borrowed(_))
    }

    /// The number as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number, if it is written as an integer, without a fraction and an exponent,
    /// and isn't below 0 nor above 2^64 - 1.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        self.0.parse().ok()
    }

    /// The number, if it is written as an integer, without a fraction and an exponent,
    /// and fits.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.0.parse().ok()
    }

    /// The nearest number that a double can be, if there is one: not for `1e400`.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        self.0
            .parse()
            .ok()
            .filter(|number: &f64| number.is_finite())
    }

    /// The same number, which no longer needs the text.
    #[must_use]
    pub fn into_owned(self) -> Number<'static> {
        Number(owned(self.0))
    }
}

impl From<u64> for Number<'_> {
    fn from(number: u64) -> Self {
        Self(Cow::Owned(number.to_string()))
    }
}

impl fmt::Display for Number<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &'static str) -> Number<'static> {
        Number::of_grammatical(text)
    }

    #[test]
    fn an_integer_is_exact_or_not_there() {
        let largest = "18446744073709551615";
        assert_eq!(number(largest).as_u64(), Some(u64::MAX));
        assert_eq!(number("18446744073709551616").as_u64(), None);
        assert_eq!(number("-9223372036854775808").as_i64(), Some(i64::MIN));
        assert_eq!(number("9223372036854775808").as_i64(), None);
        assert_eq!(number("-1").as_u64(), None);
        for not_written_so in ["1.0", "1e2", "10e-1", "0.5"] {
            assert_eq!(number(not_written_so).as_u64(), None);
            assert_eq!(number(not_written_so).as_i64(), None);
        }
    }

    #[test]
    fn a_double_is_the_nearest_and_never_infinite() {
        assert_eq!(number("1e400").as_f64(), None);
        assert_eq!(number("-1e400").as_f64(), None);
        assert_eq!(number("1e-400").as_f64(), Some(0.0));
        assert_eq!(number("0.1").as_f64(), Some(0.1));
        assert_eq!(number("123.456e78").as_f64(), Some(123.456e78));
    }

    #[test]
    fn the_text_stays_what_it_was() {
        for text in ["-0", "1E+2", "0.10", "1e400", "9007199254740993"] {
            assert_eq!(number(text).to_string(), text);
            assert_eq!(number(text).into_owned().as_str(), text);
        }
        assert_eq!(Number::from(u64::MAX).as_str(), "18446744073709551615");
    }
}
