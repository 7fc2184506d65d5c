//! What stands in the book, and what may.

use std::fmt;

use crate::application::Failure;
use crate::status::Status;

/// The longest name, in characters: few people's is longer than half of it.
pub const NAME_LIMIT: usize = 50;

/// The longest message, in characters: half a page.
pub const MESSAGE_LIMIT: usize = 1000;

/// What stands in the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number; the next one has a larger one.
    pub id: u64,
    /// Who has written it.
    pub name: String,
    /// What.
    pub message: String,
}

/// What may stand in the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    name: String,
    message: String,
}

/// Why something may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invalid {
    /// The name or message of this name isn't there.
    Empty(&'static str),
    /// That of this name is longer than so many characters.
    TooLong(&'static str, usize),
    /// That of this name has a control character, or one that turns the direction of
    /// the text behind it.
    Control(&'static str),
}

impl Draft {
    /// An entry, if it may stand in the book. Space round the texts doesn't count.
    ///
    /// # Errors
    /// See [`Invalid`].
    pub fn new(name: &str, message: &str) -> Result<Self, Invalid> {
        let message = message.replace("\r\n", "\n"); // as forms send them
        let (name, message) = (name.trim(), message.trim());
        check("name", name, NAME_LIMIT, |_| false)?;
        check("message", message, MESSAGE_LIMIT, |c| c == '\n')?;
        Ok(Self {
            name: name.to_owned(),
            message: message.to_owned(),
        })
    }

    /// The entry that it becomes.
    #[must_use]
    pub fn into_entry(self, id: u64) -> Entry {
        Entry {
            id,
            name: self.name,
            message: self.message,
        }
    }
}

fn check(
    what: &'static str,
    text: &str,
    limit: usize,
    is_allowed: fn(char) -> bool,
) -> Result<(), Invalid> {
    let is_bad = |c: char| (c.is_control() || is_turn(c)) && !is_allowed(c);
    if text.is_empty() {
        return Err(Invalid::Empty(what));
    }
    if text.chars().count() > limit {
        return Err(Invalid::TooLong(what, limit));
    }
    if text.chars().any(is_bad) {
        return Err(Invalid::Control(what));
    }
    Ok(())
}

/// Whether a character turns the direction of what stands behind it (Unicode Standard
/// Annex 9, section 2): beyond its text, too.
const fn is_turn(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty(what) => write!(f, "there is no {what}"),
            Self::TooLong(what, limit) => {
                write!(f, "the {what} has more than {limit} characters")
            }
            Self::Control(what) => {
                write!(f, "the {what} has a control character")
            }
        }
    }
}

impl std::error::Error for Invalid {}

impl From<Invalid> for Failure {
    fn from(invalid: Invalid) -> Self {
        Self::new(Status::UNPROCESSABLE_CONTENT, invalid.to_string())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn space_round_the_texts_doesnt_count() {
        let draft = Draft::new(" Ada\t", "\r\n one\r\ntwo \n").unwrap();
        assert_eq!(draft, Draft::new("Ada", "one\ntwo").unwrap());
        assert_eq!(draft.into_entry(1).message, "one\ntwo");
    }

    #[test]
    fn each_text_is_there_and_not_too_long() {
        let (name, message) = ("é".repeat(NAME_LIMIT), "é".repeat(MESSAGE_LIMIT));
        assert!(Draft::new(&name, &message).is_ok());
        for (name, message, error) in [
            ("", "m", Invalid::Empty("name")),
            ("n", " \n ", Invalid::Empty("message")),
            (&*format!("{name}é"), "m", Invalid::TooLong("name", 50)),
            (
                "n",
                &format!("{message}é"),
                Invalid::TooLong("message", 1000),
            ),
        ] {
            assert_eq!(Draft::new(name, message), Err(error));
        }
    }

    #[test]
    fn no_control_character_may_stand_in_a_text_but_a_line_break_in_a_message() {
        let turns = ["\u{202a}", "\u{202e}", "\u{2066}", "\u{2069}"];
        let controls = ["\0", "\r", "\x1b", "\x7f", "\u{85}", "\t"];
        for bad in controls.iter().chain(&turns) {
            let text = format!("a{bad}b");
            assert_eq!(Draft::new(&text, "m"), Err(Invalid::Control("name")));
            assert_eq!(Draft::new("n", &text), Err(Invalid::Control("message")));
        }
        assert_eq!(Draft::new("a\nb", "m"), Err(Invalid::Control("name")));
        assert!(Draft::new("n", "a\nb").is_ok());
        let others = "\u{2029}\u{202f}\u{2065}\u{206a}"; // beside those that turn
        assert!(Draft::new("n", &format!("a{others}b")).is_ok());
    }
}
