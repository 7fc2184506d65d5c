//! A link that loses, doubles, reorders and delays datagrams, as a model: without
//! a socket, without a clock, and the same again for the same seed.
//!
//! Time is passed in, as a [`Duration`] since any moment that the caller likes, and
//! must not go back. So a test can let hours pass in a millisecond.

use std::fmt;
use std::time::Duration;

use crate::random::Random;

/// How many datagrams are on their way at most: more than any experiment of the
/// chapter sends without waiting. What comes on top is lost, as in a router.
pub const ROOM: usize = 1024;

/// A datagram that is held back waits for at most so many others to overtake it …
const MOST_OVERTAKE: u64 = 3;

/// … but no longer than this, since there may be no others: longer than our
/// sender waits before it sends again, so that even that can overtake.
pub const HELD_BACK: Duration = Duration::from_millis(250);

/// How bad a link is.
// ANCHOR: conditions
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Conditions {
    /// How many of 100 datagrams are lost.
    pub loss: u8,
    /// How many of 100 arrive twice.
    pub duplicate: u8,
    /// How many of 100 are held back until up to three others have been sent.
    pub reorder: u8,
    /// How long each is on its way.
    pub delay: Duration,
}
// ANCHOR_END: conditions

/// One direction of a link.
///
/// ```
/// use std::time::Duration;
/// use tcp_vs_udp::link::{Conditions, Fate, Link};
///
/// let delay = Duration::from_millis(10);
/// let mut link = Link::new(Conditions { delay, ..Conditions::default() }, 1);
/// assert_eq!(link.send(Duration::ZERO, b"hello".to_vec()), Fate::PassedOn);
/// assert_eq!(link.next_event(), Some(delay));
/// assert_eq!(link.poll(Duration::ZERO), None);
/// assert_eq!(link.poll(delay), Some(b"hello".to_vec()));
/// ```
#[derive(Debug, Clone)]
pub struct Link {
    conditions: Conditions,
    random: Random,
    on_the_way: Vec<OnTheWay>,
    sent: u64,
}

#[derive(Debug, Clone)]
struct OnTheWay {
    /// When it arrives, and of those that arrive at once, which is first.
    due: (Duration, u64),
    /// How many others have yet to overtake it, if it is held back.
    overtaking: u64,
    datagram: Vec<u8>,
}

/// What becomes of a datagram. Its text is what a person reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It never arrives.
    Lost,
    /// It never arrives, since [`ROOM`] others are on their way.
    NoRoom,
    /// It arrives after the delay.
    PassedOn,
    /// It arrives behind others that were sent later, unless those are held back
    /// as well.
    HeldBack,
    /// It arrives twice.
    Doubled,
    /// It arrives, and a copy of it is held back.
    DoubledAndHeldBack,
}

impl Link {
    /// A link on which the fate of the first, second, third … datagram depends on
    /// `conditions` and `seed`, and on nothing else.
    #[must_use]
    pub fn new(conditions: Conditions, seed: u64) -> Self {
        Self {
            conditions,
            random: Random::new(seed),
            on_the_way: Vec::new(),
            sent: 0,
        }
    }

    /// Takes a datagram at the time `now`.
    // ANCHOR: send
    pub fn send(&mut self, now: Duration, datagram: Vec<u8>) -> Fate {
        self.sent = self.sent.saturating_add(1);
        let fate = self.next_fate();
        let due = now.saturating_add(self.conditions.delay);
        let overtaking = self.random.next_number() % MOST_OVERTAKE;
        let overtaking = overtaking.saturating_add(1);
        match fate {
            Fate::Lost | Fate::NoRoom => {}
            Fate::PassedOn => self.put(due, 0, datagram),
            Fate::HeldBack => self.put(due, overtaking, datagram),
            Fate::Doubled => {
                self.put(due, 0, datagram.clone());
                self.put(due, 0, datagram);
            }
            Fate::DoubledAndHeldBack => {
                self.put(due, 0, datagram.clone());
                self.put(due, overtaking, datagram);
            }
        }
        if fate.copies() > 0 {
            self.overtake(due);
        }
        fate
    }

    /// Draws three numbers whatever comes of them: so no fate depends on another,
    /// and with more loss and the same seed, the same ones are doubled.
    fn next_fate(&mut self) -> Fate {
        let lost = self.random.happens(self.conditions.loss);
        let doubled = self.random.happens(self.conditions.duplicate);
        let held_back = self.random.happens(self.conditions.reorder);
        match (lost, doubled, held_back) {
            (true, ..) => Fate::Lost,
            _ if self.on_the_way.len() >= ROOM => Fate::NoRoom,
            (_, false, false) => Fate::PassedOn,
            (_, false, true) => Fate::HeldBack,
            (_, true, false) => Fate::Doubled,
            (_, true, true) => Fate::DoubledAndHeldBack,
        }
    }
    // ANCHOR_END: send

    fn put(&mut self, due: Duration, overtaking: u64, datagram: Vec<u8>) {
        let due = match overtaking {
            0 => due,
            _ => due.saturating_add(HELD_BACK),
        };
        self.on_the_way.push(OnTheWay {
            due: (due, self.sent.saturating_mul(2)),
            overtaking,
            datagram,
        });
    }

    /// Counts the datagram that arrives at `due` for those that were held back
    /// before it; what was overtaken often enough arrives right behind it.
    fn overtake(&mut self, due: Duration) {
        let newest = self.sent.saturating_mul(2);
        let held_back =
            |one: &&mut OnTheWay| one.overtaking > 0 && one.due.1 < newest;
        for one in self.on_the_way.iter_mut().filter(held_back) {
            one.overtaking = one.overtaking.saturating_sub(1);
            if one.overtaking == 0 {
                one.due = one.due.min((due, newest.saturating_add(1)));
            }
        }
    }

    /// The next datagram that has arrived by the time `now`.
    // ANCHOR: poll
    pub fn poll(&mut self, now: Duration) -> Option<Vec<u8>> {
        let (index, first) = self.first()?;
        (first.due.0 <= now).then(|| self.on_the_way.remove(index).datagram)
    }

    /// When to poll again, if anything is on its way.
    #[must_use]
    pub fn next_event(&self) -> Option<Duration> {
        self.first().map(|(_, first)| first.due.0)
    }
    // ANCHOR_END: poll

    fn first(&self) -> Option<(usize, &OnTheWay)> {
        let all = self.on_the_way.iter().enumerate();
        all.min_by_key(|(_, one)| one.due)
    }
}

impl Fate {
    /// How many times it arrives.
    #[must_use]
    pub const fn copies(self) -> usize {
        match self {
            Self::Lost | Self::NoRoom => 0,
            Self::PassedOn | Self::HeldBack => 1,
            Self::Doubled | Self::DoubledAndHeldBack => 2,
        }
    }
}

impl fmt::Display for Fate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Lost => "lost",
            Self::NoRoom => "lost: no room",
            Self::PassedOn => "passed on",
            Self::HeldBack => "held back",
            Self::Doubled => "passed on twice",
            Self::DoubledAndHeldBack => "passed on, and a copy held back",
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::iter;

    use super::*;

    const PERFECT: Conditions = Conditions {
        loss: 0,
        duplicate: 0,
        reorder: 0,
        delay: Duration::ZERO,
    };

    /// Sends `count` numbered datagrams at once, and returns what arrives.
    fn arrivals(conditions: Conditions, seed: u64, count: u8) -> Vec<u8> {
        let mut link = Link::new(conditions, seed);
        for number in 0..count {
            link.send(Duration::ZERO, vec![number]);
        }
        let mut arrived = Vec::new();
        while let Some(now) = link.next_event() {
            arrived.push(link.poll(now).unwrap()[0]);
        }
        arrived
    }

    #[test]
    fn a_perfect_link_keeps_everything_and_the_order() {
        assert_eq!(arrivals(PERFECT, 1, 100), Vec::from_iter(0..100));
    }

    #[test]
    fn the_same_seed_is_the_same_fate_and_another_is_another() {
        let bad = Conditions {
            loss: 30,
            duplicate: 20,
            reorder: 20,
            ..PERFECT
        };
        assert_eq!(arrivals(bad, 1, 100), arrivals(bad, 1, 100));
        assert_ne!(arrivals(bad, 1, 100), arrivals(bad, 2, 100));
    }

    #[test]
    fn what_is_doubled_does_not_depend_on_what_is_lost() {
        let twice = |arrived: Vec<u8>| -> Vec<u8> {
            let pairs = arrived.windows(2).filter(|pair| pair[0] == pair[1]);
            pairs.map(|pair| pair[0]).collect()
        };
        let doubling = Conditions {
            duplicate: 30,
            ..PERFECT
        };
        let losing_too = Conditions {
            loss: 30,
            ..doubling
        };
        let all = twice(arrivals(doubling, 5, 100));
        let left = twice(arrivals(losing_too, 5, 100));
        assert!(!left.is_empty() && left.len() < all.len());
        assert!(left.iter().all(|number| all.contains(number)));
    }

    #[test]
    fn at_most_three_overtake_what_is_held_back() {
        let reordering = Conditions {
            reorder: 10,
            ..PERFECT
        };
        for seed in 0..200 {
            let arrived = arrivals(reordering, seed, 50);
            assert_eq!(arrived.len(), 50);
            // Those at the end wait for nobody, but for the time.
            for (position, number) in arrived.iter().enumerate().take(40) {
                let behind = position.abs_diff(usize::from(*number));
                assert!(behind <= 6, "seed {seed}: {number} at {position}");
            }
        }
        assert_ne!(arrivals(reordering, 1, 50), Vec::from_iter(0..50));
    }

    #[test]
    fn what_happens_to_all_is_the_fate_of_each() {
        for (loss, duplicate, reorder, fate) in [
            (0, 0, 0, Fate::PassedOn),
            (0, 0, 100, Fate::HeldBack),
            (0, 100, 0, Fate::Doubled),
            (0, 100, 100, Fate::DoubledAndHeldBack),
            (100, 100, 100, Fate::Lost),
        ] {
            let conditions = Conditions {
                loss,
                duplicate,
                reorder,
                ..PERFECT
            };
            let mut link = Link::new(conditions, 1);
            assert_eq!(link.send(Duration::ZERO, vec![1]), fate);
            let arrived =
                iter::from_fn(|| link.poll(HELD_BACK)).filter(|d| *d == [1]);
            assert_eq!(arrived.count(), fate.copies());
        }
    }

    #[test]
    fn one_two_or_three_that_arrive_overtake_what_is_held_back() {
        let bad = Conditions {
            loss: 30,
            duplicate: 20,
            reorder: 20,
            ..PERFECT
        };
        let mut numbers = BTreeSet::new();
        for seed in 0..2_000 {
            let mut link = Link::new(bad, seed);
            let fates: Vec<Fate> = (0..12)
                .map(|number| link.send(Duration::ZERO, vec![number]))
                .collect();
            let is_held_back =
                |fate| matches!(fate, Fate::HeldBack | Fate::DoubledAndHeldBack);
            // Of the others, one that is held back too would be no measure.
            if !is_held_back(fates[0])
                || fates[1..].iter().any(|&f| is_held_back(f))
            {
                continue;
            }
            let arrived: Vec<u8> = iter::from_fn(|| link.poll(Duration::ZERO))
                .flatten()
                .collect();
            let last = arrived.iter().rposition(|&number| number == 0);
            let overtook: BTreeSet<&u8> = arrived[..last.unwrap()]
                .iter()
                .filter(|&&number| number > 0)
                .collect();
            numbers.insert(overtook.len());
        }
        assert_eq!(numbers, BTreeSet::from([1, 2, 3]));
    }

    #[test]
    fn what_is_held_back_waits_no_longer_for_those_who_come_late() {
        let always = Conditions {
            reorder: 100,
            ..PERFECT
        };
        let mut link = Link::new(always, 1);
        link.send(Duration::ZERO, vec![1]);
        for number in 2..=4 {
            link.send(HELD_BACK * 2, vec![number]);
        }
        assert_eq!(link.next_event(), Some(HELD_BACK));
    }

    #[test]
    fn what_is_held_back_arrives_even_if_nothing_follows() {
        let always = Conditions {
            reorder: 100,
            ..PERFECT
        };
        let mut link = Link::new(always, 1);
        assert_eq!(link.send(Duration::ZERO, vec![1]), Fate::HeldBack);
        assert_eq!(link.next_event(), Some(HELD_BACK));
        assert_eq!(link.poll(HELD_BACK), Some(vec![1]));
        assert_eq!(link.next_event(), None);
    }

    #[test]
    fn the_delay_is_the_same_for_all() {
        let delay = Duration::from_millis(10);
        let mut link = Link::new(Conditions { delay, ..PERFECT }, 1);
        for number in 0..3 {
            link.send(Duration::from_millis(number), vec![0]);
        }
        for number in 0..3 {
            let due = delay + Duration::from_millis(number);
            assert_eq!(link.next_event(), Some(due));
            assert!(link.poll(due - Duration::from_nanos(1)).is_none());
            assert!(link.poll(due).is_some());
        }
    }

    #[test]
    fn what_has_no_room_is_lost() {
        let delay = Duration::from_millis(10);
        let mut link = Link::new(Conditions { delay, ..PERFECT }, 1);
        for _ in 0..ROOM {
            assert_eq!(link.send(Duration::ZERO, vec![0]), Fate::PassedOn);
        }
        assert_eq!(link.send(Duration::ZERO, vec![0]), Fate::NoRoom);
        link.poll(delay).unwrap();
        assert_eq!(link.send(delay, vec![0]), Fate::PassedOn);
    }

    #[test]
    fn a_link_that_loses_everything_passes_nothing_on() {
        let broken = Conditions {
            loss: 100,
            duplicate: 100,
            ..PERFECT
        };
        assert_eq!(arrivals(broken, 1, 100), []);
    }
}
