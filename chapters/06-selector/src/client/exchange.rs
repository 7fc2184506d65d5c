//! A message on its way to an echo server, and back.

use std::fmt;
use std::io::{self, ErrorKind};

/// A message, how much of it has been sent, and how much has come back. It does no
/// I/O: whoever has the connection tells it what became of each call.
///
/// ```
/// use selector::client::Exchange;
///
/// let mut exchange = Exchange::new(*b"hello");
/// assert_eq!(exchange.unsent(), b"hello");
/// exchange.sent(3);
/// assert_eq!(exchange.unsent(), b"lo");
/// exchange.heard(b"he")?;
/// exchange.sent(2);
/// exchange.heard(b"llo")?;
/// assert!(exchange.is_complete());
/// # Ok::<(), selector::client::WrongEcho>(())
/// ```
// ANCHOR: exchange
#[derive(Debug)]
pub struct Exchange {
    message: Box<[u8]>,
    sent: usize,
    heard: usize,
}

impl Exchange {
    /// Nothing of `message` has been sent yet.
    pub fn new(message: impl Into<Box<[u8]>>) -> Self {
        Self {
            message: message.into(),
            sent: 0,
            heard: 0,
        }
    }

    /// What is still to be sent.
    #[must_use]
    pub fn unsent(&self) -> &[u8] {
        self.message.get(self.sent..).unwrap_or_default()
    }

    /// So many more bytes have been taken by the system.
    pub fn sent(&mut self, count: usize) {
        let sent = self.sent.saturating_add(count);
        self.sent = sent.min(self.message.len());
    }

    /// These bytes have come.
    ///
    /// # Errors
    /// They aren't those that are due: of what has been sent, and not come back.
    pub fn heard(&mut self, bytes: &[u8]) -> Result<(), WrongEcho> {
        let due = self.message.get(self.heard..self.sent).unwrap_or_default();
        if !due.starts_with(bytes) {
            let same = due.iter().zip(bytes).take_while(|(due, is)| due == is);
            let after = self.heard.saturating_add(same.count());
            return Err(WrongEcho { after });
        }
        self.heard = self.heard.saturating_add(bytes.len());
        Ok(())
    }
    // ANCHOR_END: exchange

    /// Whether all of it has come back.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.heard == self.message.len()
    }

    /// All of it, whatever has become of it.
    #[must_use]
    pub fn message(&self) -> &[u8] {
        &self.message
    }
}

/// What came back isn't what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrongEcho {
    /// How many bytes of the message had come back right.
    pub after: usize,
}

impl fmt::Display for WrongEcho {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { after } = self;
        write!(f, "the echo is wrong after {after} bytes")
    }
}

impl std::error::Error for WrongEcho {}

impl From<WrongEcho> for io::Error {
    fn from(wrong: WrongEcho) -> Self {
        Self::new(ErrorKind::InvalidData, wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGE: &[u8] = b"one two";

    /// However a message is cut on its way there and back.
    #[test]
    fn an_echo_in_pieces_is_complete_with_its_last_byte() {
        for there in 1..=MESSAGE.len() {
            for back in 1..=MESSAGE.len() {
                let mut exchange = Exchange::new(MESSAGE);
                let mut underway = Vec::new();
                while !exchange.is_complete() {
                    let piece = exchange.unsent();
                    let piece = piece[..piece.len().min(there)].to_vec();
                    exchange.sent(piece.len());
                    underway.extend(piece);
                    let echo: Vec<u8> =
                        underway.drain(..underway.len().min(back)).collect();
                    exchange.heard(&echo).unwrap();
                }
                assert!(underway.is_empty());
                assert_eq!(exchange.unsent(), b"");
            }
        }
    }

    #[test]
    fn each_byte_is_verified() {
        for wrong in 0..MESSAGE.len() {
            let mut exchange = Exchange::new(MESSAGE);
            exchange.sent(MESSAGE.len());
            let mut echo = MESSAGE.to_vec();
            echo[wrong] ^= 1;
            let (first, second) = echo.split_at(3);
            let heard = exchange.heard(first).and_then(|()| exchange.heard(second));
            assert_eq!(heard, Err(WrongEcho { after: wrong }));
        }
    }

    #[test]
    fn bytes_that_were_not_sent_yet_are_no_echo() {
        let mut exchange = Exchange::new(MESSAGE);
        exchange.sent(3);
        assert_eq!(exchange.heard(MESSAGE), Err(WrongEcho { after: 3 }));
    }

    #[test]
    fn more_than_the_message_is_no_echo() {
        let mut exchange = Exchange::new(MESSAGE);
        exchange.sent(MESSAGE.len());
        let error = exchange.heard(b"one two three").unwrap_err();
        assert_eq!(error.to_string(), "the echo is wrong after 7 bytes");
    }
}
