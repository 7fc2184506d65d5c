//! How fast a member may speak.

use std::time::{Duration, Instant};

// ANCHOR: pace
/// So many lines may come at once: a screenful of text, pasted.
pub const BURST: u32 = 20;

/// After a burst, one line in this time: ten a second are more than anybody can
/// read.
pub const INTERVAL: Duration = Duration::from_millis(100);

/// The pace of one speaker: [`BURST`] lines at once, and then one in each
/// [`INTERVAL`].
#[derive(Debug, Clone)]
pub struct Pace {
    /// When all the lines so far would have been said, one in each interval.
    paid_until: Instant,
}
// ANCHOR_END: pace

impl Pace {
    /// That of one who has said nothing before `now`.
    #[must_use]
    pub const fn new(now: Instant) -> Self {
        Self { paid_until: now }
    }

    /// How long to wait before a line is passed on that came `now`. The line is
    /// counted.
    ///
    /// ```
    /// use std::time::{Duration, Instant};
    /// use threading::chat::pace::{BURST, INTERVAL, Pace};
    ///
    /// let now = Instant::now();
    /// let mut pace = Pace::new(now);
    /// for _ in 0..BURST {
    ///     assert_eq!(pace.wait(now), Duration::ZERO);
    /// }
    /// assert_eq!(pace.wait(now), INTERVAL);
    /// ```
    // ANCHOR: wait
    pub fn wait(&mut self, now: Instant) -> Duration {
        let from = self.paid_until.max(now);
        self.paid_until = from.checked_add(INTERVAL).unwrap_or(from);
        let ahead = self.paid_until.saturating_duration_since(now);
        ahead.saturating_sub(INTERVAL.saturating_mul(BURST))
    }
    // ANCHOR_END: wait
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_as_told_says_a_line_in_each_interval() {
        let mut now = Instant::now();
        let mut pace = Pace::new(now);
        for _ in 0..BURST {
            pace.wait(now);
        }
        for _ in 0..100 {
            let wait = pace.wait(now);
            assert_eq!(wait, INTERVAL);
            now += wait;
        }
    }

    #[test]
    fn silence_earns_a_burst_and_no_more() {
        let mut pace = Pace::new(Instant::now());
        let later = Instant::now() + INTERVAL * BURST * 100;
        let waits = (0..BURST + 1).map(|_| pace.wait(later));
        let waited: Vec<_> = waits.collect();
        let (last, burst) = waited.split_last().unwrap();
        assert!(burst.iter().all(Duration::is_zero));
        assert_eq!(*last, INTERVAL);
    }

    #[test]
    fn one_who_types_never_waits() {
        let mut now = Instant::now();
        let mut pace = Pace::new(now);
        for _ in 0..100 {
            assert!(pace.wait(now).is_zero());
            now += INTERVAL;
        }
    }
}
