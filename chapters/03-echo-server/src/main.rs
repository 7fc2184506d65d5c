//! The command of chapter 3: `cargo run -p chapter3 -- --help`.

#![forbid(unsafe_code)]

mod arguments;
mod failure;
mod help;
mod roles;

use std::env;
use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

use arguments::Arguments;

const HELP_HINT: &str = "cargo run -p chapter3 -- --help shows what is understood";

fn main() -> ExitCode {
    let arguments = match Arguments::parse(env::args_os().skip(1)) {
        Ok(arguments) => arguments,
        Err(wrong) => {
            complain(format_args!("error: {wrong}\nhint: {HELP_HINT}"));
            return ExitCode::from(2);
        }
    };
    match roles::play(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            complain(failure);
            ExitCode::FAILURE
        }
    }
}

/// `eprintln!` that doesn't panic if standard error is closed, when there is
/// nobody left to tell.
fn complain(message: impl Display) {
    let _ = writeln!(io::stderr(), "{message}");
}
