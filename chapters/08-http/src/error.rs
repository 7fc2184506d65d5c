//! What is wrong with bytes that should be a message.

use std::fmt;

use echo_server::lines::printable;

use crate::status::Status;

/// 40 bytes: enough to know a value again, and no more of it is told.
const EXCERPT: usize = 40;

/// Why bytes are no message of HTTP/1.1, or none that is taken here. Where the next
/// message would begin can't be told either: answer, if you like, and close.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The first line isn't what it should be: three parts, with a space between them.
    StartLine,
    /// The first line is too long.
    StartLineTooLong {
        /// The most bytes that it may have.
        limit: usize,
    },
    /// The method is longer than any.
    MethodTooLong {
        /// The most bytes that it may have.
        limit: usize,
    },
    /// The target is none, or not for this method.
    Target {
        /// Its beginning.
        got: String,
    },
    /// There is no such version.
    Version {
        /// Its beginning.
        got: String,
    },
    /// The version isn't spoken here.
    UnknownVersion {
        /// What it is.
        got: String,
    },
    /// A line feed without a carriage return before it.
    BareLineFeed,
    /// A carriage return without a line feed behind it.
    BareCarriageReturn,
    /// A control character in a line.
    Control(u8),
    /// A line of the header has no colon, or no name before it.
    Field,
    /// There is a space between a name and its colon.
    SpaceBeforeColon,
    /// A line begins with a space.
    Folded,
    /// The fields are too long.
    FieldsTooLarge {
        /// The most bytes that they may have together.
        limit: usize,
    },
    /// There are too many fields.
    TooManyFields {
        /// How many there may be.
        limit: usize,
    },
    /// An HTTP/1.1 request without `Host`.
    NoHost,
    /// There is more than one `Host`.
    ManyHosts,
    /// `Host` isn't the name of one, or an address, with a port or without.
    Host {
        /// Its beginning.
        got: String,
    },
    /// `Content-Length` isn't a number of bytes.
    ContentLength {
        /// Its beginning.
        got: String,
    },
    /// There is more than one `Content-Length`.
    ManyLengths,
    /// There are both `Content-Length` and `Transfer-Encoding`.
    LengthAndCoding,
    /// `Transfer-Encoding` in HTTP/1.0, which doesn't know it.
    CodingTooEarly,
    /// `Transfer-Encoding` doesn't end in `chunked`, or has it twice.
    NotChunked {
        /// Its beginning.
        got: String,
    },
    /// A transfer coding before `chunked`. We can't undo it.
    UnknownCoding {
        /// The beginning of all of them.
        got: String,
    },
    /// The size of a chunk isn't a number in hexadecimal.
    ChunkSize {
        /// The beginning of the line.
        got: String,
    },
    /// The line with the size of a chunk is too long.
    ChunkLineTooLong {
        /// The most bytes that it may have.
        limit: usize,
    },
    /// The chunks have too many extensions.
    ExtensionsTooLarge {
        /// The most bytes that they may have together.
        limit: usize,
    },
    /// A chunk goes on behind its size.
    ChunkEnd,
    /// The end came in the middle of a message.
    Truncated(Part),
}

/// A part of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The first line.
    StartLine,
    /// The header fields.
    Headers,
    /// The body, whose length is known.
    Body {
        /// How many bytes of it are missing.
        missing: u64,
    },
    /// A body in chunks, up to the line that ends it.
    Chunks,
}

impl Error {
    /// What a server answers.
    // ANCHOR: status
    #[must_use]
    pub fn status(&self) -> Status {
        match self {
            Self::StartLineTooLong { .. } => Status::URI_TOO_LONG,
            Self::FieldsTooLarge { .. } | Self::TooManyFields { .. } => {
                Status::REQUEST_HEADER_FIELDS_TOO_LARGE
            }
            Self::MethodTooLong { .. } | Self::UnknownCoding { .. } => {
                Status::NOT_IMPLEMENTED
            }
            Self::UnknownVersion { .. } => Status::HTTP_VERSION_NOT_SUPPORTED,
            _ => Status::BAD_REQUEST,
        }
    }
    // ANCHOR_END: status
}

/// The beginning of what a peer sent, fit for a terminal.
pub(crate) fn excerpt(bytes: &[u8]) -> String {
    match bytes.get(..EXCERPT) {
        Some(beginning) if beginning.len() < bytes.len() => {
            format!("{}…", printable(beginning))
        }
        _ => printable(bytes),
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::StartLine => f.write_str("the first line isn't one of HTTP/1.1"),
            Self::StartLineTooLong { limit } => {
                write!(f, "the first line has more than {limit} bytes")
            }
            Self::MethodTooLong { limit } => {
                write!(f, "no method has more than {limit} bytes")
            }
            Self::Target { got } => {
                write!(f, "the target \"{got}\" isn't one for this method")
            }
            Self::Version { got } => write!(f, "\"{got}\" is no version of HTTP"),
            Self::UnknownVersion { got } => {
                write!(f, "{got} isn't spoken here, but HTTP/1.1 is")
            }
            Self::BareLineFeed => {
                f.write_str("a line feed has no carriage return before it")
            }
            Self::BareCarriageReturn => {
                f.write_str("a carriage return has no line feed behind it")
            }
            Self::Control(byte) => {
                write!(f, "a line has the control character 0x{byte:02x}")
            }
            Self::Field => {
                f.write_str("a line of the header isn't \"name: value\"")
            }
            Self::SpaceBeforeColon => {
                f.write_str("a field's name has a space before its colon")
            }
            Self::Folded => f.write_str("a line of the header begins with a space"),
            Self::FieldsTooLarge { limit } => {
                write!(f, "the fields have more than {limit} bytes")
            }
            Self::TooManyFields { limit } => {
                write!(f, "there are more than {limit} fields")
            }
            Self::NoHost => f.write_str("there is no Host"),
            Self::ManyHosts => f.write_str("there is more than one Host"),
            Self::Host { got } => write!(f, "\"{got}\" is no host"),
            Self::ContentLength { got } => {
                write!(
                    f,
                    "Content-Length is \"{got}\", which isn't a number of bytes"
                )
            }
            Self::ManyLengths => {
                f.write_str("there is more than one Content-Length")
            }
            Self::LengthAndCoding => {
                f.write_str("there are both Content-Length and Transfer-Encoding")
            }
            Self::CodingTooEarly => {
                f.write_str("HTTP/1.0 doesn't know Transfer-Encoding")
            }
            Self::NotChunked { got } => {
                write!(f, "Transfer-Encoding is \"{got}\", and has to be chunked")
            }
            Self::UnknownCoding { got } => {
                write!(f, "the transfer coding \"{got}\" isn't known here")
            }
            Self::ChunkSize { got } => write!(f, "\"{got}\" is no size of a chunk"),
            Self::ChunkLineTooLong { limit } => {
                write!(f, "the size of a chunk takes more than {limit} bytes")
            }
            Self::ExtensionsTooLarge { limit } => {
                write!(f, "the chunks have more than {limit} bytes of extensions")
            }
            Self::ChunkEnd => {
                f.write_str("a chunk doesn't end where its size says")
            }
            Self::Truncated(part) => {
                write!(f, "the end came in the middle of {part}")
            }
        }
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::StartLine => f.write_str("the first line"),
            Self::Headers => f.write_str("the header"),
            Self::Body { missing } => {
                write!(f, "the body, of which {missing} bytes are missing")
            }
            Self::Chunks => f.write_str("a body in chunks"),
        }
    }
}
