//! How long does a wait last, if signals keep coming?
//!
//! Wait until something is ready, and no longer than `limit`. Return whether
//! something is. A signal is no reason to stop, and no reason to wait longer; any
//! other error is returned.
//!
//! `poll` stands for `poll(2)`: it takes how long to wait, returns whether something
//! is ready, and [`ErrorKind::Interrupted`](io::ErrorKind::Interrupted) if a signal
//! came first.
//!
//! Try your answer: `cargo test -p chapter2 --test exercises deadline`

use std::io;
use std::time::Duration;

/// Waits for no longer than `limit`, whatever comes meanwhile.
pub fn deadline(
    limit: Duration,
    poll: &mut dyn FnMut(Duration) -> io::Result<bool>,
) -> io::Result<bool> {
    poll(limit)
}
