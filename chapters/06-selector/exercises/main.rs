//! Tries the reader's answers to the exercises of chapter 6:
//! `cargo test -p chapter6 --test exercises NAME`.
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
    dead_code,
    unreachable_pub,
    reason = "an answer may be written as its author likes, and leave out what it was given; a test may panic"
)]

#[path = "../../01-tcp-vs-udp/exercises/cases.rs"]
mod cases;
#[path = "../../01-tcp-vs-udp/exercises/command.rs"]
mod command;

mod glance {
    pub mod answer;
    pub mod tests;
}

#[cfg(unix)]
mod reachable {
    pub mod answer;
    pub mod tests;
}

#[cfg(unix)]
mod tell_all {
    pub mod answer;
    pub mod tests;
}

#[cfg(unix)]
mod first_silent {
    pub mod answer;
    pub mod tests;
}

use std::process::ExitCode;

use cases::first_unmet;
use command::Exercise;

const EXERCISES: &[Exercise] = &[
    Exercise {
        name: "glance",
        try_answer: |out| {
            first_unmet(glance::tests::CASES, glance::answer::glance, out)
        },
    },
    #[cfg(unix)]
    Exercise {
        name: "reachable",
        try_answer: |out| {
            first_unmet(reachable::tests::CASES, reachable::answer::reachable, out)
        },
    },
    #[cfg(unix)]
    Exercise {
        name: "tell_all",
        try_answer: |out| {
            first_unmet(tell_all::tests::CASES, tell_all::answer::tell_all, out)
        },
    },
    #[cfg(unix)]
    Exercise {
        name: "first_silent",
        try_answer: |out| {
            first_unmet(
                first_silent::tests::CASES,
                first_silent::answer::first_silent,
                out,
            )
        },
    },
];

fn main() -> ExitCode {
    command::run(EXERCISES, file!())
}
