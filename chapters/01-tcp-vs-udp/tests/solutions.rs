//! Each exercise can be solved, and isn't solved yet.

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

#[path = "../exercises/cases.rs"]
mod cases;
#[path = "../exercises/proof.rs"]
mod proof;

use proof::{Answers, prove};
