//! How far we are, on one line of the terminal.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use super::case::{Case, Pace};

/// What a client takes to connect and to be answered, and to be closed, about.
const CLIENT_TIME: Duration = Duration::from_micros(150);

/// What a process takes to start and to end, about.
const PROCESS_TIME: Duration = Duration::from_millis(50);

#[derive(Debug)]
pub(crate) struct Progress {
    pace: Pace,
    begun: Instant,
    /// What it all takes together by our guess, and what is done of it.
    expected: Duration,
    done: Duration,
}

impl Progress {
    pub(crate) fn new(pace: Pace) -> Self {
        Self {
            pace,
            begun: Instant::now(),
            expected: Duration::ZERO,
            done: Duration::ZERO,
        }
    }

    /// This case will be measured so many times.
    pub(crate) fn expect(&mut self, case: Case, times: usize) {
        let times = u32::try_from(times).unwrap_or(u32::MAX);
        let together = self.guess(case).saturating_mul(times);
        self.expected = self.expected.saturating_add(together);
    }

    fn guess(&self, case: Case) -> Duration {
        let clients = u32::try_from(case.clients()).unwrap_or(u32::MAX);
        [
            PROCESS_TIME,
            CLIENT_TIME.saturating_mul(clients),
            self.pace.warm_up,
            self.pace.window,
        ]
        .iter()
        .sum()
    }

    /// Shows what begins. Nothing is shown if nobody looks.
    pub(crate) fn begin(&self, what: &str) {
        let done = self.done.as_secs_f64() / self.expected.as_secs_f64().max(1e-9);
        let took = self.begun.elapsed().as_secs_f64();
        let left = match self.done.is_zero() {
            true => self.expected.as_secs_f64(),
            false => took / done - took,
        };
        show(&format!(
            "[{:3.0} %, {:.0} min left] {what}",
            100.0 * done,
            (left / 60.0).ceil()
        ));
    }

    /// One measurement of this case is made.
    pub(crate) fn end(&mut self, case: Case) {
        self.done = self.done.saturating_add(self.guess(case));
        show("");
    }
}

/// On standard error, in place of what stood there.
pub(crate) fn show(line: &str) {
    let mut err = io::stderr();
    if err.is_terminal() {
        let _ = write!(err, "\r\x1b[K{line}");
        let _ = err.flush();
    }
}
