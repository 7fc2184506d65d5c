//! The codec of chapter 7, measured beside one of well-known crates:
//!
//! ```text
//! cargo bench -p bench --bench codec
//! ```
//!
//! Read it in this order: `case` is what is encoded and decoded, `codec` what a
//! contender has to do and how its time is taken, `ours` and `theirs` are the
//! contenders, `comparison` has them take turns. `pieces` cuts the same bytes smaller and
//! smaller, `memory` looks at what a long message takes, and `calls` at the system.

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

/// What reports and saves the figures stands beside what loads the servers of
/// chapters 4 to 6, which aren't there.
#[cfg(not(unix))]
fn run() -> io::Result<()> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "it needs Unix"))
}
