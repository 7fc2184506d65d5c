//! What the commands of all chapters have in common: how words are taken apart,
//! how a failure is told, and with which status a program ends.
//!
//! ```text
//! cargo run -p chapterN [-- ROLE [OPTIONS] [ARGUMENTS]]
//! ```

pub mod failure;
pub mod words;

use std::env;
use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

pub use failure::{Failure, Stopped, Tried};
pub use words::Words;

/// Runs the command of `package`: says `help` if that is what was asked for, and
/// lets `play` do anything else.
///
/// `flags` are the options without a value, such as `--listening`.
///
/// Returns 0, 1 after a failure, or 2 if the words were not understood.
pub fn run(
    package: &str,
    help: &str,
    flags: &[&str],
    play: impl FnOnce(Words) -> Result<(), Stopped>,
) -> ExitCode {
    let played = match Words::parse(env::args_os().skip(1), flags) {
        Ok(Some(words)) => play(words),
        Ok(None) => say(help).map_err(Stopped::Failed),
        Err(wrong) => Err(Stopped::Usage(wrong)),
    };
    match played {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stopped::Failed(failure)) => {
            complain(failure);
            ExitCode::FAILURE
        }
        Err(Stopped::Usage(wrong)) => {
            complain(format_args!(
                "error: {wrong}\n\
                 hint: cargo run -p {package} -- --help shows what is understood"
            ));
            ExitCode::from(2)
        }
    }
}

/// Prints the first line of every server: it waits for clients from now on, at the
/// address that it really has. Tests wait for this line and read it.
///
/// # Errors
/// Standard output can't be written.
pub fn say_ready(address: impl Display) -> Result<(), Failure> {
    say(format_args!("listening on {address}"))
}

/// Prints a line for the reader: `println!` that reports a closed standard output
/// instead of panicking.
///
/// # Errors
/// Standard output can't be written.
pub fn say(line: impl Display) -> Result<(), Failure> {
    write_line(line).tried("write to standard output")
}

/// The same, for those who report the error themselves.
///
/// # Errors
/// Standard output can't be written.
pub fn write_line(line: impl Display) -> io::Result<()> {
    writeln!(io::stdout(), "{line}")
}

/// `eprintln!` that doesn't panic if standard error is closed, when there is
/// nobody left to tell.
fn complain(message: impl Display) {
    let _ = writeln!(io::stderr(), "{message}");
}
