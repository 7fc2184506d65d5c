//! The chapter's parts over real sockets, and its command as a person types it.
//!
//! Every test takes port 0, never sleeps to wait for something, and fails within
//! seconds if something hangs.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test that can't go on has failed"
)]

mod command;
mod conversation;
mod laboratory;
mod loopback;
mod relay;
mod simulation;
mod transfer;

// What the tests of all chapters share.
#[path = "../support/program.rs"]
mod program;
#[path = "../support/within_limit.rs"]
mod within_limit;

#[test]
#[should_panic(expected = "a failure in the body")]
fn a_test_fails_with_the_failure_of_its_body() {
    within_limit::within_limit(|| panic!("a failure in the body"));
}
