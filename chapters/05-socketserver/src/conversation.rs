//! A connection as a stream handler has it: buffered, and with limits.

use std::io::{self, BufRead, Read, Write};
use std::ops::Deref;
use std::time::{Duration, Instant};

use echo_server::limits::{LimitedStream, Limits, StreamSocket};
use echo_server::lines::{LINE_LIMIT, LineError, read_line};

use crate::buffered::{Buffered, Buffers};

/// What a peer may ask of a conversation, and how the conversation treats the
/// connection.
// ANCHOR: options
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamOptions {
    /// How long one read or write may wait, and how long all of them: the whole
    /// conversation, or, where it goes in lines, each line with its answer.
    pub limits: Limits,
    /// The longest line, in bytes, with its line break.
    pub line_limit: usize,
    /// How much is gathered in each direction.
    pub buffers: Buffers,
    /// Whether small writes leave at once (`TCP_NODELAY`). What is written together
    /// goes out together anyway, by the write buffer.
    pub nodelay: bool,
}
// ANCHOR_END: options

impl Default for StreamOptions {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            line_limit: LINE_LIMIT,
            buffers: Buffers::default(),
            nodelay: true,
        }
    }
}

/// A connection, buffered both ways ([`Buffered`]), on which no peer can keep us
/// ([`LimitedStream`]).
///
/// ```
/// use std::io::Write;
/// use socketserver::conversation::{Conversation, StreamOptions};
/// use tcp_vs_udp::loopback::connected_pair;
///
/// let (near, mut far) = connected_pair()?;
/// let mut conversation = Conversation::new(&near, StreamOptions::default())?;
///
/// far.write_all(b"one\ntwo\n")?;
/// drop(far);
/// assert_eq!(conversation.read_line()?, Some(b"one".to_vec()));
/// assert_eq!(conversation.read_line()?, Some(b"two".to_vec()));
/// assert_eq!(conversation.read_line()?, None);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
// ANCHOR: conversation
pub struct Conversation<S> {
    stream: Buffered<LimitedStream<S>>,
    line_limit: usize,
    time: Duration,
}
// ANCHOR_END: conversation

impl<S: Deref<Target: StreamSocket>> Conversation<S> {
    /// Begins one; its time begins now.
    ///
    /// # Errors
    /// Those of [`Limits::check`], and what the system says of the socket.
    pub fn new(connection: S, options: StreamOptions) -> io::Result<Self> {
        let limited = LimitedStream::over(connection, options.limits)?;
        limited.set_nodelay(options.nodelay)?;
        Ok(Self {
            stream: Buffered::new(limited, options.buffers),
            line_limit: options.line_limit,
            time: options.limits.conversation,
        })
    }

    /// The next line, without its line break, or `None` at the end of file.
    ///
    /// Its time begins anew: a line and what is answered to it take no longer than
    /// the limit for a conversation, however slowly they come and go. A line that is
    /// too long is refused in words.
    ///
    /// # Errors
    /// There is no line ([`InvalidData`](io::ErrorKind::InvalidData), with the
    /// [`LineError`] that says why), or the system says so;
    /// [`Ending::of`](echo_server::ending::Ending::of) tells what that means.
    // ANCHOR: read-line
    pub fn read_line(&mut self) -> io::Result<Option<Vec<u8>>> {
        if let Some(deadline) = Instant::now().checked_add(self.time) {
            self.stream.get_mut().set_deadline(deadline);
        }
        let line = read_line(&mut self.stream, self.line_limit);
        if let Err(too_long @ LineError::TooLong { .. }) = &line {
            writeln!(self.stream, "error: {too_long}")?;
        }
        Ok(line?)
    }
    // ANCHOR_END: read-line
}

impl<S: Deref<Target: StreamSocket>> Read for Conversation<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.read(buffer)
    }
}

impl<S: Deref<Target: StreamSocket>> BufRead for Conversation<S> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.stream.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.stream.consume(amount);
    }
}

impl<S: Deref<Target: StreamSocket>> Write for Conversation<S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}
