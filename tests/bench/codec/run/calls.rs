//! What the system takes for a message, beside which a codec's time is to be seen.

use std::io::{self, Read, Write};
use std::time::{Duration, Instant};

use load::statistics::{Latencies, Spread};
use tcp_vs_udp::loopback::connected_pair;

/// How many seconds so many bytes take through a connection of this machine: a write,
/// and a read at the other end.
pub(crate) fn of_a_message(
    bytes: &[u8],
    rounds: usize,
    turn: Duration,
) -> io::Result<Option<Spread>> {
    let (mut near, mut far) = connected_pair()?;
    let mut buffer = vec![0; bytes.len()];
    let mut times = Vec::new();
    for _ in 0..rounds {
        let begin = Instant::now();
        let mut messages = Latencies::default();
        while messages.is_empty() || begin.elapsed() < turn {
            let begin = Instant::now();
            near.write_all(bytes)?;
            far.read_exact(&mut buffer)?;
            messages.push(begin.elapsed());
        }
        times.push(messages.within(500).as_secs_f64());
    }
    match buffer == bytes {
        true => Ok(Spread::of(times)),
        false => Err(io::Error::other("what came isn't what was sent")),
    }
}
