//! When new connections are accepted, and when they wait.

use std::time::{Duration, Instant};

/// How long nothing is accepted after the system has refused: the same error would
/// come again at once. What is missing comes back when a connection ends.
const PAUSE_AFTER_REFUSAL: Duration = Duration::from_secs(1);

/// Whether there is a place, and whether the system lets us take anybody in. Who isn't
/// let in waits in the backlog, where it costs us neither memory nor a descriptor.
#[derive(Debug)]
// ANCHOR: door
pub(super) struct Door {
    places: usize,
    system: System,
}

/// What the system said of the last `accept`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum System {
    /// Here is a connection.
    Accepts,
    /// There is nothing to accept it with. It isn't asked again until then.
    Refuses { until: Instant },
    /// The same, but now it may be asked again.
    HasRefused,
}
// ANCHOR_END: door

impl Door {
    pub(super) const fn new(places: usize) -> Self {
        let system = System::Accepts;
        Self { places, system }
    }

    /// Whether somebody may come in, beside so many.
    pub(super) fn is_open(&mut self, inside: usize, now: Instant) -> bool {
        if self.next_look().is_some_and(|until| until <= now) {
            self.system = System::HasRefused;
        }
        self.next_look().is_none() && inside < self.places
    }

    /// When the system is to be asked again, if it refuses.
    pub(super) const fn next_look(&self) -> Option<Instant> {
        match self.system {
            System::Refuses { until } => Some(until),
            System::Accepts | System::HasRefused => None,
        }
    }

    /// Somebody has come in.
    pub(super) const fn accepted(&mut self) {
        self.system = System::Accepts;
    }

    /// The system lacks something. Returns whether that is news.
    pub(super) fn refused(&mut self, now: Instant) -> bool {
        let is_news = self.system == System::Accepts;
        let until = now.checked_add(PAUSE_AFTER_REFUSAL).unwrap_or(now);
        self.system = System::Refuses { until };
        is_news
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_house_is_open_again_when_somebody_has_left() {
        let now = Instant::now();
        let mut door = Door::new(2);
        assert!(door.is_open(1, now));
        assert!(!door.is_open(2, now));
        assert!(door.is_open(1, now));
        assert_eq!(door.next_look(), None);
    }

    #[test]
    fn a_refusal_is_told_once_until_somebody_came_in() {
        let now = Instant::now();
        let mut door = Door::new(2);
        assert!(door.refused(now));
        assert!(!door.is_open(0, now));
        let again = door.next_look().unwrap();
        assert_eq!(again, now + PAUSE_AFTER_REFUSAL);
        assert!(!door.is_open(0, again - Duration::from_nanos(1)));
        assert!(door.is_open(0, again));
        assert_eq!(door.next_look(), None);
        assert!(!door.refused(again), "it has been told");
        assert!(door.is_open(0, again + PAUSE_AFTER_REFUSAL));
        door.accepted();
        assert!(door.is_open(1, again));
        assert!(door.refused(again));
    }
}
