//! What is wrong with bytes that should be a message.

use std::fmt;

use crate::status::Status;

/// Why bytes are no message of HTTP/1.1, or none that is taken here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The first line is none.
    StartLine,
}

impl Error {
    /// What a server answers.
    #[must_use]
    pub fn status(&self) -> Status {
        match self {
            Self::StartLine => Status::BAD_REQUEST,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::StartLine => f.write_str("the first line is none of HTTP"),
        }
    }
}

impl std::error::Error for Error {}
