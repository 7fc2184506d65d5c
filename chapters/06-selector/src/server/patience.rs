//! How long each client is waited for.

use std::time::Instant;

use echo_server::limits::{DRAIN_LIMIT, Limits};

use crate::Key;
use crate::timers::Timers;

/// Two timers for each client: one that starts again whenever bytes have moved, in
/// either direction, and one that doesn't, for what the protocol says that the peer has
/// to do. When our side has ended, a third.
#[derive(Debug)]
// ANCHOR: patience
pub(super) struct Patience {
    silence: Timers,
    duty: Timers,
    farewell: Timers,
}

impl Patience {
    pub(super) const fn new(limits: Limits) -> Self {
        Self {
            silence: Timers::new(limits.silence),
            duty: Timers::new(limits.conversation),
            farewell: Timers::new(DRAIN_LIMIT),
        }
    }

    /// A client has come, or something has moved.
    pub(super) fn renew(&mut self, key: Key, now: Instant) {
        self.silence.start(key, now);
    }

    /// The client has something to do, or something else than before.
    pub(super) fn expect(&mut self, key: Key, now: Instant) {
        self.duty.start(key, now);
    }

    /// The client has nothing to do.
    pub(super) fn let_rest(&mut self, key: Key) {
        self.duty.stop(key);
    }

    /// The client has gone.
    pub(super) fn end(&mut self, key: Key) {
        self.silence.stop(key);
        self.duty.stop(key);
        self.farewell.stop(key);
    }
    // ANCHOR_END: patience

    /// When the patience with somebody ends next, if it ever does.
    pub(super) fn next_end(&self) -> Option<Instant> {
        let timers = [&self.silence, &self.duty, &self.farewell];
        timers.into_iter().filter_map(Timers::next_due).min()
    }

    /// A client with whom nothing has moved for too long. It is taken out: the next
    /// call names another.
    pub(super) fn pop_silent(&mut self, now: Instant) -> Option<Key> {
        self.silence.pop_due(now)
    }

    /// A client that hasn't done in time what it had to. It is taken out, too.
    pub(super) fn pop_late(&mut self, now: Instant) -> Option<Key> {
        self.duty.pop_due(now)
    }

    /// A client has its answers, and was told that this is the end. However often it
    /// is, its time begins with the first.
    pub(super) fn say_farewell(&mut self, key: Key, now: Instant) {
        if !self.farewell.is_running(key) {
            self.farewell.start(key, now);
        }
    }

    /// A client that was told so, and hasn't gone. It is taken out, too.
    pub(super) fn pop_lingering(&mut self, now: Instant) -> Option<Key> {
        self.farewell.pop_due(now)
    }

    /// Whether nothing has moved with this client since it was taken out.
    pub(super) fn is_silent(&self, key: Key) -> bool {
        !self.silence.is_running(key)
    }
}
