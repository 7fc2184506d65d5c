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
use std::io::{self, ErrorKind, Write};
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

/// What to say of a role that isn't played: that it needs Unix if `help`, which is
/// the list of all roles, has it, and otherwise that there is none.
#[must_use]
pub fn not_played(words: &Words, help: &str) -> Stopped {
    let role = words.role().unwrap_or_default();
    // What is indented further explains a role.
    let mut lines = help.lines().filter_map(|line| line.strip_prefix("  "));
    if lines.any(|line| line.split(' ').next() == Some(role)) {
        let failure = Failure::new("play this part", ErrorKind::Unsupported.into());
        return failure.with_hint("it needs Unix (on Windows: WSL)").into();
    }
    format!("there is no role {role}").into()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_in_the_help_needs_unix_and_any_other_is_unknown() {
        const HELP: &str = "\
servers:
  server [--address HOST:PORT]
      serves clients";
        let told = |role: &str| {
            let words = Words::parse([role.into()], &[]).unwrap().unwrap();
            match not_played(&words, HELP) {
                Stopped::Usage(wrong) => wrong,
                Stopped::Failed(failure) => failure.to_string(),
            }
        };
        assert_eq!(
            told("server"),
            "error: cannot play this part: unsupported\n\
             hint: it needs Unix (on Windows: WSL)"
        );
        assert_eq!(told("serves"), "there is no role serves");
    }
}
