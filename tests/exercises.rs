//! The commands with which readers try their answers work, and print what the
//! pages show.
//!
//! Nothing else compiles the exercises' own test target.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test may panic")]

use std::env;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;

use book::source::{Page, Source};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn every_answer_can_be_tried() {
    let source = Source::read(Path::new(ROOT)).unwrap();
    let sessions: Vec<&str> = source.pages.iter().flat_map(sessions).collect();
    assert!(!sessions.is_empty(), "the book has exercises");
    // Some of the first attempts hang until their time is over.
    thread::scope(|scope| {
        for session in sessions {
            scope.spawn(|| try_answer(session));
        }
    });
}

/// The sessions of a page that try an answer.
fn sessions(page: &Page) -> impl Iterator<Item = &str> {
    let blocks = page.blocks.iter();
    let blocks = blocks.filter(|block| block.language() == "console");
    blocks.map(|block| page.body(block)).filter(|session| {
        let command = session.lines().next();
        command.is_some_and(|command| command.contains(" --test exercises "))
    })
}

/// Runs the command of a session, and compares what it prints.
fn try_answer(session: &str) {
    let (command, shown) = session.split_once('\n').unwrap();
    let command = command.strip_prefix("$ cargo ").unwrap();
    let output = cargo(command);
    let printed = String::from_utf8(output.stdout).unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    let solved = printed.contains("\nAll ");
    assert!(
        solved || printed.contains("  not met  "),
        "{command}\n{printed}{errors}"
    );
    assert_eq!(output.status.success(), solved, "{command}");
    // A reader who has begun is told something else than the page shows.
    let is_unchanged = env::var_os("CI").is_some_and(|value| value == "true");
    if is_unchanged && !shown.is_empty() {
        assert_eq!(printed.trim_end(), shown.trim_end(), "{command}");
    }
}

#[test]
fn an_unknown_name_is_answered_with_the_known_ones() {
    let source = Source::read(Path::new(ROOT)).unwrap();
    for page in &source.pages {
        let commands: Vec<&str> = sessions(page)
            .filter_map(|session| session.lines().next())
            .collect();
        // In the order of the page.
        let names: Vec<&str> = commands
            .iter()
            .filter_map(|command| Some(command.rsplit_once(' ')?.1))
            .collect();
        let Some((command, _)) = commands
            .first()
            .and_then(|command| command.strip_prefix("$ cargo ")?.rsplit_once(' '))
        else {
            continue;
        };
        let output = cargo(&format!("{command} nonsense"));
        assert_eq!(
            String::from_utf8(output.stdout).unwrap(),
            format!(
                "There is no such exercise. These there are: {}\n",
                names.join(", ")
            )
        );
        assert!(!output.status.success());
    }
}

fn cargo(arguments: &str) -> Output {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .current_dir(ROOT)
        .args(arguments.split_whitespace())
        .stdin(Stdio::null())
        .output()
        .unwrap()
}
