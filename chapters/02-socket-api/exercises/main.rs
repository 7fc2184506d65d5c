//! Tries the reader's answers to the exercises of chapter 2:
//! `cargo test -p chapter2 --test exercises NAME`.
//!
//! What is asked stands in `NAME/answer.rs`, which is the file to edit, and in
//! `NAME/tests.rs`, case by case. The solutions are in the book.

#![forbid(unsafe_code)]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "an answer may be written as its author likes, and a test may panic"
)]
#![cfg_attr(
    not(unix),
    allow(dead_code, unused_imports, reason = "some exercises need Unix")
)]

#[path = "../../01-tcp-vs-udp/exercises/cases.rs"]
mod cases;
#[path = "../../01-tcp-vs-udp/exercises/command.rs"]
mod command;

#[cfg(unix)]
mod listen_at {
    pub mod answer;
    pub mod tests;
}

mod deadline {
    pub mod answer;
    pub mod tests;
}

mod in_turn {
    pub mod answer;
    pub mod tests;
}

#[cfg(unix)]
mod ending {
    pub mod answer;
    pub mod tests;
}

use std::process::ExitCode;

use cases::first_unmet;
use command::Exercise;

const EXERCISES: &[Exercise] = &[
    Exercise {
        name: "deadline",
        try_answer: |out| {
            first_unmet(deadline::tests::CASES, deadline::answer::deadline, out)
        },
    },
    #[cfg(unix)]
    Exercise {
        name: "listen_at",
        try_answer: |out| {
            first_unmet(listen_at::tests::CASES, listen_at::answer::listen_at, out)
        },
    },
    Exercise {
        name: "in_turn",
        try_answer: |out| {
            first_unmet(in_turn::tests::CASES, in_turn::answer::in_turn, out)
        },
    },
    #[cfg(unix)]
    Exercise {
        name: "ending",
        try_answer: |out| {
            first_unmet(ending::tests::CASES, ending::answer::ending, out)
        },
    },
];

fn main() -> ExitCode {
    command::run(EXERCISES, file!())
}
