//! How a server is to be.

use std::io::{self, ErrorKind};
use std::time::{Duration, Instant};

use echo_server::limits::Limits;
use threading::capped::GRACE;

use crate::Interest;

// ANCHOR: most-connections
/// How many connections are served at a time unless told otherwise. Each takes a
/// descriptor, and the server raises its limit for them as far as it may.
pub const MOST_CONNECTIONS: usize = 10_000;
// ANCHOR_END: most-connections

/// What a server is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// How many connections are served at a time, at least one. Others wait in the
    /// backlog.
    pub connections: usize,
    /// How long nothing may move on a connection, in either direction, and how long a
    /// conversation may take, or, if its protocol has [smaller duties], each of them.
    ///
    /// [smaller duties]: super::protocol::Protocol::Duty
    pub limits: Limits,
    /// How long conversations may go on after a stop.
    pub grace: Duration,
    /// When it asks whether a connection can be written to.
    pub write_interest: WriteInterest,
}

impl Settings {
    /// Whether a server can be so.
    pub(super) fn check(&self) -> io::Result<()> {
        self.limits.check()?;
        let wrong = |message| Err(io::Error::new(ErrorKind::InvalidInput, message));
        if self.connections == 0 {
            return wrong("a server needs a place for one connection");
        }
        if Instant::now().checked_add(self.grace).is_none() {
            return wrong("a grace needs an end");
        }
        Ok(())
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            connections: MOST_CONNECTIONS,
            limits: Limits::default(),
            grace: GRACE,
            write_interest: WriteInterest::default(),
        }
    }
}

/// When a server asks whether a connection can be written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WriteInterest {
    /// Only while there is something to write.
    #[default]
    WhileOwing,
    /// Always. The answer is yes nearly always, so the server never waits: this is for
    /// the experiment that shows it.
    Always,
}

impl WriteInterest {
    /// What is waited for by a connection that needs `interest`.
    pub(super) fn and(self, interest: Interest) -> Interest {
        match (self, interest) {
            (Self::Always, Interest::Read) => Interest::ReadOrWrite,
            _ => interest,
        }
    }
}
