//! How a member leaves the room, and what is said about it.

use std::fmt;

use echo_server::ending::Ending;
use echo_server::lines::LINE_LIMIT;

use crate::chat::name::Name;

/// How a member left the room. The first reason counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parting {
    /// Its conversation is over: it said `exit`, or is silent, or gone.
    Ended(Ending),
    /// It didn't read, and its queue was full.
    TooSlow,
    /// The room closed.
    Closed,
}

impl Parting {
    /// What the others are told.
    #[must_use]
    pub fn notice(self, name: &Name) -> String {
        let what = match self {
            Self::Ended(Ending::EndOfFile) => "has left",
            Self::Ended(Ending::CutOff) => "was cut off",
            Self::Ended(Ending::Reset) => "is gone",
            Self::Ended(Ending::TimedOut) => "has been silent for too long",
            Self::Ended(Ending::Refused) => "was sent away",
            Self::TooSlow => "was too slow to read",
            Self::Closed => "had to go",
        };
        format!("* {name} {what}\n")
    }

    /// What the server calls it. One who doesn't read has kept us waiting.
    #[must_use]
    pub const fn ending(self) -> Ending {
        match self {
            Self::Ended(ending) => ending,
            Self::TooSlow => Ending::TimedOut,
            Self::Closed => Ending::EndOfFile,
        }
    }
}

/// The last line that the member itself is sent, as far as it still reads.
impl fmt::Display for Parting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ended(Ending::EndOfFile) => f.write_str("* Goodbye."),
            Self::Ended(Ending::CutOff) => {
                f.write_str("* Your last line has no end.")
            }
            Self::Ended(Ending::Reset) => f.write_str("* The connection is lost."),
            Self::Ended(Ending::TimedOut) => {
                f.write_str("* You have been silent for too long.")
            }
            Self::Ended(Ending::Refused) => {
                write!(f, "error: a line has at most {LINE_LIMIT} bytes")
            }
            Self::TooSlow => f.write_str("* You were too slow to read."),
            Self::Closed => f.write_str("* The room closes."),
        }
    }
}
