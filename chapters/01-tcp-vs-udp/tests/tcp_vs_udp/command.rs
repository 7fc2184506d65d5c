//! The command as a person types it.

use std::process::Command;

use crate::program::{run, stderr, stdout};

pub fn chapter1(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chapter1"));
    command.args(arguments);
    command
}

#[test]
fn help_is_printed() {
    let output = run(chapter1(&["--help"]));
    assert!(output.status.success());
    assert!(stdout(&output).contains("usage: cargo run -p chapter1"));
}

#[test]
fn wrong_usage_is_exit_status_2() {
    let output = run(chapter1(&["dance"]));
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        stderr(&output),
        "error: there is no role dance\n\
         hint: cargo run -p chapter1 -- --help shows what is understood\n"
    );
}
