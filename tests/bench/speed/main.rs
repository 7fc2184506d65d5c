//! The servers of the book, measured beside mio, tokio and Python's:
//!
//! ```text
//! cargo bench -p bench
//! ```
//!
//! What is seen in one second can't be compared with what is seen a minute later: a
//! machine has other things to do. So the servers take turns, each figure is divided by
//! the reference's in the same round, and what is told is the median of these ratios.

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

/// Chapters 4 to 6 have no server there.
#[cfg(not(unix))]
fn run() -> io::Result<()> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "it needs Unix"))
}
