//! How a server is to be.

use std::time::Duration;

use echo_server::limits::Limits;

use crate::acceptor::BACKLOG;
use crate::line_stream::LIMITS;

// ANCHOR: most-clients
/// How many clients are served at a time unless told otherwise: half of the 1,024
/// descriptors that a process usually may have open, so that some are left.
pub const MOST_CLIENTS: usize = 512;
// ANCHOR_END: most-clients

// ANCHOR: grace
/// How long conversations may go on after a stop unless told otherwise: long enough
/// for what has begun, and half of the 10 s after which Docker kills what it has
/// told to stop.
pub const GRACE: Duration = Duration::from_secs(5);
// ANCHOR_END: grace

/// What a server is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// How many clients are served at a time, from 1 to
    /// [`MOST_PLACES`](crate::places::MOST_PLACES).
    pub clients: usize,
    /// What happens to others.
    pub when_full: WhenFull,
    /// About how many of them may wait in the backlog.
    pub backlog: i32,
    /// What each client is given. The silence limit is for a whole line, and for a
    /// whole answer.
    pub limits: Limits,
    /// How long conversations may go on after a stop.
    pub grace: Duration,
}

/// What happens to a client for whom there is no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WhenFull {
    /// It waits in the backlog until somebody leaves.
    #[default]
    Wait,
    /// It is told to come again later.
    TellBusy,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            clients: MOST_CLIENTS,
            when_full: WhenFull::default(),
            backlog: BACKLOG,
            limits: LIMITS,
            grace: GRACE,
        }
    }
}
