//! The command as a person types it.

use std::process::Command;

use crate::program::{run, stderr, stdout};

fn chapter2(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chapter2"));
    command.args(arguments);
    command
}

#[test]
fn help_is_printed() {
    let output = run(chapter2(&["--help"]));
    assert!(output.status.success());
    assert!(stdout(&output).contains("usage: cargo run -p chapter2"));
}

#[test]
fn wrong_usage_is_exit_status_2() {
    let output = run(chapter2(&["dance"]));
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        stderr(&output),
        "error: there is no role dance\n\
         hint: cargo run -p chapter2 -- --help shows what is understood\n"
    );
}

#[test]
fn roles_about_names_need_one() {
    for role in ["names", "in-turn"] {
        let output = run(chapter2(&[role]));
        assert_eq!(output.status.code(), Some(2));
        let error = format!("error: {role} needs at least one HOST:PORT\n");
        assert!(stderr(&output).starts_with(&error));
    }
}

#[test]
fn names_stand_for_their_addresses_in_the_order_in_which_they_are_given() {
    let output = run(chapter2(&["names", "[::1]:1", "127.0.0.1:2"]));
    assert!(output.status.success());
    assert_eq!(stdout(&output), "[::1]:1\n127.0.0.1:2\n");
}

#[test]
#[cfg(unix)]
fn a_race_that_nobody_wins_is_exit_status_1() {
    let output = run(chapter2(&["race", "127.0.0.1:1", "127.0.0.1:2"]));
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains(" s  127.0.0.1:2 fails: "));
    let error =
        "error: cannot connect to 127.0.0.1:1 or 127.0.0.1:2: 127.0.0.1:1: ";
    assert!(stderr(&output).starts_with(error), "{}", stderr(&output));
}
