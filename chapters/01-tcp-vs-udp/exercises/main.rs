//! Tries the reader's answers to the exercises of chapter 1:
//! `cargo test -p chapter1 --test exercises NAME`.
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

mod cases;
mod command;

mod whole {
    pub mod answer;
    pub mod tests;
}

mod lookup {
    pub mod answer;
    pub mod tests;
}

mod newer {
    pub mod answer;
    pub mod tests;
}

mod timeout {
    pub mod answer;
    pub mod tests;
}

use std::process::ExitCode;

use cases::first_unmet;
use command::Exercise;

const EXERCISES: &[Exercise] = &[
    Exercise {
        name: "whole",
        try_answer: |out| {
            first_unmet(whole::tests::CASES, whole::answer::whole, out)
        },
    },
    Exercise {
        name: "lookup",
        try_answer: |out| {
            first_unmet(lookup::tests::CASES, lookup::answer::lookup, out)
        },
    },
    Exercise {
        name: "newer",
        try_answer: |out| {
            first_unmet(newer::tests::CASES, newer::answer::newer, out)
        },
    },
    Exercise {
        name: "timeout",
        try_answer: |out| {
            first_unmet(timeout::tests::CASES, timeout::answer::timeout, out)
        },
    },
];

fn main() -> ExitCode {
    command::run(EXERCISES, file!())
}
