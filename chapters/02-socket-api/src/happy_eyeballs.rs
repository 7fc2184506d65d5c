//! Happy eyeballs (RFC 8305): which address of a name to try when.
//!
//! A [`Race`] decides, and does nothing itself: it has no socket and no clock. It
//! is asked what comes next, and told what became of it.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::time::Duration;

// ANCHOR: bounds
/// How long the latest attempt has before the next one begins beside it, unless
/// told otherwise: what RFC 8305, section 5, recommends.
pub const ATTEMPT_DELAY: Duration = Duration::from_millis(250);

/// No attempt begins sooner than this after the one before, not even if that has
/// failed at once: the absolute minimum of RFC 8305, section 5.
pub const LEAST_DELAY: Duration = Duration::from_millis(10);

/// The longest delay that RFC 8305, section 5, wants.
pub const MOST_DELAY: Duration = Duration::from_secs(2);

/// How long all attempts together may take unless told otherwise: a person has
/// given up by then, and the last of [`MOST_ATTEMPTS`] still has six seconds.
pub const RACE_LIMIT: Duration = Duration::from_secs(10);

/// How many addresses are tried, and so how many sockets are open at once: an
/// answer of the DNS may hold hundreds, and nobody has to be able to make us
/// send so many SYNs.
pub const MOST_ATTEMPTS: usize = 16;
// ANCHOR_END: bounds

/// How fast attempts follow each other, and when all of them are over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// The head start of each attempt over the next, held between [`LEAST_DELAY`]
    /// and [`MOST_DELAY`].
    pub delay: Duration,
    /// How long the race may take, from its beginning.
    pub limit: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            delay: ATTEMPT_DELAY,
            limit: RACE_LIMIT,
        }
    }
}

/// What to do next.
// ANCHOR: action
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Begin to connect to this address, and ask again.
    Start(SocketAddr),
    /// Wait until this moment, or until an attempt has connected or failed.
    WaitUntil(Duration),
    /// Keep this connection, and close every other.
    Won(SocketAddr),
    /// Nobody has answered: every attempt has failed, or the time is up.
    Lost,
}
// ANCHOR_END: action

/// An address, and how far the attempt to connect to it has come.
#[derive(Debug)]
pub struct Attempt {
    /// Where to.
    pub address: SocketAddr,
    /// How far.
    pub progress: Progress,
}

/// How far an attempt has come. `since` is the moment at which it began.
// ANCHOR: progress
#[derive(Debug)]
pub enum Progress {
    /// It hasn't begun.
    Waiting,
    /// Its SYN is on the way.
    Underway {
        /// When it began.
        since: Duration,
    },
    /// It came to nothing.
    Failed {
        /// When it began.
        since: Duration,
        /// What the system said, or [`TimedOut`](ErrorKind::TimedOut).
        error: io::Error,
    },
    /// It has won.
    Connected,
}
// ANCHOR_END: progress

/// Attempts to connect to the addresses of one name, each with a head start over
/// the next. Moments are durations since the race began.
///
/// ```
/// use std::net::SocketAddr;
/// use std::time::Duration;
///
/// use socket_api::happy_eyeballs::{Action, Pace, Race};
///
/// let v6: SocketAddr = "[2001:db8::1]:443".parse()?;
/// let v4: SocketAddr = "192.0.2.1:443".parse()?;
/// let at = Duration::from_millis;
///
/// let mut race = Race::new(&[v6, v4], Pace::default());
/// assert_eq!(race.next(at(0)), Action::Start(v6));
/// assert_eq!(race.next(at(0)), Action::WaitUntil(at(250)));
/// assert_eq!(race.next(at(250)), Action::Start(v4));
/// race.connected(v4);
/// assert_eq!(race.next(at(290)), Action::Won(v4));
/// # Ok::<(), std::net::AddrParseError>(())
/// ```
#[derive(Debug)]
pub struct Race {
    attempts: Vec<Attempt>,
    delay: Duration,
    limit: Duration,
}

impl Race {
    /// A race of the first [`MOST_ATTEMPTS`] of `addresses`, in the order of
    /// [`interleave`]; one that is there twice runs once.
    #[must_use]
    pub fn new(addresses: &[SocketAddr], pace: Pace) -> Self {
        let mut attempts: Vec<Attempt> = Vec::new();
        for address in interleave(addresses) {
            if attempts.len() == MOST_ATTEMPTS {
                break;
            }
            if attempts.iter().all(|attempt| attempt.address != address) {
                let progress = Progress::Waiting;
                attempts.push(Attempt { address, progress });
            }
        }
        Self {
            attempts,
            delay: pace.delay.clamp(LEAST_DELAY, MOST_DELAY),
            limit: pace.limit,
        }
    }

    /// What to do now.
    // ANCHOR: next
    pub fn next(&mut self, now: Duration) -> Action {
        if let Some(winner) = self.winner() {
            return Action::Won(winner);
        }
        if now >= self.limit {
            self.time_is_up();
            return Action::Lost;
        }
        let due = self.next_start().min(self.limit);
        let any_underway = self.attempts.iter().any(Attempt::is_underway);
        match self
            .attempts
            .iter_mut()
            .find(|attempt| attempt.is_waiting())
        {
            Some(next) if now >= due => {
                next.progress = Progress::Underway { since: now };
                Action::Start(next.address)
            }
            Some(_) => Action::WaitUntil(due),
            None if any_underway => Action::WaitUntil(self.limit),
            None => Action::Lost,
        }
    }
    // ANCHOR_END: next

    /// When the next attempt begins, if there is one: a failure of the latest
    /// brings it forward, since the head start is of use to nobody then.
    // ANCHOR: next-start
    fn next_start(&self) -> Duration {
        let begun = |attempt: &&Attempt| !attempt.is_waiting();
        let latest = self.attempts.iter().rfind(begun);
        match latest.map(|attempt| &attempt.progress) {
            Some(Progress::Underway { since }) => since.saturating_add(self.delay),
            Some(Progress::Failed { since, .. }) => {
                since.saturating_add(LEAST_DELAY)
            }
            Some(Progress::Waiting | Progress::Connected) | None => Duration::ZERO,
        }
    }
    // ANCHOR_END: next-start

    /// The attempt underway at `address` has connected. The first to do so wins.
    pub fn connected(&mut self, address: SocketAddr) {
        if self.winner().is_none() {
            self.end(address, |_| Progress::Connected);
        }
    }

    /// The attempt underway at `address` has failed.
    pub fn failed(&mut self, address: SocketAddr, error: io::Error) {
        self.end(address, |since| Progress::Failed { since, error });
    }

    /// What became of each address, in the order in which they were to be tried.
    #[must_use]
    pub fn into_attempts(self) -> Vec<Attempt> {
        self.attempts
    }

    fn winner(&self) -> Option<SocketAddr> {
        let mut attempts = self.attempts.iter();
        let winner = attempts
            .find(|attempt| matches!(attempt.progress, Progress::Connected));
        winner.map(|attempt| attempt.address)
    }

    fn end(
        &mut self,
        address: SocketAddr,
        progress: impl FnOnce(Duration) -> Progress,
    ) {
        let mut attempts = self.attempts.iter_mut();
        if let Some(attempt) = attempts.find(|attempt| attempt.address == address)
            && let Progress::Underway { since } = attempt.progress
        {
            attempt.progress = progress(since);
        }
    }

    fn time_is_up(&mut self) {
        for attempt in &mut self.attempts {
            if let Progress::Underway { since } = attempt.progress {
                let error = ErrorKind::TimedOut.into();
                attempt.progress = Progress::Failed { since, error };
            }
        }
    }
}

impl Attempt {
    fn is_waiting(&self) -> bool {
        matches!(self.progress, Progress::Waiting)
    }

    fn is_underway(&self) -> bool {
        matches!(self.progress, Progress::Underway { .. })
    }
}

/// The addresses with their families in turn, as far as both reach, beginning
/// with the family of the first; within a family, the order stays (RFC 8305,
/// section 4).
///
/// ```
/// use std::net::SocketAddr;
///
/// use socket_api::happy_eyeballs::interleave;
///
/// let addresses = ["[::1]:1", "[::1]:2", "[::1]:3", "127.0.0.1:4"];
/// let addresses = addresses.map(|address| address.parse::<SocketAddr>().unwrap());
/// let [a, b, c, d] = addresses;
/// assert_eq!(interleave(&addresses), [a, d, b, c]);
/// ```
// ANCHOR: interleave
#[must_use]
pub fn interleave(addresses: &[SocketAddr]) -> Vec<SocketAddr> {
    let is_v4 = addresses.first().is_some_and(SocketAddr::is_ipv4);
    let (first, second): (Vec<SocketAddr>, Vec<SocketAddr>) = addresses
        .iter()
        .partition(|address| address.is_ipv4() == is_v4);
    let (mut first, mut second) = (first.into_iter(), second.into_iter());
    let mut interleaved = Vec::with_capacity(addresses.len());
    while interleaved.len() < addresses.len() {
        interleaved.extend(first.next());
        interleaved.extend(second.next());
    }
    interleaved
}
// ANCHOR_END: interleave
