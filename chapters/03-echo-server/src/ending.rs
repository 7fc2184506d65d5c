//! The ways in which a conversation ends.

use std::fmt;
use std::io::{self, ErrorKind};

/// How a conversation ended, seen from the end that was reading or writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
// ANCHOR: ending
pub enum Ending {
    /// The peer has sent everything and said so: `read` returned 0.
    EndOfFile,
    /// The peer has ended in the middle of a message.
    CutOff,
    /// The peer's system has thrown the connection away.
    Reset,
    /// The peer kept us waiting for too long.
    TimedOut,
    /// The peer sent more than we take.
    Refused,
}
// ANCHOR_END: ending

impl Ending {
    /// What an error of `read` or `write` says about the peer, if anything.
    // ANCHOR: of
    pub fn of(error: &io::Error) -> Option<Self> {
        match error.kind() {
            ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe => Some(Self::Reset),
            // Our own limit is the first on Unix and the second on Windows; the
            // system's, for data that nobody acknowledges, is the second, or one
            // of the others if a router told why.
            ErrorKind::WouldBlock
            | ErrorKind::TimedOut
            | ErrorKind::HostUnreachable
            | ErrorKind::NetworkUnreachable => Some(Self::TimedOut),
            _ => None,
        }
    }
    // ANCHOR_END: of
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::EndOfFile => "closed",
            Self::CutOff => "cut off",
            Self::Reset => "reset",
            Self::TimedOut => "timed out",
            Self::Refused => "refused",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_told_apart_by_kind() {
        let ending = |kind: ErrorKind| Ending::of(&kind.into());
        assert_eq!(ending(ErrorKind::ConnectionReset), Some(Ending::Reset));
        assert_eq!(ending(ErrorKind::ConnectionAborted), Some(Ending::Reset));
        assert_eq!(ending(ErrorKind::BrokenPipe), Some(Ending::Reset));
        assert_eq!(ending(ErrorKind::WouldBlock), Some(Ending::TimedOut));
        assert_eq!(ending(ErrorKind::TimedOut), Some(Ending::TimedOut));
        assert_eq!(ending(ErrorKind::HostUnreachable), Some(Ending::TimedOut));
    }

    #[test]
    fn an_error_that_says_nothing_of_the_peer_is_no_ending() {
        assert_eq!(Ending::of(&ErrorKind::PermissionDenied.into()), None);
        assert_eq!(Ending::of(&ErrorKind::OutOfMemory.into()), None);
    }
}
