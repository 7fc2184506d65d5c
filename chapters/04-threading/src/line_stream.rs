//! A connection over which lines come, each in its time, until a stop.

use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::os::fd::AsFd;
use std::sync::Arc;
use std::time::{Duration, Instant};

use echo_server::limits::{CONVERSATION_LIMIT, LimitedStream, Limits};
use socket_api::wait::wait;

use crate::greeting::Connection;

// ANCHOR: line-time
/// How long a client may take for a whole line, and for taking a whole answer,
/// unless told otherwise: a person thinks of a line and types it in a minute, and a
/// machine that is gone holds its place for no longer.
pub const LINE_TIME: Duration = Duration::from_secs(60);
// ANCHOR_END: line-time

/// [`LINE_TIME`] for each line and each answer, chapter 3's limit for all of them.
pub const LIMITS: Limits = Limits {
    silence: LINE_TIME,
    conversation: CONVERSATION_LIMIT,
};

/// A connection that ends itself when it is idle and `stop` can be read from. What
/// has come by then is read, and a line that has begun may be finished.
///
/// Each line has one deadline, from [`begin_line`](Connection::begin_line) to its
/// end, and so has each answer. Past it, reading and writing show
/// [`TimedOut`](echo_server::ending::Ending::TimedOut). The end that a stop makes
/// looks as if the client had closed.
#[derive(Debug)]
pub struct LineStream<'s, S> {
    stream: Arc<TcpStream>,
    /// The same connection, as answers and the last word need it.
    answers: LimitedStream,
    stop: &'s S,
    /// How long a line or an answer may take.
    limit: Duration,
    /// When the conversation ends at the latest.
    end: Instant,
    turn: Turn,
    /// When the turn ends at the latest.
    deadline: Instant,
    /// Whether a line has begun that has no end yet.
    in_line: bool,
}

/// Who has to do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// The client, which sends us a line.
    Theirs,
    /// We, who send it an answer.
    Ours,
}

impl<'s, S: AsFd> LineStream<'s, S> {
    /// The silence limit of `limits` is for a whole line and a whole answer. The
    /// time of the conversation begins now.
    ///
    /// # Errors
    /// Those of [`LimitedStream::new`].
    pub fn new(
        stream: Arc<TcpStream>,
        limits: Limits,
        stop: &'s S,
    ) -> io::Result<Self> {
        let answers = LimitedStream::new(Arc::clone(&stream), limits)?;
        let now = Instant::now();
        let end = now.checked_add(limits.conversation).unwrap_or(now);
        let mut connection = Self {
            stream,
            answers,
            stop,
            limit: limits.silence,
            end,
            turn: Turn::Ours,
            deadline: end,
            in_line: false,
        };
        connection.begin(Turn::Ours);
        Ok(connection)
    }

    // ANCHOR: turns
    /// Starts the clock.
    fn begin(&mut self, turn: Turn) {
        self.turn = turn;
        let limit = Instant::now().checked_add(self.limit);
        self.deadline = limit.unwrap_or(self.end).min(self.end);
        self.answers.set_deadline(self.deadline);
    }
    // ANCHOR_END: turns

    /// Waits until something can be read; false if there will be nothing more.
    // ANCHOR: wait
    fn wait(&self) -> io::Result<bool> {
        let (stream, stop) = (self.stream.as_fd(), self.stop.as_fd());
        let deadline = Some(self.deadline);
        let (readable, stopped) = if self.in_line {
            let [readable] = wait(&[stream], deadline)?;
            (readable, false)
        } else {
            let [readable, stopped] = wait(&[stream, stop], deadline)?;
            (readable, stopped)
        };
        match (readable, stopped) {
            (true, _) => Ok(true),
            (false, true) => Ok(false),
            (false, false) => Err(ErrorKind::TimedOut.into()),
        }
    }
    // ANCHOR_END: wait
}

impl<S: AsFd> Read for LineStream<'_, S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if Instant::now() >= self.deadline {
            return Err(ErrorKind::TimedOut.into());
        }
        if !self.wait()? {
            return Ok(0);
        }
        let length = self.stream.as_ref().read(buffer)?;
        if let Some(last) = buffer.get(..length).and_then(<[u8]>::last) {
            self.in_line = *last != b'\n';
        }
        Ok(length)
    }
}

impl<S: AsFd> Write for LineStream<'_, S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.turn == Turn::Theirs {
            self.begin(Turn::Ours);
        }
        self.answers.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.answers.flush()
    }
}

impl<S: AsFd> Connection for LineStream<'_, S> {
    fn begin_line(&mut self) {
        self.begin(Turn::Theirs);
    }

    fn close_after_answer(&mut self) {
        self.answers.close_after_answer();
    }
}
