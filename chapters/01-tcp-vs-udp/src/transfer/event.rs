//! What an inbox has to tell.

use std::fmt;
use std::net::SocketAddr;

use super::frame::NotAFrame;
use super::inbox::MOST_TRANSFERS;
use super::outgoing::LARGEST_TRANSFER;
use crate::checksum::cksum;

/// Something that happened. Its text is one line for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// The first frame of a transfer has come, and not the last.
    Began {
        /// Where it came from.
        peer: SocketAddr,
    },
    /// All has come.
    Finished {
        /// Where it came from.
        peer: SocketAddr,
        /// Everything that was transferred.
        bytes: Vec<u8>,
        /// How many frames came again, or too early.
        not_expected: u64,
    },
    /// A sender took too long.
    TimedOut {
        /// Whose transfer it is.
        peer: SocketAddr,
        /// How many bytes had come.
        length: usize,
    },
    /// A transfer is larger than allowed, and forgotten.
    TooLarge {
        /// Whose transfer it is.
        peer: SocketAddr,
    },
    /// A transfer wasn't begun, since [`MOST_TRANSFERS`] others are under way.
    Busy {
        /// Whose transfer it is.
        peer: SocketAddr,
    },
    /// A datagram wasn't answered.
    Ignored {
        /// Where it came from.
        peer: SocketAddr,
        /// Why.
        reason: Ignored,
    },
}

/// Why a datagram isn't answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ignored {
    /// It says nothing that we understand.
    NotAFrame(NotAFrame),
    /// It is an answer. To answer it could go on forever.
    Acknowledgement,
    /// It is the middle of a transfer whose beginning we don't know.
    Unknown,
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Began { peer } => write!(f, "{peer} began a transfer"),
            Self::Finished {
                peer,
                bytes,
                not_expected,
            } => {
                write!(f, "{peer} finished: {} bytes, ", bytes.len())?;
                write!(f, "cksum {}, ", cksum(bytes))?;
                write!(f, "frames in vain: {not_expected}")
            }
            Self::TimedOut { peer, length } => {
                write!(f, "{peer} timed out after {length} bytes")
            }
            Self::TooLarge { peer } => {
                write!(
                    f,
                    "{peer} sent more than {LARGEST_TRANSFER} bytes: not taken"
                )
            }
            Self::Busy { peer } => {
                write!(
                    f,
                    "{peer} has to try again: {MOST_TRANSFERS} transfers are under way"
                )
            }
            Self::Ignored { peer, reason } => {
                write!(f, "{peer} sent {reason}: not answered")
            }
        }
    }
}

impl fmt::Display for Ignored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAFrame(why) => why.fmt(f),
            Self::Acknowledgement => f.write_str("an acknowledgement"),
            Self::Unknown => f.write_str("a part of an unknown transfer"),
        }
    }
}
