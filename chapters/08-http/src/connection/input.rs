//! What comes in: bytes, and heads of requests, each in its time.

use std::io::{self, ErrorKind, Read};
use std::net::TcpStream;
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

use echo_server::ending::Ending;
use echo_server::limits::{self, LimitedStream};

use crate::decoder::RequestDecoder;
use crate::error::Error;
use crate::head::RequestHead;
use crate::settings::Settings;

/// 16 KiB: how much one read takes. A head fits, with room for others behind it.
const READ_SIZE: usize = 16 * 1024;

/// 250 ms: how long one read waits. Then we look whether there is still time, and
/// whether somebody else waits for this worker. So a stop is noticed as soon, and a
/// connection that is silent costs four system calls a second.
pub(crate) const PATIENCE: Duration = Duration::from_millis(250);

/// The half of a connection that is read from.
#[derive(Debug)]
pub(crate) struct Input {
    /// Its silence limit is never changed, and its deadline is far away most of the
    /// time, so that the socket's timeout is set once.
    stream: LimitedStream,
    decoder: RequestDecoder,
    buffer: Box<[u8]>,
    /// What nobody has looked at yet.
    unseen: Range<usize>,
    /// When the conversation ends.
    end: Instant,
}

/// Why there is no head.
#[derive(Debug)]
pub(crate) enum NoHead {
    /// There won't be another: the peer has ended after a whole request.
    Over,
    /// The peer has had time for another, and didn't want it.
    Silent,
    /// What has come isn't one.
    Wrong(Error),
    /// It has begun, and doesn't come to its end.
    TooSlow,
    /// What the system says.
    Lost(io::Error),
}

/// What one who waits is asked each time that a [`PATIENCE`] is over, or a part of a head
/// has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Waits {
    /// Nothing of the next request has come.
    ForRequest,
    /// Something has come, so long ago.
    ForRest(Duration),
}

impl Input {
    pub(crate) fn new(
        stream: Arc<TcpStream>,
        settings: &Settings,
    ) -> io::Result<Self> {
        let limits = limits::Limits {
            silence: PATIENCE,
            conversation: settings.conversation,
        };
        let stream = LimitedStream::new(stream, limits)?;
        Ok(Self {
            end: stream.deadline(),
            stream,
            decoder: RequestDecoder::new(settings.limits),
            buffer: vec![0; READ_SIZE].into(),
            unseen: 0..0,
        })
    }

    /// The next head. `gives_up` is asked four times a second whether to wait no more, and
    /// whenever a part of a head has come.
    // ANCHOR: next-head
    pub(crate) fn next_head(
        &mut self,
        settings: &Settings,
        mut gives_up: impl FnMut(Waits) -> bool,
    ) -> Result<RequestHead, NoHead> {
        let mut waits = Waits::ForRequest;
        let mut begin = Instant::now();
        let mut deadline = self.after(begin, settings.idle_time);
        loop {
            if let Some(head) = self.decode().map_err(NoHead::Wrong)? {
                return Ok(head);
            }
            if !self.decoder.is_between_messages() {
                if waits == Waits::ForRequest {
                    begin = Instant::now();
                    deadline = self.after(begin, settings.header_time);
                }
                waits = Waits::ForRest(begin.elapsed());
                // Bytes that come one by one leave no wait in which it's asked.
                if gives_up(waits) {
                    return Err(NoHead::TooSlow);
                }
            }
            let filled = self.fill(deadline, || {
                if let Waits::ForRest(time) = &mut waits {
                    *time = begin.elapsed();
                }
                gives_up(waits)
            });
            match (filled, waits) {
                (Ok(true), _) => {}
                (Ok(false), _) => {
                    self.decoder.finish().map_err(NoHead::Wrong)?;
                    return Err(NoHead::Over);
                }
                (Err(error), _) if !is_timeout(&error) => {
                    return Err(NoHead::Lost(error));
                }
                (Err(_), Waits::ForRequest) => return Err(NoHead::Silent),
                (Err(_), Waits::ForRest(_)) => return Err(NoHead::TooSlow),
            }
        }
    }
    // ANCHOR_END: next-head

    fn decode(&mut self) -> Result<Option<RequestHead>, Error> {
        let mut bytes = self.buffer.get(self.unseen.clone()).unwrap_or_default();
        let decoded = self.decoder.feed(&mut bytes);
        self.unseen.start = self.unseen.end.saturating_sub(bytes.len());
        decoded
    }

    /// What was read, and nobody has looked at.
    pub(crate) fn unseen(&self) -> &[u8] {
        self.buffer.get(self.unseen.clone()).unwrap_or_default()
    }

    /// Somebody has looked at so many bytes of it.
    pub(crate) fn consume(&mut self, bytes: usize) {
        let start = self.unseen.start.saturating_add(bytes);
        self.unseen.start = start.min(self.unseen.end);
    }

    /// Reads once, when nothing is left unseen; `false` is the end of file. Between two
    /// waits, `gives_up` is asked whether it's enough.
    ///
    /// # Errors
    /// The deadline has passed, `gives_up` has said yes (and [`is_timeout`] says so of
    /// both), or what the system says.
    // ANCHOR: fill
    pub(crate) fn fill(
        &mut self,
        deadline: Instant,
        mut gives_up: impl FnMut() -> bool,
    ) -> io::Result<bool> {
        self.stream.set_deadline(deadline);
        loop {
            match self.stream.read(&mut self.buffer) {
                Err(error) if is_timeout(&error) => {
                    if deadline <= Instant::now() || gives_up() {
                        return Err(ErrorKind::TimedOut.into());
                    }
                }
                Err(error) => return Err(error),
                Ok(length) => {
                    self.unseen = 0..length;
                    return Ok(length > 0);
                }
            }
        }
    }
    // ANCHOR_END: fill

    /// Closes so that what was written may arrive, if the peer takes it soon.
    pub(crate) fn close_soon(&mut self) {
        self.stream
            .set_deadline(self.after(Instant::now(), PATIENCE));
        self.stream.close_after_answer();
    }

    /// So long after `begin`, but not after the end of the conversation.
    pub(crate) fn after(&self, begin: Instant, time: Duration) -> Instant {
        begin.checked_add(time).unwrap_or(self.end).min(self.end)
    }
}

/// Whether it says no more than that nothing has come.
pub(crate) fn is_timeout(error: &io::Error) -> bool {
    Ending::of(error) == Some(Ending::TimedOut)
}
