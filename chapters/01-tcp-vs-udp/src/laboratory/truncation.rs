//! A message is longer than the buffer. What becomes of the rest?

use std::io;

use crate::laboratory::boundaries::{over_tcp, over_udp};
use crate::laboratory::{Row, bytes, quoted};

/// So few bytes that a short message doesn't fit.
pub const ROOM: usize = 5;

/// A message, and what was returned of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Truncation {
    /// What was sent in one call.
    pub message: String,
    /// How many bytes each read and each receive had room for.
    pub room: usize,
    /// What each read returned, up to the end of file.
    pub tcp: Vec<Vec<u8>>,
    /// What each receive returned, until nothing came any more.
    pub udp: Vec<Vec<u8>>,
}

/// Sends `message`, and receives it with a buffer of `room` bytes.
///
/// # Errors
/// The message is longer than
/// [`MOST_BYTES`](crate::laboratory::boundaries::MOST_BYTES), or what the system
/// says of the sockets.
pub fn observe(message: &str, room: usize) -> io::Result<Truncation> {
    Ok(Truncation {
        message: message.to_owned(),
        room,
        tcp: over_tcp(&[message], room)?,
        udp: over_udp(&[message], room)?,
    })
}

impl Truncation {
    /// TCP beside UDP.
    #[must_use]
    pub fn row(&self) -> Row {
        Row::new(
            format!("{:?} into {}", self.message, bytes(self.room)),
            self.returned(&self.tcp),
            self.returned(&self.udp),
        )
    }

    /// The pieces, and how many bytes of the message are in none of them.
    fn returned(&self, pieces: &[Vec<u8>]) -> String {
        let returned = pieces.iter().map(Vec::len).sum();
        match self.message.len().saturating_sub(returned) {
            0 => quoted(pieces),
            lost => format!("{}, {} lost", quoted(pieces), bytes(lost)),
        }
    }
}
