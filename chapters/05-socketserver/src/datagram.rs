//! A datagram, and the one that answers it.

use std::fmt;
use std::io::{self, ErrorKind, Write};

/// A datagram that has come. What is written to it is the reply: one datagram, sent
/// when the handler has ended well, if anything was written at all.
///
/// Writing nothing, as in `write_all(b"")`, is writing too: the reply is then an empty
/// datagram, which is a message like any other.
///
/// ```
/// use std::io::Write;
/// use socketserver::datagram::Datagram;
///
/// let mut datagram = Datagram::new(b"hello", false);
/// let shouted = datagram.packet().to_ascii_uppercase();
/// datagram.write_all(&shouted)?;
/// assert_eq!(datagram.into_reply(), Some(b"HELLO".to_vec()));
/// # Ok::<(), std::io::Error>(())
/// ```
// ANCHOR: datagram
#[derive(Debug)]
pub struct Datagram<'a> {
    packet: &'a [u8],
    is_truncated: bool,
    reply: Option<Vec<u8>>,
    reply_limit: usize,
}
// ANCHOR_END: datagram

impl<'a> Datagram<'a> {
    /// One that has come with these bytes, which are all of it unless `is_truncated`.
    #[must_use]
    pub fn new(packet: &'a [u8], is_truncated: bool) -> Self {
        Self {
            packet,
            is_truncated,
            reply: None,
            reply_limit: packet.len(),
        }
    }

    /// What came. It may be empty, which is no end of anything.
    #[must_use]
    pub fn packet(&self) -> &'a [u8] {
        self.packet
    }

    /// Whether there was more than the server receives at most: then
    /// [`packet`](Self::packet) is its beginning, and the rest is lost.
    #[must_use]
    pub fn is_truncated(&self) -> bool {
        self.is_truncated
    }

    /// Allows a reply of `limit` bytes, instead of as many as came.
    ///
    /// Whose address a datagram bears is easily forged. A server whose replies are
    /// larger than the requests can be used to flood somebody else with them: the
    /// sender spends a little, the victim is sent a lot (*amplification*; RFC 8085,
    /// section 6). So a larger reply is a decision, to be made knowingly.
    // ANCHOR: allow
    pub fn allow_reply_of(&mut self, limit: usize) {
        self.reply_limit = limit;
    }
    // ANCHOR_END: allow

    /// What is to be sent back, if anything was written.
    #[must_use]
    pub fn into_reply(self) -> Option<Vec<u8>> {
        self.reply
    }
}

// ANCHOR: write
impl Write for Datagram<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let reply = self.reply.get_or_insert_default();
        let length = reply.len().saturating_add(bytes.len());
        if length > self.reply_limit {
            return Err(ReplyTooLarge {
                limit: self.reply_limit,
            }
            .into());
        }
        reply.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    /// `Write`'s own would not call `write` if there is nothing to be written.
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write(bytes).map(drop)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
// ANCHOR_END: write

/// More was written than the reply may have. What was written before stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplyTooLarge {
    /// The most that it may have, in bytes.
    pub limit: usize,
}

impl fmt::Display for ReplyTooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the reply has at most {} bytes", self.limit)
    }
}

impl std::error::Error for ReplyTooLarge {}

impl From<ReplyTooLarge> for io::Error {
    fn from(error: ReplyTooLarge) -> Self {
        Self::new(ErrorKind::FileTooLarge, error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_written_is_no_reply() {
        assert_eq!(Datagram::new(b"hello", false).into_reply(), None);
    }

    #[test]
    fn an_empty_datagram_can_be_answered_by_an_empty_one() {
        let mut datagram = Datagram::new(b"", false);
        datagram.write_all(b"").unwrap();
        assert_eq!(datagram.into_reply(), Some(Vec::new()));
    }

    #[test]
    fn a_reply_is_no_larger_than_what_it_answers_unless_that_is_allowed() {
        let mut datagram = Datagram::new(b"four", false);
        write!(datagram, "one!").unwrap();
        let error = datagram.write_all(b"!").unwrap_err();
        assert_eq!(error.to_string(), "the reply has at most 4 bytes");
        assert_eq!(error.kind(), ErrorKind::FileTooLarge);

        datagram.allow_reply_of(5);
        datagram.write_all(b"!").unwrap();
        assert_eq!(datagram.into_reply().unwrap(), b"one!!");
    }
}
