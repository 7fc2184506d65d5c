//! Messages over a connection whose calls wait, each in its time.

use std::fmt;
use std::io::{self, ErrorKind, Read, Write};
use std::ops::{Deref, Range};
use std::slice;
use std::time::{Duration, Instant};

use echo_server::ending::Ending;
use echo_server::limits::{LimitedStream, StreamSocket};
#[cfg(unix)]
use socketserver::{Stream, StreamKind};

use crate::{Decoder, Error, Limits, Message};

// ANCHOR: message-time
/// How long a message may take from its first byte to its last, unless told
/// otherwise: in a minute the largest of 16 MiB comes over a line of 2.3 Mbit/s,
/// and a peer that sends a byte a second gets no further than its header.
pub const MESSAGE_TIME: Duration = Duration::from_secs(60);
// ANCHOR_END: message-time

/// How much one read takes, in bytes: a hundred small messages, or a large one in a
/// few reads a megabyte.
const READ_SIZE: usize = 16 * 1024;

/// A connection whose calls wait, but not past a deadline that can be moved.
// ANCHOR: timed
pub trait Timed: Read + Write {
    /// When the conversation ends at the latest.
    fn end(&self) -> Instant;

    /// Has reads and writes fail from `deadline` on.
    fn set_deadline(&mut self, deadline: Instant);
}
// ANCHOR_END: timed

/// The same, borrowed.
impl<T: Timed + ?Sized> Timed for &mut T {
    fn end(&self) -> Instant {
        (**self).end()
    }

    fn set_deadline(&mut self, deadline: Instant) {
        (**self).set_deadline(deadline);
    }
}

/// Chapter 3's connection: each read and write waits for its silence limit at most.
impl<S: Deref<Target: StreamSocket>> Timed for LimitedStream<S> {
    fn end(&self) -> Instant {
        self.deadline()
    }

    fn set_deadline(&mut self, deadline: Instant) {
        self.set_deadline(deadline);
    }
}

/// What chapter 5's server gives its handlers.
#[cfg(unix)]
impl<K: StreamKind> Timed for Stream<'_, K> {
    fn end(&self) -> Instant {
        self.end()
    }

    fn set_deadline(&mut self, deadline: Instant) {
        self.set_deadline(deadline);
    }
}

/// A connection that messages come from and go to.
///
/// A message has a time from its first byte to its last, however its bytes come, and
/// so has each that is sent. For the first byte of the next one, the connection's own
/// limits hold.
///
/// ```
/// use app_protocol::Message;
/// use app_protocol::stream::{MESSAGE_TIME, MessageStream};
/// use echo_server::limits::{LimitedStream, Limits};
/// use tcp_vs_udp::loopback::connected_pair;
///
/// let (near, far) = connected_pair()?;
/// let over = |stream| -> std::io::Result<_> {
///     let stream = LimitedStream::new(stream, Limits::default())?;
///     Ok(MessageStream::new(stream, Default::default(), MESSAGE_TIME))
/// };
/// let (mut near, mut far) = (over(near)?, over(far)?);
///
/// near.write_message(&Message::binary("text/plain", b"hello".to_vec()))?;
/// drop(near);
/// assert_eq!(far.read_message()?.map(|message| message.content), Some(b"hello".to_vec()));
/// assert_eq!(far.read_message()?, None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
// ANCHOR: message-stream
pub struct MessageStream<S> {
    stream: S,
    decoder: Decoder,
    /// What was read last, of which the decoder hasn't seen all.
    buffer: Box<[u8]>,
    unseen: Range<usize>,
    /// How many bytes the decoder has seen.
    seen: u64,
    /// How long one message may take.
    message_time: Duration,
    /// When the conversation ends.
    end: Instant,
}
// ANCHOR_END: message-stream

impl<S: Timed> MessageStream<S> {
    /// Puts a decoder with these limits behind `stream`. Nothing is read yet.
    pub fn new(stream: S, limits: Limits, message_time: Duration) -> Self {
        Self {
            end: stream.end(),
            stream,
            decoder: Decoder::new(limits),
            buffer: vec![0; READ_SIZE].into(),
            unseen: 0..0,
            seen: 0,
            message_time,
        }
    }

    /// The connection itself. What is read from it there is lost for messages.
    pub fn get_mut(&mut self) -> &mut S {
        &mut self.stream
    }

    /// Moves the end of the conversation: no message may take longer.
    pub fn set_end(&mut self, end: Instant) {
        self.end = end;
    }

    /// Whether all that has come was a message that
    /// [`read_message`](Self::read_message) has returned.
    #[must_use]
    pub fn is_between_messages(&self) -> bool {
        self.unseen.is_empty() && self.decoder.is_between_messages()
    }

    /// How many bytes the messages had that [`read_message`](Self::read_message) has
    /// returned, if the last call has returned one.
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        self.seen
    }

    /// The next message, or `None` if the peer has ended after a whole one. What has
    /// come behind a message is kept for the next call.
    ///
    /// # Errors
    /// See [`ReadError`]. After one, there is no next message.
    // ANCHOR: read-message
    pub fn read_message(&mut self) -> Result<Option<Message>, ReadError> {
        loop {
            let was_between = self.decoder.is_between_messages();
            if let Some(message) = self.decode()? {
                return Ok(Some(message));
            }
            match (was_between, self.decoder.is_between_messages()) {
                (_, true) => self.wait_for_first_byte()?,
                (true, false) => self.start_clock(),
                (false, false) => {} // it runs already
            }
            let length = self.stream.read(&mut self.buffer)?;
            if length == 0 {
                self.decoder.finish()?;
                return Ok(None);
            }
            self.unseen = 0..length;
        }
    }
    // ANCHOR_END: read-message

    /// Gives the decoder what it hasn't seen, up to the end of one message.
    fn decode(&mut self) -> Result<Option<Message>, Error> {
        let mut bytes = self.buffer.get(self.unseen.clone()).unwrap_or_default();
        let decoded = self.decoder.feed(&mut bytes);
        let start = self.unseen.end.saturating_sub(bytes.len());
        let taken = start.saturating_sub(self.unseen.start);
        self.seen = self.seen.saturating_add(taken as u64);
        self.unseen.start = start;
        decoded
    }

    fn start_clock(&mut self) {
        let deadline = Instant::now().checked_add(self.message_time);
        let deadline = deadline.unwrap_or(self.end).min(self.end);
        self.stream.set_deadline(deadline);
    }

    fn wait_for_first_byte(&mut self) -> io::Result<()> {
        // An answer that is still in a buffer has its own time.
        self.stream.flush()?;
        self.stream.set_deadline(self.end);
        Ok(())
    }

    /// Sends a message, which has its time too.
    ///
    /// # Errors
    /// It can't be encoded ([`InvalidInput`](ErrorKind::InvalidInput), and nothing is
    /// sent), or the system says so: [`Ending::of`] tells what that means.
    pub fn write_message(&mut self, message: &Message) -> io::Result<()> {
        self.write_messages(slice::from_ref(message))
    }

    /// Sends messages in one piece, which has the time of one.
    ///
    /// # Errors
    /// Those of [`write_message`](Self::write_message).
    pub fn write_messages(&mut self, messages: &[Message]) -> io::Result<()> {
        let mut bytes = Vec::new();
        for message in messages {
            message
                .encode(&mut bytes)
                .map_err(|error| io::Error::new(ErrorKind::InvalidInput, error))?;
        }
        self.start_clock();
        self.stream.write_all(&bytes)
    }
}

/// Why there is no next message.
#[derive(Debug)]
// ANCHOR: read-error
pub enum ReadError {
    /// What has come is no message, or the end came in the middle of one: say why,
    /// and close.
    Codec(Error),
    /// The peer has taken too long: close.
    TimedOut,
    /// What the system says. Most often, the peer is gone.
    Io(io::Error),
}
// ANCHOR_END: read-error

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Codec(error) => error.fmt(f),
            Self::TimedOut => f.write_str("the peer has taken too long"),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ReadError {}

impl From<Error> for ReadError {
    fn from(error: Error) -> Self {
        Self::Codec(error)
    }
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        match Ending::of(&error) {
            Some(Ending::TimedOut) => Self::TimedOut,
            _ => Self::Io(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use super::*;

    /// A peer whose bytes come in these pieces, and what was done with it.
    struct Peer {
        pieces: VecDeque<Vec<u8>>,
        end: Instant,
        calls: Vec<&'static str>,
    }

    impl Timed for Peer {
        fn end(&self) -> Instant {
            self.end
        }

        fn set_deadline(&mut self, deadline: Instant) {
            let is_end = deadline == self.end;
            self.calls.push(if is_end { "no hurry" } else { "clock" });
        }
    }

    impl Read for Peer {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.calls.push("read");
            match self.pieces.pop_front() {
                Some(piece) if piece.is_empty() => {
                    Err(ErrorKind::WouldBlock.into())
                }
                Some(piece) => piece.as_slice().read(buffer),
                None => Ok(0),
            }
        }
    }

    impl Write for Peer {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.calls.push("write");
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            self.calls.push("flush");
            Ok(())
        }
    }

    fn stream(pieces: Vec<Vec<u8>>) -> MessageStream<Peer> {
        let end = Instant::now()
            .checked_add(Duration::from_secs(3600))
            .unwrap();
        let peer = Peer {
            pieces: pieces.into(),
            end,
            calls: Vec::new(),
        };
        MessageStream::new(peer, Limits::default(), MESSAGE_TIME)
    }

    fn message(content: &[u8]) -> Message {
        Message::binary("text/plain", content.to_vec())
    }

    fn bytes(contents: &[&[u8]]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for content in contents {
            message(content).encode(&mut bytes).unwrap();
        }
        bytes
    }

    #[test]
    fn the_clock_of_a_message_starts_once_however_it_comes() {
        let bytes = bytes(&[b"hello"]);
        let pieces = bytes.iter().map(|byte| vec![*byte]).collect();
        let mut stream = stream(pieces);
        assert_eq!(stream.read_message().unwrap(), Some(message(b"hello")));
        let mut expected = vec!["flush", "no hurry", "read", "clock"];
        expected.resize(bytes.len() + 3, "read");
        assert_eq!(stream.get_mut().calls, expected);
    }

    #[test]
    fn no_message_has_more_time_than_the_conversation() {
        let bytes = bytes(&[b"hello"]);
        let (left, right) = bytes.split_at(3);
        let mut stream = stream(vec![left.to_vec(), right.to_vec()]);
        let soon = Instant::now();
        stream.get_mut().end = soon;
        stream.set_end(soon);
        let request = stream.read_message().unwrap().unwrap();
        stream.write_message(&request).unwrap();
        let calls = stream.get_mut().calls.join(" ");
        let expected = "flush no hurry read no hurry read no hurry write";
        assert_eq!(calls, expected, "no other deadline");
    }

    #[test]
    fn every_cut_gives_the_same_messages_and_then_a_clean_end() {
        let bytes = bytes(&[b"one", b"", b"three"]);
        for at in 1..bytes.len() {
            let (left, right) = bytes.split_at(at);
            let mut stream = stream(vec![left.to_vec(), right.to_vec()]);
            for content in [&b"one"[..], b"", b"three"] {
                let read = stream.read_message().unwrap();
                assert_eq!(read, Some(message(content)), "cut at {at}");
            }
            assert!(stream.is_between_messages());
            assert_eq!(stream.read_message().unwrap(), None);
        }
    }

    #[test]
    fn what_came_together_is_read_once_and_answered_before_the_next_read() {
        let mut stream = stream(vec![bytes(&[b"one", b"two"])]);
        while let Some(request) = stream.read_message().unwrap() {
            stream.write_message(&request).unwrap();
        }
        let calls = stream.get_mut().calls.join(" ");
        assert_eq!(
            calls,
            "flush no hurry read clock write clock write flush no hurry read"
        );
    }

    #[test]
    fn an_end_in_the_middle_of_a_message_is_a_truncation() {
        let bytes = bytes(&[b"hello"]);
        for length in 1..bytes.len() {
            let mut stream = stream(vec![bytes[..length].to_vec()]);
            let error = stream.read_message().unwrap_err();
            assert!(
                matches!(error, ReadError::Codec(Error::Truncated { .. })),
                "{error:?} after {length} bytes"
            );
        }
    }

    #[test]
    fn what_is_no_message_stays_none() {
        let mut stream = stream(vec![b"\0\x02[]".to_vec(), bytes(&[b"hello"])]);
        for _ in 0..2 {
            let error = stream.read_message().unwrap_err();
            assert!(matches!(error, ReadError::Codec(_)), "{error:?}");
        }
    }

    #[test]
    fn a_timeout_is_told_apart_and_the_clock_runs_on() {
        let bytes = bytes(&[b"hello"]);
        let (left, right) = bytes.split_at(3);
        let mut stream = stream(vec![left.to_vec(), Vec::new(), right.to_vec()]);
        let error = stream.read_message().unwrap_err();
        assert!(matches!(error, ReadError::TimedOut), "{error:?}");
        assert!(!stream.is_between_messages());
        assert_eq!(stream.read_message().unwrap(), Some(message(b"hello")));
        let calls = stream.get_mut().calls.join(" ");
        assert_eq!(calls, "flush no hurry read clock read read");
    }
}
