//! Tries the reader's answers to the exercises of chapter 5:
//! `cargo test -p chapter5 --test exercises NAME`.
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

mod documents {
    pub mod answer;
    pub mod tests;
}

mod fairly {
    pub mod answer;
    pub mod tests;
}

#[cfg(unix)]
mod open_for {
    pub mod answer;
    pub mod tests;
}

mod through {
    pub mod answer;
    pub mod tests;
}

use std::process::ExitCode;

use cases::first_unmet;
use command::Exercise;

const EXERCISES: &[Exercise] = &[
    #[cfg(unix)]
    Exercise {
        name: "open_for",
        try_answer: |out| {
            first_unmet(open_for::tests::CASES, open_for::answer::open_for, out)
        },
    },
    Exercise {
        name: "documents",
        try_answer: |out| {
            first_unmet(documents::tests::CASES, documents::answer::documents, out)
        },
    },
    Exercise {
        name: "fairly",
        try_answer: |out| {
            first_unmet(fairly::tests::CASES, fairly::answer::fairly, out)
        },
    },
    Exercise {
        name: "through",
        try_answer: |out| {
            first_unmet(through::tests::CASES, through::answer::through, out)
        },
    },
];

fn main() -> ExitCode {
    command::run(EXERCISES, file!())
}
