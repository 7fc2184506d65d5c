//! The words of a line, each of which is a column of the table.

use std::fmt;

/// What is wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnError {
    /// The line ends before this column.
    Missing(&'static str),
    /// This column holds what it can't.
    Malformed(&'static str),
}

impl fmt::Display for ColumnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(column) => {
                write!(f, "the column `{column}` is missing")
            }
            Self::Malformed(column) => {
                write!(f, "the column `{column}` is malformed")
            }
        }
    }
}

impl std::error::Error for ColumnError {}

/// What is left of a line.
#[derive(Debug, Clone, Copy)]
pub struct Columns<'a> {
    rest: &'a [u8],
}

impl<'a> Columns<'a> {
    /// The columns of `line`, which has no line break.
    #[must_use]
    pub fn of(line: &'a [u8]) -> Self {
        Self { rest: line }
    }

    /// Takes the next word, and makes of it what `read` makes of it.
    ///
    /// # Errors
    /// There is none, or `read` can't make anything of it.
    pub fn next<T>(
        &mut self,
        column: &'static str,
        read: impl FnOnce(&'a str) -> Option<T>,
    ) -> Result<T, ColumnError> {
        let line = self.rest.trim_ascii_start();
        let end = line.iter().position(|&byte| byte == b' ');
        let end = end.unwrap_or(line.len());
        let (word, rest) = line.split_at_checked(end).unwrap_or((line, &[]));
        if word.is_empty() {
            return Err(ColumnError::Missing(column));
        }
        self.rest = rest;
        let word = str::from_utf8(word).ok().and_then(read);
        word.ok_or(ColumnError::Malformed(column))
    }

    /// What follows the space behind the last word: a text of any bytes, spaces
    /// among them.
    #[must_use]
    pub fn text(self) -> Option<&'a [u8]> {
        self.rest.strip_prefix(b" ")
    }
}

/// Reads a hexadecimal number of at most 32 bits.
#[must_use]
pub fn hexadecimal(word: &str) -> Option<u32> {
    // `from_str_radix` would take a plus sign as well.
    let is_number = word.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_number
        .then(|| u32::from_str_radix(word, 16).ok())
        .flatten()
}

/// Reads a pair of hexadecimal numbers with a colon between them.
#[must_use]
pub fn hexadecimal_pair(word: &str) -> Option<(u32, u32)> {
    let (first, second) = word.split_once(':')?;
    Some((hexadecimal(first)?, hexadecimal(second)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anything(word: &str) -> Option<String> {
        Some(word.to_owned())
    }

    #[test]
    fn any_number_of_spaces_stands_between_two_words_and_one_before_the_text() {
        let mut columns = Columns::of(b"  0:   ab  two words ");
        assert_eq!(columns.next("sl", anything).unwrap(), "0:");
        assert_eq!(columns.next("number", hexadecimal), Ok(0xab));
        assert_eq!(columns.text(), Some(&b" two words "[..]));
        assert_eq!(Columns::of(b"").text(), None);
    }

    #[test]
    fn what_is_missing_or_malformed_is_named() {
        let mut columns = Columns::of(b"xyz \xff ");
        let malformed = ColumnError::Malformed;
        assert_eq!(columns.next("st", hexadecimal), Err(malformed("st")));
        assert_eq!(columns.next("uid", anything), Err(malformed("uid")));
        assert_eq!(
            columns.next("inode", anything),
            Err(ColumnError::Missing("inode"))
        );
    }

    #[test]
    fn a_number_has_hexadecimal_digits_and_no_sign() {
        assert_eq!(hexadecimal("FFFFFFFF"), Some(u32::MAX));
        assert_eq!(hexadecimal_pair("0000000A:ff"), Some((10, 255)));
        for word in ["", "+1", "-1", "0x1", "100000000", "g", "ü"] {
            assert_eq!(hexadecimal(word), None, "{word}");
            assert_eq!(hexadecimal_pair(&format!("1:{word}")), None, "{word}");
        }
        assert_eq!(hexadecimal_pair("1"), None);
    }
}
