//! Chapter 8's server, measured beside hyper and Python's `http.server`, with the same
//! files:
//!
//! ```text
//! cargo bench -p bench --bench http
//! ```
//!
//! As in the benchmark `speed`, the servers take turns, each figure is divided by the
//! reference's in the same round, and what is told is the median of these ratios.

#![forbid(unsafe_code)]

#[cfg(unix)]
mod run;

use std::io;
use std::process::ExitCode;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(unix)]
fn run() -> io::Result<()> {
    run::run()
}

/// Chapter 8 has no server there.
#[cfg(not(unix))]
fn run() -> io::Result<()> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "it needs Unix"))
}
