//! Why there is no answer.

use std::fmt;
use std::io::{self, ErrorKind};

use echo_server::ending::Ending;

use super::url::{Url, UrlError};

/// Why there is no answer, or not all of one, and so what can be done about it.
#[derive(Debug)]
// ANCHOR: error
pub enum Error {
    /// The host is unknown, or nobody listens there.
    NotConnected(io::Error),
    /// The server has closed or reset the connection instead of answering.
    Closed,
    /// It isn't all there in time, which is for all of it together.
    TimedOut,
    /// The body has ended too soon: don't take it for all of it.
    CutOff {
        /// How many bytes have come.
        got: u64,
        /// How many it was to have, if that was said.
        length: Option<u64>,
    },
    /// The body has more bytes than were to be taken.
    TooLong {
        /// How many those were.
        limit: u64,
    },
    /// What has come is no response of HTTP/1.1: another protocol, or a broken server.
    NotHttp(crate::Error),
    /// The server has told us more often than we listen that it's still at work.
    TooManyInterim,
    /// The server goes on in another protocol, for which it wasn't asked.
    Switched,
    /// We were sent on more often than we go.
    TooManyRedirects {
        /// How often that is.
        limit: usize,
    },
    /// We were sent to where we had been.
    Loop(Url),
    /// We were sent to where this client can't go.
    Location(UrlError),
    /// What has come can't be kept, on our side.
    Output(io::Error),
    /// What the system says.
    Io(io::Error),
}
// ANCHOR_END: error

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotConnected(error) | Self::Io(error) => error.fmt(f),
            Self::Closed => {
                f.write_str("the server closed the connection instead of answering")
            }
            Self::TimedOut => f.write_str("it didn't come in time"),
            Self::CutOff {
                got,
                length: Some(length),
            } => write!(f, "it was cut off at {got} of {length} bytes"),
            Self::CutOff { got, length: None } => {
                write!(f, "it was cut off at {got} bytes")
            }
            Self::TooLong { limit } => write!(f, "it has more than {limit} bytes"),
            Self::NotHttp(error) => {
                write!(f, "the answer is no response of HTTP/1.1: {error}")
            }
            Self::TooManyInterim => {
                f.write_str("the server says over and over that it's still at work")
            }
            Self::Switched => f.write_str(
                "the server goes on in a protocol that wasn't asked for",
            ),
            Self::TooManyRedirects { limit } => {
                write!(f, "it is elsewhere again, after {limit} redirects")
            }
            Self::Loop(url) => {
                write!(f, "the redirects go in a circle, back to {url}")
            }
            Self::Location(error) => {
                write!(f, "it is where this client can't go: {error}")
            }
            Self::Output(error) => write!(f, "it can't be kept: {error}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NotConnected(error) | Self::Io(error) | Self::Output(error) => {
                Some(error)
            }
            Self::NotHttp(error) => Some(error),
            Self::Location(error) => Some(error),
            _ => None,
        }
    }
}

/// What the connection says.
impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        match Ending::of(&error) {
            Some(Ending::Reset) => Self::Closed,
            Some(Ending::TimedOut) => Self::TimedOut,
            _ => Self::Io(error),
        }
    }
}

impl From<crate::Error> for Error {
    fn from(error: crate::Error) -> Self {
        Self::NotHttp(error)
    }
}

/// What the system said, or [`InvalidData`](ErrorKind::InvalidData) for an answer that
/// isn't taken.
impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        let kind = match error {
            Error::NotConnected(error) | Error::Io(error) => return error,
            Error::Closed | Error::CutOff { .. } => ErrorKind::UnexpectedEof,
            Error::TimedOut => ErrorKind::TimedOut,
            Error::Output(ref error) => error.kind(),
            _ => ErrorKind::InvalidData,
        };
        Self::new(kind, error)
    }
}
