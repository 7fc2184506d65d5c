//! What a server can be told, and the reason for each number.

use std::io::{self, ErrorKind};
use std::time::Duration;

use echo_server::limits::CONVERSATION_LIMIT;
use threading::capped::GRACE;

use crate::limits::Limits;

/// 64: a thread that waits costs little, and a browser opens up to six connections.
pub const WORKERS: usize = 64;

/// 64: connections that are taken, and wait for a worker.
pub const QUEUE: usize = 64;

/// 10 s from a head's first byte to its last. It is one segment, or a few.
pub const HEADER_TIME: Duration = Duration::from_secs(10);

/// 1 s: what is left of that while others wait for a worker. Two segments that are lost
/// one after the other are repeated in that time.
pub const HURRIED_HEADER_TIME: Duration = Duration::from_secs(1);

/// A minute for a body, and for the application to make something of it.
pub const BODY_TIME: Duration = Duration::from_secs(60);

/// 30 s from a response to the next request: a person reads a page, and the next one
/// comes over the same connection.
pub const IDLE_TIME: Duration = Duration::from_secs(30);

/// 30 s for each 64 KiB of a response: 2 KiB a second at least.
pub const WRITE_TIME: Duration = Duration::from_secs(30);

/// 1,000 requests over one connection, as nginx: then the next one may have the worker.
pub const MAX_REQUESTS: u32 = 1000;

/// What a server gives its clients. Each number has its reason at the constant of its
/// name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
// ANCHOR: settings
pub struct Settings {
    /// How many threads there are. Each serves one connection at a time.
    pub workers: usize,
    /// How many connections may wait for one. The others wait in the system.
    pub queue: usize,
    /// How long a head may take, from its first byte.
    pub header_time: Duration,
    /// The same while other connections wait for a worker.
    pub hurried_header_time: Duration,
    /// How long a body may take, from the end of the head.
    pub body_time: Duration,
    /// How long a connection may wait for its next request.
    pub idle_time: Duration,
    /// How long each 64 KiB of a response may take.
    pub write_time: Duration,
    /// How long the whole conversation may take: chapter 3's hour.
    pub conversation: Duration,
    /// How many requests a connection may have.
    pub max_requests: u32,
    /// How long whoever is served at the stop may still take: chapter 4's grace.
    pub grace: Duration,
    /// How large heads may be, and what frames a body.
    pub limits: Limits,
}
// ANCHOR_END: settings

impl Default for Settings {
    fn default() -> Self {
        Self {
            workers: WORKERS,
            queue: QUEUE,
            header_time: HEADER_TIME,
            hurried_header_time: HURRIED_HEADER_TIME,
            body_time: BODY_TIME,
            idle_time: IDLE_TIME,
            write_time: WRITE_TIME,
            conversation: CONVERSATION_LIMIT,
            max_requests: MAX_REQUESTS,
            grace: GRACE,
            limits: Limits::default(),
        }
    }
}

impl Settings {
    /// Whether a request can be answered within them.
    ///
    /// # Errors
    /// A time or a number is zero ([`InvalidInput`](ErrorKind::InvalidInput)). The
    /// grace may be.
    pub fn check(&self) -> io::Result<()> {
        let times = [
            self.header_time,
            self.hurried_header_time,
            self.body_time,
            self.idle_time,
            self.write_time,
            self.conversation,
        ];
        if times.iter().any(Duration::is_zero) || self.max_requests == 0 {
            let message = "a request needs some time";
            return Err(io::Error::new(ErrorKind::InvalidInput, message));
        }
        Ok(())
    }
}
