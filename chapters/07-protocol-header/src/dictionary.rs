//! What the service looks things up in.

mod file;

use std::collections::HashMap;
use std::fmt;
use std::io;

pub use file::{DictionaryFile, FILE_LIMIT};

use crate::json::{self, Value};

/// What is there when nobody says where else to look. The keys are those that other
/// servers of the protocol know.
const BUILT_IN: [(&str, &str); 3] = [
    ("morpheus", "He shapes what you dream. 🌙"),
    ("ring", "One for the finger, one for the phone. 💍"),
    ("🐶", "Good dog! 🦴"),
];

/// Texts by their keys.
///
/// ```
/// use app_protocol::dictionary::Dictionary;
///
/// let dictionary = Dictionary::parse(r#"{"ring": "gold"}"#.as_bytes())?;
/// assert_eq!(dictionary.look_up("ring"), Some("gold"));
/// assert_eq!(dictionary.look_up("Ring"), None);
/// # Ok::<(), app_protocol::dictionary::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dictionary {
    entries: HashMap<String, String>,
}

impl Dictionary {
    /// The three entries that need no file.
    #[must_use]
    pub fn built_in() -> Self {
        let own = |(key, text): (&str, &str)| (key.to_owned(), text.to_owned());
        Self {
            entries: BUILT_IN.into_iter().map(own).collect(),
        }
    }

    /// Reads a JSON object whose values are strings.
    ///
    /// # Errors
    /// It is something else.
    pub fn parse(json: &[u8]) -> Result<Self, Error> {
        let Value::Object(object) = json::parse(json).map_err(Error::Json)? else {
            return Err(Error::NotAnObject);
        };
        let entries = object.into_iter().map(|(key, value)| match value {
            Value::String(text) => Ok((key.into_owned(), text.into_owned())),
            _ => Err(Error::NotAText {
                key: key.into_owned(),
            }),
        });
        let entries = entries.collect::<Result<_, _>>()?;
        Ok(Self { entries })
    }

    /// What stands at `key`, which has to be the same to the letter.
    #[must_use]
    pub fn look_up(&self, key: &str) -> Option<&str> {
        self.entries.get(key).map(String::as_str)
    }
}

/// Why there is no dictionary.
#[derive(Debug)]
pub enum Error {
    /// What the system says of the file.
    Io(io::Error),
    /// A directory, a pipe, a device: reading it could wait forever.
    NotAFile,
    /// The file is longer than we read.
    TooLong {
        /// The longest that is read, in bytes.
        limit: usize,
    },
    /// It isn't JSON, and where that shows.
    Json(json::Error),
    /// It is JSON, and no object.
    NotAnObject,
    /// Something else than a string stands at a key.
    NotAText {
        /// Which.
        key: String,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::NotAFile => f.write_str("not a regular file"),
            Self::TooLong { limit } => write!(f, "longer than {limit} bytes"),
            Self::Json(error) => write!(f, "not JSON: {error}"),
            Self::NotAnObject => f.write_str("not an object of texts"),
            Self::NotAText { key } => {
                write!(f, "what stands at {key:?} is no text")
            }
        }
    }
}

impl std::error::Error for Error {}

impl From<Error> for io::Error {
    /// What the system says, or [`InvalidData`](io::ErrorKind::InvalidData).
    fn from(error: Error) -> Self {
        match error {
            Error::Io(error) => error,
            error => Self::new(io::ErrorKind::InvalidData, error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_object_of_texts_is_a_dictionary() {
        for (json, complaint) in [
            ("[]", "not an object of texts"),
            ("null", "not an object of texts"),
            (r#"{"a": 1}"#, r#"what stands at "a" is no text"#),
            (r#"{"a": "b", "c": {}}"#, r#"what stands at "c" is no text"#),
        ] {
            let error = Dictionary::parse(json.as_bytes()).unwrap_err();
            assert_eq!(error.to_string(), complaint);
        }
        for json in ["", "{", r#"{"a": "b",}"#, r#"{"a": "b", "a": "c"}"#] {
            let error = Dictionary::parse(json.as_bytes()).unwrap_err();
            assert!(matches!(error, Error::Json(_)), "{json}: {error}");
        }
    }

    #[test]
    fn a_dictionary_may_be_empty_and_so_may_its_texts() {
        let dictionary = Dictionary::parse(b"{}").unwrap();
        assert_eq!(dictionary.look_up(""), None);
        let dictionary = Dictionary::parse(br#"{"": ""}"#).unwrap();
        assert_eq!(dictionary.look_up(""), Some(""));
    }

    #[test]
    fn half_a_dictionary_is_none() {
        let whole = r#"{"ring": "gold \ud83d\ude00", "🐶": "dog"}"#.as_bytes();
        Dictionary::parse(whole).unwrap();
        for length in 0..whole.len() {
            Dictionary::parse(&whole[..length]).unwrap_err();
        }
    }
}
