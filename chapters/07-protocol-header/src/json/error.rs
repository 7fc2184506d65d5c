//! What a text can have against being JSON.

use std::fmt;

use super::parse::MAX_DEPTH;

/// Why a text was refused, and where.
///
/// ```
/// use app_protocol::json;
///
/// let error = json::parse(br#"{"a": 1, "a": 2}"#).unwrap_err();
/// assert_eq!(error.kind(), json::ErrorKind::DuplicateName);
/// assert_eq!(error.to_string(), "at byte 9: this object already has that name");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Error {
    offset: usize,
    kind: ErrorKind,
}

/// What is wrong at that place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The text isn't UTF-8.
    NotUtf8,
    /// It begins with a byte order mark, which JSON on a network doesn't have (RFC
    /// 8259, section 8.1).
    ByteOrderMark,
    /// The text ends before the value does.
    Ended,
    /// Something else has to stand here: the field says what.
    Expected(&'static str),
    /// A number such as `01`.
    LeadingZero,
    /// A string has a line break or another control character as it is.
    ControlCharacter,
    /// A backslash that no escape begins with.
    NotAnEscape,
    /// Half of a surrogate pair, which no character is written as.
    LoneSurrogate,
    /// Arrays and objects in one another, more than [`MAX_DEPTH`] levels of them.
    TooDeep,
    /// The object already has a member of this name.
    DuplicateName,
    /// The value has ended, and the text goes on.
    Trailing,
}

impl Error {
    pub(super) const fn new(offset: usize, kind: ErrorKind) -> Self {
        Self { offset, kind }
    }

    /// The place in the text, in bytes from its beginning.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// What is wrong there.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "at byte {}: {}", self.offset, self.kind)
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::NotUtf8 => "this isn't UTF-8",
            Self::ByteOrderMark => "JSON doesn't begin with a byte order mark",
            Self::Ended => "the text ends too early",
            Self::Expected(what) => return write!(formatter, "expected {what}"),
            Self::LeadingZero => "a number has no zeros in front",
            Self::ControlCharacter => "a control character has to be escaped",
            Self::NotAnEscape => "there is no such escape",
            Self::LoneSurrogate => "half of a surrogate pair isn't a character",
            Self::TooDeep => {
                return write!(formatter, "more than {MAX_DEPTH} levels");
            }
            Self::DuplicateName => "this object already has that name",
            Self::Trailing => "the value has ended, and the text goes on",
        };
        formatter.write_str(text)
    }
}

impl std::error::Error for Error {}
