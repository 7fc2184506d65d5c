//! What members are called: text that can't be mistaken for anything else.

use std::fmt;

/// 20 characters: enough for a name, and a line still has room for what is said.
pub const NAME_LIMIT: usize = 20;

/// The name of a member: 1 to [`NAME_LIMIT`] letters, digits, `-` and `_`, of any
/// script.
///
/// There is no space, no colon and no asterisk in it. So nobody can be called
/// `Ann: yes` and seem to speak for Ann, or `* Ann` and seem to be a notice.
/// (That letters of two scripts may look alike is another matter.)
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name(String);

/// Why something isn't a name. Its text is for the one who typed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameError {
    /// There is nothing.
    Empty,
    /// It has more than [`NAME_LIMIT`] characters.
    TooLong,
    /// Something in it is no letter, digit, `-` or `_`, or no text at all.
    OtherCharacters,
}

impl Name {
    /// Takes a line for a name, without the spaces around it.
    ///
    /// ```
    /// use threading::chat::name::{Name, NameError};
    ///
    /// assert_eq!(Name::parse(b"Zo\xc3\xab ")?.as_str(), "Zoë");
    /// assert_eq!(Name::parse(b""), Err(NameError::Empty));
    /// assert_eq!(Name::parse(b"Ann: I"), Err(NameError::OtherCharacters));
    /// # Ok::<(), NameError>(())
    /// ```
    ///
    /// # Errors
    /// It isn't a name, and why.
    pub fn parse(line: &[u8]) -> Result<Self, NameError> {
        let text = str::from_utf8(line).map_err(|_| NameError::OtherCharacters)?;
        let name = text.trim();
        if name.is_empty() {
            Err(NameError::Empty)
        } else if name.chars().count() > NAME_LIMIT {
            Err(NameError::TooLong)
        } else if !name
            .chars()
            .all(|one| one.is_alphanumeric() || one == '-' || one == '_')
        {
            Err(NameError::OtherCharacters)
        } else {
            Ok(Self(name.to_owned()))
        }
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether people would take the two for one: `Ann` and `ann`.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        self.0.to_lowercase() == other.0.to_lowercase()
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("a name has at least one letter"),
            Self::TooLong => {
                write!(f, "a name has at most {NAME_LIMIT} characters")
            }
            Self::OtherCharacters => {
                f.write_str("a name is made of letters, digits, - and _")
            }
        }
    }
}

impl std::error::Error for NameError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_name_is_refused_for_its_reason() {
        let longest = "ë".repeat(NAME_LIMIT);
        assert!(Name::parse(longest.as_bytes()).is_ok());
        for (line, error) in [
            (&b""[..], NameError::Empty),
            (b" \t\r", NameError::Empty),
            ("ë".repeat(NAME_LIMIT + 1).as_bytes(), NameError::TooLong),
            (b"Ann Other", NameError::OtherCharacters),
            (b"Ann:", NameError::OtherCharacters),
            (b"* Ann", NameError::OtherCharacters),
            (b"A\x1b[2Jnn", NameError::OtherCharacters),
            (b"Ann\0", NameError::OtherCharacters),
            ("\u{202e}nnA".as_bytes(), NameError::OtherCharacters),
            (b"\xff", NameError::OtherCharacters),
        ] {
            let line_shown = line.escape_ascii();
            assert_eq!(Name::parse(line), Err(error), "{line_shown}");
        }
    }

    #[test]
    fn the_end_of_a_line_of_two_characters_is_no_part_of_a_name() {
        assert_eq!(Name::parse(b"Ann\r").unwrap().as_str(), "Ann");
    }

    #[test]
    fn large_and_small_letters_make_no_other_name() {
        let name = |name: &str| Name::parse(name.as_bytes()).unwrap();
        assert!(name("Zoë").is_like(&name("ZOË")));
        assert!(!name("Zoë").is_like(&name("Zoe")));
    }
}
