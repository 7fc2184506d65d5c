//! What can be wrong with a message.

use std::fmt;

use echo_server::lines::printable;

use crate::json;

/// 40 characters: enough to know a value again, and no more of it is told.
const EXCERPT: usize = 40;

/// Why bytes are no message, or why a message can't be written. What comes after
/// such bytes can't be told either: answer, if you like, and close.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The header is longer than the limit.
    HeaderTooLong {
        /// The longest header that is taken, in bytes.
        limit: usize,
        /// How long this one is.
        got: usize,
    },
    /// The content is longer than the limit.
    ContentTooLong {
        /// The longest content that is taken, in bytes.
        limit: usize,
        /// How long this one is said to be.
        got: u64,
    },
    /// The header isn't JSON, or not as we take it.
    Json(json::Error),
    /// The header is JSON, and no object.
    NotAnObject,
    /// A field that has to be there isn't.
    Missing {
        /// Its name.
        field: &'static str,
    },
    /// A field isn't a string.
    NotText {
        /// Its name.
        field: &'static str,
    },
    /// `content-length` isn't a whole number from 0 to 2^64 − 1 in plain digits.
    NotALength {
        /// The beginning of its value, as JSON.
        got: String,
    },
    /// `byteorder` is neither `little` nor `big`.
    UnknownByteOrder {
        /// The beginning of its value.
        got: String,
    },
    /// The encoding of `text/json` isn't `utf-8`.
    UnknownEncoding {
        /// The beginning of its value.
        got: String,
    },
    /// A message that is to be written has a field twice.
    Twice {
        /// Its name.
        field: String,
    },
    /// The end came in the middle of a message.
    Truncated {
        /// Where.
        part: Part,
        /// How many bytes of this part there are.
        got: usize,
        /// How many there should be.
        of: usize,
    },
}

/// A part of a message on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The two bytes with the header's length.
    Prefix,
    /// The header.
    Header,
    /// The content.
    Content,
}

impl Error {
    /// What a peer gave in place of a length.
    pub(crate) fn not_a_length(value: &json::Value<'_>) -> Self {
        let got = excerpt(&value.to_string());
        Self::NotALength { got }
    }

    /// What a peer gave in place of a byte order.
    pub(crate) fn unknown_byte_order(name: &str) -> Self {
        let got = excerpt(name);
        Self::UnknownByteOrder { got }
    }

    /// What a peer gave in place of an encoding.
    pub(crate) fn unknown_encoding(name: &str) -> Self {
        let got = excerpt(name);
        Self::UnknownEncoding { got }
    }
}

/// The beginning of what a peer sent, fit for a terminal.
pub(crate) fn excerpt(text: &str) -> String {
    let beginning: String = text.chars().take(EXCERPT).collect();
    let mut excerpt = printable(beginning.as_bytes());
    if beginning.len() < text.len() {
        excerpt.push('…');
    }
    excerpt
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HeaderTooLong { limit, got } => {
                write!(f, "a header has at most {limit} bytes, and this one {got}")
            }
            Self::ContentTooLong { limit, got } => {
                write!(f, "a content has at most {limit} bytes, and this one {got}")
            }
            Self::Json(error) => {
                write!(f, "the header can't be read: {error}")
            }
            Self::NotAnObject => f.write_str("the header isn't a JSON object"),
            Self::Missing { field } => write!(f, "the header has no {field}"),
            Self::NotText { field } => write!(f, "{field} is not a string"),
            Self::NotALength { got } => {
                write!(f, "content-length is {got}, which isn't a number of bytes")
            }
            Self::UnknownByteOrder { got } => {
                write!(f, "byteorder is \"{got}\", and neither little nor big")
            }
            Self::UnknownEncoding { got } => {
                write!(
                    f,
                    "content-encoding is \"{got}\", and for text/json it has to be utf-8"
                )
            }
            Self::Twice { field } => {
                write!(f, "the header has {} twice", printable(field.as_bytes()))
            }
            Self::Truncated { part, got, of } => {
                write!(f, "the end came after {got} of the {part}'s {of} bytes")
            }
        }
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Prefix => "prefix",
            Self::Header => "header",
            Self::Content => "content",
        })
    }
}
