//! Tries the reader's answers to the exercises of chapter 4:
//! `cargo test -p chapter4 --test exercises NAME`.
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

mod fastest {
    pub mod answer;
    pub mod tests;
}
mod ended_within {
    pub mod answer;
    pub mod tests;
}
mod in_order {
    pub mod answer;
    pub mod tests;
}
mod tell_all {
    pub mod answer;
    pub mod tests;
}

use std::process::ExitCode;

use cases::first_unmet;
use command::Exercise;

const EXERCISES: &[Exercise] = &[
    Exercise {
        name: "fastest",
        try_answer: |out| {
            first_unmet(fastest::tests::CASES, fastest::answer::fastest, out)
        },
    },
    Exercise {
        name: "ended_within",
        try_answer: |out| {
            first_unmet(
                ended_within::tests::CASES,
                ended_within::answer::ended_within,
                out,
            )
        },
    },
    Exercise {
        name: "in_order",
        try_answer: |out| {
            first_unmet(in_order::tests::CASES, in_order::answer::in_order, out)
        },
    },
    Exercise {
        name: "tell_all",
        try_answer: |out| {
            first_unmet(tell_all::tests::CASES, tell_all::answer::tell_all, out)
        },
    },
];

fn main() -> ExitCode {
    command::run(EXERCISES, file!())
}
