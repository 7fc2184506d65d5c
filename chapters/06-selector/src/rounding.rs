//! A wait that ends before its deadline has to be begun again: how often, depends on
//! how its milliseconds are rounded.

use std::io;
use std::time::{Duration, Instant};

use socket_api::wait::poll;

/// How many deadlines are waited for.
pub const DEADLINES: u32 = 20;

/// How far each deadline is away: no whole number of milliseconds.
pub const AWAY: Duration = Duration::from_micros(900);

/// How `poll(2)` is told the time that is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    /// What an integer division does, and [`Duration::as_millis`].
    Down,
    /// What waits long enough.
    Up,
}

/// How many calls of `poll(2)` it takes to wait for all deadlines.
///
/// # Errors
/// The system has no memory left.
// ANCHOR: calls
pub fn calls(rounding: Rounding) -> io::Result<u32> {
    let mut calls = 0_u32;
    for _ in 0..DEADLINES {
        let begin = Instant::now();
        loop {
            let left = AWAY.saturating_sub(begin.elapsed());
            let milliseconds = match rounding {
                Rounding::Down => left.as_millis(),
                Rounding::Up => left.as_nanos().div_ceil(1_000_000),
            };
            let timeout = Duration::from_millis(milliseconds as u64);
            poll(&mut [], Instant::now().checked_add(timeout))?;
            calls = calls.saturating_add(1);
            if begin.elapsed() >= AWAY {
                break;
            }
        }
    }
    Ok(calls)
}
// ANCHOR_END: calls
