//! What one event costs beside neighbours that have none, by backend.

use std::fmt::Write;
use std::io::{self, ErrorKind};
use std::os::unix::net::UnixDatagram;
use std::time::{Duration, Instant};

use crate::backend::Backend;
#[cfg(target_os = "linux")]
use crate::backend::epoll::Epoll;
#[cfg(any(target_os = "macos", target_os = "freebsd"))]
use crate::backend::kqueue::Kqueue;
use crate::backend::poll::Poll;
use crate::backend::select::Select;
use crate::descriptors;
use crate::measured::{Spread, Table, in_words};
use crate::{Events, Interest, Selector};

/// How many idle neighbours there are, unless told otherwise.
pub const NEIGHBOURS: [usize; 4] = [10, 100, 1_000, 10_000];

/// How many are ready at a time in the crowd: more than one wait of a server tells of,
/// unless told otherwise.
const CROWD: usize = 100;

/// How often each backend has its turn, unless told otherwise, so that a moment at
/// which the machine was busy meets all of them.
pub const ROUNDS: usize = 11;

/// How many waits of a turn there are, of which the shortest counts: what comes in
/// between can only make them longer.
const WAITS: usize = 51;

/// What a backend is measured by, given how many neighbours there are, and how many
/// others that are ready.
type Measure = fn(usize, usize) -> io::Result<Duration>;

/// The backends of this system.
const BACKENDS: &[(&str, Measure)] = &[
    ("select", time_per_event::<Select>),
    ("poll", time_per_event::<Poll>),
    #[cfg(target_os = "linux")]
    ("epoll", time_per_event::<Epoll>),
    #[cfg(any(target_os = "macos", target_os = "freebsd"))]
    ("kqueue", time_per_event::<Kqueue>),
];

/// The medians that the book quotes: what they are called there, and where they stand,
/// as table, series and point.
const QUOTED: [(&str, &str, &str, usize); 5] = [
    ("epoll_most", "one", "epoll", 10_000),
    ("poll_least", "one", "poll", 10),
    ("poll_most", "one", "poll", 10_000),
    ("epoll_crowd", "crowd", "epoll", 10),
    ("poll_crowd", "crowd", "poll", 10),
];

/// Measures all backends in turn, so many rounds, beside so many neighbours: with one
/// that is ready and with a hundred.
///
/// # Errors
/// The process may not have so many descriptors open.
pub fn tables(neighbours: &[usize], rounds: usize) -> io::Result<[Table; 2]> {
    Ok([
        table("one", 1, neighbours, rounds)?,
        table("crowd", CROWD, neighbours, rounds)?,
    ])
}

/// The tables as the book's data: `book/data` has them.
#[must_use]
pub fn data(tables: &[Table]) -> String {
    let mut text = "[values]\n".to_owned();
    for (key, table, series, point) in QUOTED {
        let table = tables.iter().find(|one| one.name == table);
        if let Some(time) = table.and_then(|table| table.median(series, point)) {
            // Writing into a string doesn't fail.
            let _ = writeln!(text, "{key} = \"{}\"", in_words(time));
        }
    }
    for table in tables {
        text.push('\n');
        text.push_str(&table.data());
    }
    text
}

fn table(
    name: &'static str,
    ready: usize,
    neighbours: &[usize],
    rounds: usize,
) -> io::Result<Table> {
    let most = neighbours.iter().max().copied().unwrap_or_default();
    descriptors::require_room(most.saturating_add(ready.saturating_mul(2)))?;
    let mut times = vec![vec![Vec::new(); neighbours.len()]; BACKENDS.len()];
    for _ in 0..rounds {
        for (times, (_, measure)) in times.iter_mut().zip(BACKENDS) {
            for (times, &neighbours) in times.iter_mut().zip(neighbours) {
                match measure(neighbours, ready) {
                    Ok(time) => times.push(time),
                    // Beyond the 1,024 descriptors of `select`.
                    Err(error) if error.kind() == ErrorKind::Unsupported => {}
                    Err(error) => return Err(error),
                }
            }
        }
    }
    let spreads = times.into_iter().map(|times| {
        let spreads = times.into_iter().map(Spread::of);
        spreads.collect::<Vec<_>>()
    });
    let names = BACKENDS.iter().map(|(name, _)| *name);
    Ok(Table {
        name,
        points: neighbours.to_vec(),
        series: names.zip(spreads).collect(),
    })
}

/// How long a wait takes that tells of `ready` sources among idle `neighbours`,
/// divided by the number of events: the shortest of some.
// ANCHOR: time-per-event
fn time_per_event<B: Backend>(
    neighbours: usize,
    ready: usize,
) -> io::Result<Duration> {
    // A socket without a peer: nothing ever comes.
    let idle = (0..neighbours).map(|_| UnixDatagram::unbound());
    let idle = idle.collect::<io::Result<Vec<_>>>()?;
    let pairs = (0..ready).map(|_| UnixDatagram::pair());
    let pairs = pairs.collect::<io::Result<Vec<_>>>()?;

    let mut selector = Selector::<_, _, B>::new()?;
    let busy = pairs.iter().map(|(near, _far)| near);
    for socket in idle.iter().chain(busy) {
        selector.register(socket, Interest::Read, ())?;
    }
    let mut events = Events::with_capacity(ready);
    let mut times = Vec::with_capacity(WAITS);
    for _ in 0..WAITS {
        for (_near, far) in &pairs {
            far.send(b"!")?;
        }
        let begin = Instant::now();
        selector.select(&mut events, None)?;
        times.push(begin.elapsed());
        debug_assert_eq!(events.len(), ready);
        for (near, _far) in &pairs {
            near.recv(&mut [0])?;
        }
    }
    let wait = times.into_iter().min().unwrap_or_default();
    let events = u32::try_from(ready).map_err(io::Error::other)?;
    Ok(wait.checked_div(events).unwrap_or_default())
}
// ANCHOR_END: time-per-event
