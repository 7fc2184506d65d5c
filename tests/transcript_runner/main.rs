//! Tests of the transcript runner: each feeds it a page, and what it guards
//! against is broken in some page here.

#![cfg(target_os = "linux")]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test may panic, and reads the project's own files"
)]

#[path = "../transcripts/runner/mod.rs"]
mod runner;

mod comparison;
mod harness;
mod servers;
mod sessions;
