//! Tries the reader's answers to the exercises of chapter 3:
//! `cargo test -p chapter3 --test exercises NAME`.
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

mod count {
    pub mod answer;
    pub mod tests;
}

mod capitals {
    pub mod answer;
    pub mod tests;
}

mod ask {
    pub mod answer;
    pub mod tests;
}

mod relay {
    pub mod answer;
    pub mod tests;
}

use std::process::ExitCode;

use cases::first_unmet;
use command::Exercise;

const EXERCISES: &[Exercise] = &[
    Exercise {
        name: "count",
        try_answer: |out| {
            first_unmet(count::tests::CASES, count::answer::count, out)
        },
    },
    Exercise {
        name: "capitals",
        try_answer: |out| {
            first_unmet(capitals::tests::CASES, capitals::answer::capitals, out)
        },
    },
    Exercise {
        name: "ask",
        try_answer: |out| first_unmet(ask::tests::CASES, ask::answer::ask, out),
    },
    Exercise {
        name: "relay",
        try_answer: |out| {
            first_unmet(relay::tests::CASES, relay::answer::relay, out)
        },
    },
];

fn main() -> ExitCode {
    command::run(EXERCISES, file!())
}
