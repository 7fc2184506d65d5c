//! What went wrong, told to the one who typed the command.

use std::fmt;
use std::io::{self, ErrorKind};

/// Why a command has ended before its end.
#[derive(Debug)]
pub enum Stopped {
    /// The words were not understood, and why, in one line.
    Usage(String),
    /// What was asked for didn't succeed.
    Failed(Failure),
}

impl From<String> for Stopped {
    fn from(wrong: String) -> Self {
        Self::Usage(wrong)
    }
}

impl From<Failure> for Stopped {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// What was tried, what the system said, and where a beginner would be lost, a
/// way out.
#[derive(Debug)]
pub struct Failure {
    tried: String,
    error: io::Error,
    hint: Option<&'static str>,
}

impl Failure {
    /// `tried` completes the sentence that begins with "cannot".
    pub fn new(tried: impl fmt::Display, error: io::Error) -> Self {
        Self {
            tried: tried.to_string(),
            hint: hint(error.kind()),
            error,
        }
    }

    /// A server couldn't have `address`.
    pub fn not_bound(address: impl fmt::Display, error: io::Error) -> Self {
        // Files can be refused too, but the hint for those would be another.
        Self::new(format_args!("listen on {address}"), error).with_hint_for(
            ErrorKind::PermissionDenied,
            "ports below 1024 are for the system: take a higher one",
        )
    }

    /// Another way out than the kind of error suggests.
    #[must_use]
    pub fn with_hint(self, hint: &'static str) -> Self {
        Self {
            hint: Some(hint),
            ..self
        }
    }

    /// Another way out, if this is the kind of error.
    #[must_use]
    pub fn with_hint_for(self, kind: ErrorKind, hint: &'static str) -> Self {
        if self.kind() == kind {
            self.with_hint(hint)
        } else {
            self
        }
    }

    /// What the system said.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.error.kind()
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
pub trait Tried<T> {
    /// `what` completes the sentence that begins with "cannot".
    ///
    /// # Errors
    /// The error it was given, in a [`Failure`].
    fn tried(self, what: impl fmt::Display) -> Result<T, Failure>;
}

impl<T> Tried<T> for io::Result<T> {
    fn tried(self, what: impl fmt::Display) -> Result<T, Failure> {
        self.map_err(|error| Failure::new(what, error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_says_what_was_tried_what_the_system_said_and_a_way_out() {
        let refused = || io::Error::from(ErrorKind::ConnectionRefused);
        let failure = Failure::new("connect to a:1", refused()).to_string();
        assert_eq!(
            failure,
            "error: cannot connect to a:1: connection refused\n\
             hint: is the server running? start it first, in another terminal"
        );
        let hinted = Failure::new("connect", refused()).with_hint("wait");
        assert!(hinted.to_string().ends_with("\nhint: wait"));
        let hinted = Failure::new("connect", refused())
            .with_hint_for(ErrorKind::ConnectionRefused, "knock again")
            .with_hint_for(ErrorKind::TimedOut, "wait");
        assert!(hinted.to_string().ends_with("\nhint: knock again"));
        let denied = Failure::not_bound("a:1", ErrorKind::PermissionDenied.into());
        assert_eq!(
            denied.to_string(),
            "error: cannot listen on a:1: permission denied\n\
             hint: ports below 1024 are for the system: take a higher one"
        );
        let other = Failure::new("read a", ErrorKind::NotFound.into());
        assert_eq!(other.to_string(), "error: cannot read a: entity not found");
    }
}
