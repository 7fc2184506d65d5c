//! Tries the reader's answers to the exercises of chapter 8:
//! `cargo test -p chapter8 --test exercises NAME`.
//!
//! What is asked stands in `NAME/answer.rs`, which is the file to edit, and in
//! `NAME/tests.rs`, case by case. The solutions are in the book.

#![forbid(unsafe_code)]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    dead_code,
    unreachable_pub,
    reason = "an answer may be written as its author likes, and leave out what it was given; a test may panic"
)]

#[path = "../../01-tcp-vs-udp/exercises/cases.rs"]
mod cases;
#[path = "../../01-tcp-vs-udp/exercises/command.rs"]
mod command;

mod cookie {
    pub mod answer;
    pub mod tests;
}

mod accept {
    pub mod answer;
    pub mod tests;
}

mod basic {
    pub mod answer;
    pub mod tests;
}

mod once {
    pub mod answer;
    pub mod tests;
}

use std::process::ExitCode;

use cases::first_unmet;
use command::Exercise;

const EXERCISES: &[Exercise] = &[
    Exercise {
        name: "cookie",
        try_answer: |out| {
            first_unmet(cookie::tests::CASES, cookie::answer::cookie, out)
        },
    },
    Exercise {
        name: "accept",
        try_answer: |out| {
            first_unmet(accept::tests::CASES, accept::answer::accept, out)
        },
    },
    Exercise {
        name: "basic",
        try_answer: |out| {
            first_unmet(basic::tests::CASES, basic::answer::basic, out)
        },
    },
    Exercise {
        name: "once",
        try_answer: |out| first_unmet(once::tests::CASES, once::answer::once, out),
    },
];

fn main() -> ExitCode {
    command::run(EXERCISES, file!())
}
