//! Why there is no answer.

use std::fmt;
use std::io::{self, ErrorKind};

use echo_server::ending::Ending;

use crate::json;
use crate::stream::ReadError;

/// Why there is no answer, and so what can be done about it.
#[derive(Debug)]
// ANCHOR: error
pub enum Error {
    /// Nobody listens there, or the way there is closed: the address may be wrong,
    /// or the server not be running.
    NotConnected(io::Error),
    /// The server has closed or reset the connection instead of answering: ask
    /// again.
    Closed,
    /// The answer isn't whole in time: be more patient, or ask later.
    TimedOut,
    /// What has come is no message: it's another protocol, or a broken server.
    Codec(crate::Error),
    /// The answer is a message, and what it says of itself isn't true.
    Content(json::Error),
    /// The answer has no result: it's an answer to something else.
    NoResult,
    /// More has come than was asked for. Which answer belongs to which request
    /// can't be told any more.
    Unasked,
    /// What the system says.
    Io(io::Error),
}
// ANCHOR_END: error

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotConnected(error) | Self::Io(error) => error.fmt(f),
            Self::Closed => f.write_str("the server closed the connection instead"),
            Self::TimedOut => f.write_str("it didn't come in time"),
            Self::Codec(error) => error.fmt(f),
            Self::Content(error) => {
                write!(f, "it says that it is JSON, and isn't: {error}")
            }
            Self::NoResult => f.write_str("it has no result"),
            Self::Unasked => {
                f.write_str("the server has said more than it was asked for")
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NotConnected(error) | Self::Io(error) => Some(error),
            Self::Codec(error) => Some(error),
            Self::Content(error) => Some(error),
            Self::Closed | Self::TimedOut | Self::NoResult | Self::Unasked => None,
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        match Ending::of(&error) {
            Some(Ending::Reset) => Self::Closed,
            Some(Ending::TimedOut) => Self::TimedOut,
            _ => Self::Io(error),
        }
    }
}

impl From<ReadError> for Error {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Codec(error) => Self::Codec(error),
            ReadError::TimedOut => Self::TimedOut,
            ReadError::Io(error) => error.into(),
        }
    }
}

impl From<Error> for io::Error {
    /// What the system said, or [`InvalidData`](ErrorKind::InvalidData) for an
    /// answer that is none.
    fn from(error: Error) -> Self {
        let kind = match error {
            Error::NotConnected(error) | Error::Io(error) => return error,
            Error::Closed => ErrorKind::UnexpectedEof,
            Error::TimedOut => ErrorKind::TimedOut,
            Error::Codec(_)
            | Error::Content(_)
            | Error::NoResult
            | Error::Unasked => ErrorKind::InvalidData,
        };
        Self::new(kind, error)
    }
}
