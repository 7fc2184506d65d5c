//! More connections than workers: who makes way for those who wait.
//!
//! A connection that is kept open keeps its worker, whether it asks for something or
//! not. As long as there are workers enough, that is what it should do. If others wait,
//! it has to go as soon as it can without a loss: after a response, which tells it so,
//! or while it is silent.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// 50 ms: how long a connection keeps its worker, at the least, while others wait. It
/// gets some hundreds of small answers in that time, so that coming again costs
/// little; and with 1,000 others at 64 workers, it has its turn within a second.
pub(crate) const TURN: Duration = Duration::from_millis(50);

/// 1 s: the same for a client that sends its next request before it has the response.
/// When it's told to go it has to send that again (RFC 9112, section 9.3.2), so it has
/// longer; but no client can keep a worker by always being one request ahead.
pub(crate) const LONG_TURN: Duration = Duration::from_secs(1);

/// The connections that have a worker, or wait for one.
#[derive(Debug)]
// ANCHOR: crowd
pub(crate) struct Crowd {
    workers: usize,
    /// All of them.
    here: AtomicUsize,
    /// Without those that are about to go.
    staying: AtomicUsize,
}

/// A worker's place, taken by a connection until it is dropped.
#[derive(Debug)]
pub(crate) struct Seat<'a> {
    crowd: &'a Crowd,
    since: Instant,
    is_leaving: bool,
}

impl Crowd {
    pub(crate) fn new(workers: usize) -> Self {
        Self {
            workers,
            here: AtomicUsize::new(0),
            staying: AtomicUsize::new(0),
        }
    }

    /// A connection was taken, and waits.
    pub(crate) fn come(&self) {
        self.here.fetch_add(1, Relaxed);
        self.staying.fetch_add(1, Relaxed);
    }

    /// Whether nobody has a worker or waits for one.
    pub(crate) fn is_empty(&self) -> bool {
        self.here.load(Relaxed) == 0
    }

    /// One that has [come](Self::come) has a worker now.
    pub(crate) fn sit(&self) -> Seat<'_> {
        Seat {
            crowd: self,
            since: Instant::now(),
            is_leaving: false,
        }
    }
}

impl Seat<'_> {
    /// Whether somebody waits for a worker, and this one is to make way. As many are
    /// told so as there are others who wait.
    pub(crate) fn make_way(&mut self) -> bool {
        let workers = self.crowd.workers;
        let one_less = |staying: usize| match staying > workers {
            true => staying.checked_sub(1),
            false => None,
        };
        let staying = &self.crowd.staying;
        self.is_leaving = self.is_leaving
            || staying.fetch_update(Relaxed, Relaxed, one_less).is_ok();
        self.is_leaving
    }

    /// The same, but not before the connection has had its turn.
    pub(crate) fn make_way_after(&mut self, turn: Duration) -> bool {
        self.since.elapsed() >= turn && self.make_way()
    }
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        self.crowd.here.fetch_sub(1, Relaxed);
        if !self.is_leaving {
            self.crowd.staying.fetch_sub(1, Relaxed);
        }
    }
}
// ANCHOR_END: crowd

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_make_way_as_others_wait() {
        let crowd = Crowd::new(2);
        let mut seats = Vec::new();
        for _ in 0..2 {
            crowd.come();
            seats.push(crowd.sit());
        }
        assert!(
            !seats.iter_mut().any(Seat::make_way),
            "there is nobody else"
        );
        crowd.come();
        let leaving: Vec<_> = seats.iter_mut().map(Seat::make_way).collect();
        assert_eq!(leaving, [true, false]);
        // Who leaves stays with that, and isn't counted twice when it is gone.
        let leaving: Vec<_> = seats.iter_mut().map(Seat::make_way).collect();
        assert_eq!(leaving, [true, false]);
        seats.remove(0);
        let mut third = crowd.sit();
        assert!(!third.make_way());
        crowd.come();
        assert!(third.make_way());
    }

    #[test]
    fn whoever_ends_by_itself_makes_room_too() {
        let crowd = Crowd::new(1);
        crowd.come();
        crowd.come();
        drop(crowd.sit());
        assert!(!crowd.sit().make_way());
    }

    #[test]
    fn a_turn_comes_before_others_do() {
        let crowd = Crowd::new(1);
        crowd.come();
        crowd.come();
        let mut seat = crowd.sit();
        assert!(!seat.make_way_after(Duration::from_secs(60)));
        assert!(seat.make_way_after(Duration::ZERO));
    }
}
