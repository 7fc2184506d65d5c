//! The protocol from outside: its codec, and whole servers over real sockets.
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

#[cfg(unix)]
mod client;
mod conversations;
mod cuts;
#[cfg(unix)]
mod demonstration;
mod dissect;
mod faults;
mod golden;
mod growing;
mod json;
mod limits;
#[cfg(unix)]
mod peers;
#[cfg(unix)]
mod server;
#[cfg(unix)]
mod threaded;

// What the tests of all chapters share.
#[path = "../../../01-tcp-vs-udp/tests/support/program.rs"]
mod program;
#[path = "../../../01-tcp-vs-udp/tests/support/within_limit.rs"]
mod within_limit;
