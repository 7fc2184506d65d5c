//! Tries the reader's answers to the exercises of chapter 7:
//! `cargo test -p chapter7 --test exercises NAME`.
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

mod netstring {
    pub mod answer;
    pub mod tests;
}

mod unchunk {
    pub mod answer;
    pub mod tests;
}

mod numbered {
    pub mod answer;
    pub mod tests;
}

mod assemble {
    pub mod answer;
    pub mod tests;
}

use std::process::ExitCode;

use cases::first_unmet;
use command::Exercise;

const EXERCISES: &[Exercise] = &[
    Exercise {
        name: "netstring",
        try_answer: |out| {
            first_unmet(netstring::tests::CASES, netstring::answer::netstring, out)
        },
    },
    Exercise {
        name: "unchunk",
        try_answer: |out| {
            first_unmet(unchunk::tests::CASES, unchunk::answer::unchunk, out)
        },
    },
    Exercise {
        name: "numbered",
        try_answer: |out| {
            first_unmet(numbered::tests::CASES, numbered::answer::numbered, out)
        },
    },
    Exercise {
        name: "assemble",
        try_answer: |out| {
            first_unmet(assemble::tests::CASES, assemble::answer::assemble, out)
        },
    },
];

fn main() -> ExitCode {
    command::run(EXERCISES, file!())
}
