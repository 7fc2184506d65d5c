//! An experiment: what a message costs those who have to know whose time ends next.

use std::collections::BTreeSet;
use std::fmt;
use std::hint::black_box;
use std::time::{Duration, Instant};

use tcp_vs_udp::random::Random;

use crate::key::Key;
use crate::measured::Spread;
use crate::timers::Timers;

/// How many connections there are.
pub const CONNECTIONS: [u32; 3] = [100, 1_000, 10_000];

/// How often each is measured.
const ROUNDS: usize = 11;

/// How long each measurement goes on.
const ROUND: Duration = Duration::from_millis(5);

/// Between two looks at the clock, which costs as much as what is measured.
const MESSAGES: u32 = 32;

/// How long each timer runs: nobody's ends meanwhile.
const HOUR: Duration = Duration::from_secs(3600);

/// What a message costs with so many connections, by how the times are kept.
#[derive(Debug)]
pub struct Row {
    connections: u32,
    /// Each connection knows its time; whoever asks for the next looks at all.
    pub all: Spread,
    /// The standard library's sorted tree.
    pub tree: Spread,
    /// [`Timers`].
    pub ring: Spread,
}

/// Measures all three, in turn. `None` if there are no connections.
#[must_use]
pub fn measure(connections: u32) -> Option<Row> {
    let (mut all, mut tree, mut ring) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        all.push(look_at_all(connections)?);
        tree.push(keep_sorted(connections)?);
        ring.push(keep_in_a_ring(connections)?);
    }
    Some(Row {
        connections,
        all: Spread::of(all)?,
        tree: Spread::of(tree)?,
        ring: Spread::of(ring)?,
    })
}

fn look_at_all(connections: u32) -> Option<Duration> {
    let ends = vec![Instant::now(); connections as usize];
    let restart = |ends: &mut Vec<Instant>, index, end| {
        if let Some(entry) = ends.get_mut(index as usize) {
            *entry = end;
        }
    };
    per_message(connections, ends, restart, |ends| {
        ends.iter().min().copied()
    })
}

/// When each time ends, and all of them in order.
type Sorted = (Vec<Instant>, BTreeSet<(Instant, u32)>);

fn keep_sorted(connections: u32) -> Option<Duration> {
    let ends = vec![Instant::now(); connections as usize];
    let restart = |(ends, sorted): &mut Sorted, index, end| {
        if let Some(entry) = ends.get_mut(index as usize) {
            sorted.remove(&(*entry, index));
            *entry = end;
            sorted.insert((end, index));
        }
    };
    let next = |(_, sorted): &Sorted| sorted.first().map(|first| first.0);
    per_message(connections, (ends, BTreeSet::new()), restart, next)
}

fn keep_in_a_ring(connections: u32) -> Option<Duration> {
    let generation = 0;
    let restart = |timers: &mut Timers, index, now| {
        timers.start(Key { index, generation }, now);
    };
    per_message(connections, Timers::new(HOUR), restart, Timers::next_due)
}

/// How long it takes to start the time of one connection again and to ask whose ends
/// next. Each message comes later than the one before, from anybody.
fn per_message<T>(
    connections: u32,
    mut times: T,
    restart: impl Fn(&mut T, u32, Instant),
    next: impl Fn(&T) -> Option<Instant>,
) -> Option<Duration> {
    let mut random = Random::new(1);
    let mut anybody = || random.next_number().checked_rem(connections.into());
    let mut now = Instant::now();
    for index in 0..connections {
        restart(&mut times, index, now);
    }
    let begin = Instant::now();
    let mut messages = 0_u32;
    loop {
        for _ in 0..MESSAGES {
            now = now.checked_add(Duration::from_micros(1))?;
            restart(&mut times, u32::try_from(anybody()?).ok()?, now);
            black_box(next(&times));
        }
        messages = messages.saturating_add(MESSAGES);
        if begin.elapsed() >= ROUND {
            return begin.elapsed().checked_div(messages);
        }
    }
}

/// What stands above the rows.
pub const HEADER: &str = "connections   look at all        tree        ring";

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [all, tree, ring] =
            [self.all, self.tree, self.ring].map(|spread| spread.median.as_nanos());
        let connections = self.connections;
        write!(
            f,
            "{connections:>11}  {all:>9} ns  {tree:>7} ns  {ring:>7} ns"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_many_connections_a_look_at_all_costs_more_than_the_ring() {
        let row = measure(10_000).unwrap();
        assert!(row.all.median > 10 * row.ring.median, "{row:?}");
        assert!(measure(0).is_none());
    }

    #[test]
    fn a_row_is_a_line_below_the_header() {
        let row = measure(1).unwrap();
        assert_eq!(row.to_string().len(), HEADER.len(), "{row}");
    }
}
