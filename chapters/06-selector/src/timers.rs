//! Who has been quiet for too long: timers that all run for the same time.

use std::time::{Duration, Instant};

use crate::key::Key;

/// A timer for each of many connections, all of which run for the same time.
///
/// One that is started ends later than all that run already, so a ring in the order
/// in which they were started is in the order in which they end: the next is always
/// the first. To start, to start again, to stop and to ask for the next takes a few
/// steps each, however many are running; nothing is sorted, and nothing is kept of a
/// timer that was stopped. A timer takes 32 bytes.
///
/// ```
/// use std::os::unix::net::UnixStream;
/// use std::time::{Duration, Instant};
/// use selector::{DefaultSelector, Interest};
/// use selector::timers::Timers;
///
/// let mut selector = DefaultSelector::new()?;
/// let (ann, bob) = UnixStream::pair()?;
/// let ann = selector.register(ann, Interest::Read, ())?;
/// let bob = selector.register(bob, Interest::Read, ())?;
///
/// let second = Duration::from_secs(1);
/// let begin = Instant::now();
/// let mut timers = Timers::new(2 * second);
/// timers.start(ann, begin);
/// timers.start(bob, begin);
/// timers.start(ann, begin + second); // she has said something
///
/// assert_eq!(timers.next_due(), Some(begin + 2 * second));
/// assert_eq!(timers.pop_due(begin + 2 * second), Some(bob));
/// assert_eq!(timers.pop_due(begin + 2 * second), None);
/// assert_eq!(timers.next_due(), Some(begin + 3 * second));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Clone)]
// ANCHOR: timers
pub struct Timers {
    duration: Duration,
    /// By the index of the key.
    timers: Vec<Option<Timer>>,
    /// The ring's ends: the last of it, and the first.
    ends: Links,
}

#[derive(Debug, Clone, Copy)]
struct Timer {
    key: Key,
    started: Instant,
    links: Links,
}

/// Neighbours in the ring, by the indices of their keys.
#[derive(Debug, Clone, Copy)]
struct Links {
    before: u32,
    after: u32,
}
// ANCHOR_END: timers

/// Stands for the ring's ends: an index that no key has.
const ENDS: u32 = u32::MAX;

impl Links {
    /// Those of an empty ring, or of a timer that isn't linked yet.
    const BETWEEN_ENDS: Self = Self {
        before: ENDS,
        after: ENDS,
    };
}

impl Timers {
    /// None is running yet.
    #[must_use]
    pub const fn new(duration: Duration) -> Self {
        Self {
            duration,
            timers: Vec::new(),
            ends: Links::BETWEEN_ENDS,
        }
    }

    /// Starts the timer of `key`, again if it is running.
    ///
    /// Time doesn't go back: if another was started later than `now`, this one is
    /// started with it.
    // ANCHOR: start
    pub fn start(&mut self, key: Key, now: Instant) {
        let index = key.index;
        self.remove(index);
        let last = self.ends.before;
        let started = self.get(last).map_or(now, |last| now.max(last.started));
        let place = index as usize;
        if place >= self.timers.len() {
            self.timers.resize(place.saturating_add(1), None);
        }
        if let Some(place) = self.timers.get_mut(place) {
            let links = Links::BETWEEN_ENDS;
            *place = Some(Timer {
                key,
                started,
                links,
            });
        }
        self.join(last, index);
        self.join(index, ENDS);
    }
    // ANCHOR_END: start

    /// Stops the timer of `key`. If it isn't running, nothing happens.
    pub fn stop(&mut self, key: Key) {
        if self.is_running(key) {
            self.remove(key.index);
        }
    }

    /// Whether the timer of `key` is running: not yet stopped, nor taken out.
    #[must_use]
    pub fn is_running(&self, key: Key) -> bool {
        self.get(key.index).is_some_and(|timer| timer.key == key)
    }

    /// When the next timer ends, if any is running.
    // ANCHOR: due
    #[must_use]
    pub fn next_due(&self) -> Option<Instant> {
        let first = self.get(self.ends.after)?;
        first.started.checked_add(self.duration)
    }

    /// Takes out one timer that has ended by `now`: the one that ended first.
    pub fn pop_due(&mut self, now: Instant) -> Option<Key> {
        self.next_due().filter(|&end| end <= now)?;
        let first = self.remove(self.ends.after)?;
        Some(first.key)
    }
    // ANCHOR_END: due

    fn get(&self, index: u32) -> Option<&Timer> {
        self.timers.get(index as usize)?.as_ref()
    }

    /// Takes a timer out of the ring, and makes neighbours of its neighbours.
    fn remove(&mut self, index: u32) -> Option<Timer> {
        let timer = self.timers.get_mut(index as usize)?.take()?;
        self.join(timer.links.before, timer.links.after);
        Some(timer)
    }

    /// Makes neighbours of two timers, or of one and an end.
    fn join(&mut self, before: u32, after: u32) {
        self.links(before).after = after;
        self.links(after).before = before;
    }

    fn links(&mut self, index: u32) -> &mut Links {
        match self.timers.get_mut(index as usize) {
            Some(Some(timer)) => &mut timer.links,
            _ => &mut self.ends,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::mem::size_of;

    use tcp_vs_udp::random::Random;

    use super::*;

    const DURATION: Duration = Duration::from_millis(100);

    /// Ten thousand of them are a third of a megabyte.
    #[test]
    fn a_timer_takes_32_bytes() {
        assert_eq!(size_of::<Option<Timer>>(), 32);
    }

    fn key(index: u32, generation: u32) -> Key {
        Key { index, generation }
    }

    /// One of so many places, in one of three generations.
    fn some_key(random: &mut Random, places: u32) -> Key {
        let mut below = |most: u32| {
            u32::try_from(
                random.next_number().checked_rem(u64::from(most)).unwrap(),
            )
            .unwrap()
        };
        key(below(places), below(3))
    }

    /// Whatever is done with them, in whatever order, timers are as those of a model
    /// that looks at all of them each time.
    #[test]
    fn timers_are_those_of_a_model_that_looks_at_all() {
        for (seed, places) in [(1, 1), (2, 2), (3, 3), (4, 10), (5, 1000)] {
            let mut random = Random::new(seed);
            let mut timers = Timers::new(DURATION);
            // When each place's timer ends, and in which order they were started.
            let mut model: BTreeMap<u32, (Instant, usize, Key)> = BTreeMap::new();
            let order = |&(end, step, _): &(Instant, usize, Key)| (end, step);
            let mut now = Instant::now();
            for step in 0..20_000 {
                let key = some_key(&mut random, places);
                match random.next_number() % 10 {
                    0..6 => {
                        timers.start(key, now);
                        model.insert(key.index, (now + DURATION, step, key));
                    }
                    6 => {
                        timers.stop(key);
                        model.retain(|_, timer| timer.2 != key);
                    }
                    7 | 8 => {
                        let some = random.next_number() % 20;
                        now += Duration::from_millis(some);
                    }
                    _ => {
                        let first = model.values().copied().min_by_key(order);
                        let due = first.filter(|&(end, ..)| end <= now);
                        if let Some((_, _, key)) = due {
                            model.remove(&key.index);
                        }
                        let due = due.map(|(_, _, key)| key);
                        assert_eq!(timers.pop_due(now), due, "{seed}, {step}");
                    }
                }
                let first = model.values().map(|timer| timer.0).min();
                assert_eq!(timers.next_due(), first, "{seed}, {step}");
            }
        }
    }

    #[test]
    fn ten_thousand_timers_end_in_the_order_in_which_they_were_started() {
        let begin = Instant::now();
        let mut timers = Timers::new(DURATION);
        let keys = (0..10_000).map(|index| key(index, 0));
        let mut times = (0..).map(|number| begin + Duration::from_micros(number));
        for key in keys.clone() {
            timers.start(key, times.next().unwrap());
        }
        // Every second of them speaks.
        for key in keys.clone().step_by(2) {
            timers.start(key, times.next().unwrap());
        }
        let silent = keys.clone().skip(1).step_by(2);
        for key in silent.chain(keys.step_by(2)) {
            let end = timers.next_due().unwrap();
            let just_before = end - Duration::from_nanos(1);
            assert_eq!(timers.pop_due(just_before), None);
            assert_eq!(timers.pop_due(end), Some(key));
        }
        assert_eq!(timers.next_due(), None);
    }

    #[test]
    fn who_speaks_in_the_last_moment_has_the_whole_time_again() {
        let key = key(0, 0);
        let mut now = Instant::now();
        let mut timers = Timers::new(DURATION);
        timers.start(key, now);
        for _ in 0..1000 {
            now = timers.next_due().unwrap() - Duration::from_nanos(1);
            assert_eq!(timers.pop_due(now), None);
            timers.start(key, now);
            assert_eq!(timers.next_due(), Some(now + DURATION));
        }
    }

    #[test]
    fn a_key_of_the_past_stops_nobody_elses_timer() {
        let begin = Instant::now();
        let mut timers = Timers::new(DURATION);
        let (past, present) = (key(7, 0), key(7, 1));
        timers.start(past, begin);
        timers.start(present, begin + DURATION);
        timers.stop(past);
        assert_eq!(timers.next_due(), Some(begin + 2 * DURATION));
        timers.stop(present);
        assert_eq!(timers.next_due(), None);
    }

    #[test]
    fn time_that_goes_back_is_taken_for_time_that_stands_still() {
        let begin = Instant::now();
        let mut timers = Timers::new(DURATION);
        let (first, second) = (key(0, 0), key(1, 0));
        timers.start(first, begin + DURATION);
        timers.start(second, begin);
        assert_eq!(timers.pop_due(begin + 2 * DURATION), Some(first));
        assert_eq!(timers.next_due(), Some(begin + 2 * DURATION));
    }

    #[test]
    fn a_duration_beyond_all_time_never_ends() {
        let begin = Instant::now();
        let mut timers = Timers::new(Duration::MAX);
        timers.start(key(0, 0), begin);
        assert_eq!(timers.next_due(), None);
        assert_eq!(timers.pop_due(begin + DURATION), None);
    }
}
