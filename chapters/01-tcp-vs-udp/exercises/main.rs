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
    unreachable_pub,
    reason = "an answer may be written as its author likes, and a test may panic"
)]
#![allow(dead_code, unused_imports, reason = "there is no exercise yet")]

mod cases;
mod command;

use std::process::ExitCode;

use cases::first_unmet;
use command::Exercise;

const EXERCISES: &[Exercise] = &[];

fn main() -> ExitCode {
    command::run(EXERCISES, file!())
}
