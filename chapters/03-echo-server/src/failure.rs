//! What went wrong, told to the one who typed the command.

use std::fmt;
use std::io::{self, ErrorKind};

/// What was tried, what the system said, and where a beginner would be lost, a
/// way out.
#[derive(Debug)]
pub(crate) struct Failure {
    tried: String,
    error: io::Error,
    hint: Option<&'static str>,
}

impl Failure {
    /// `tried` completes the sentence that begins with "cannot".
    pub(crate) fn new(tried: impl fmt::Display, error: io::Error) -> Self {
        Self {
            tried: tried.to_string(),
            hint: hint(error.kind()),
            error,
        }
    }

    /// Another way out than the kind of error suggests.
    pub(crate) fn with_hint(self, hint: &'static str) -> Self {
        Self {
            hint: Some(hint),
            ..self
        }
    }
}

fn hint(kind: ErrorKind) -> Option<&'static str> {
    match kind {
        ErrorKind::ConnectionRefused => {
            Some("is the server running? start it first, in another terminal")
        }
        ErrorKind::AddrInUse => Some(
            "another program has that port: end it, or let the system choose \
             a free port with --address 127.0.0.1:0",
        ),
        ErrorKind::AddrNotAvailable => {
            Some("this machine doesn't have that address; it always has 127.0.0.1")
        }
        ErrorKind::WouldBlock | ErrorKind::TimedOut => {
            Some("is the server busy with another client? it serves one at a time")
        }
        _ => None,
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: cannot {}: {}", self.tried, self.error)?;
        match self.hint {
            Some(hint) => write!(f, "\nhint: {hint}"),
            None => Ok(()),
        }
    }
}

/// Adds to an error of the system what was tried.
pub(crate) trait Tried<T> {
    /// `what` completes the sentence that begins with "cannot".
    fn tried(self, what: impl fmt::Display) -> Result<T, Failure>;
}

impl<T> Tried<T> for io::Result<T> {
    fn tried(self, what: impl fmt::Display) -> Result<T, Failure> {
        self.map_err(|error| Failure::new(what, error))
    }
}
