//! HTTP from outside: whole programs over real sockets, and peers of every kind.
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
#[cfg(unix)]
mod conversation;
#[cfg(unix)]
mod crowd;
mod cuts;
#[cfg(unix)]
mod deadlines;
#[cfg(unix)]
mod demonstration;
#[cfg(unix)]
mod directory;
#[cfg(unix)]
mod files;
#[cfg(unix)]
mod first;
#[cfg(unix)]
mod incoming;
mod malformed;
#[cfg(unix)]
mod outgoing;
#[cfg(unix)]
mod peers;
mod reading;
#[cfg(unix)]
mod serving;
#[cfg(unix)]
mod slow;
#[cfg(unix)]
mod stop;
#[cfg(unix)]
mod sudden_death;

// What the tests of all chapters share.
#[path = "../../../01-tcp-vs-udp/tests/support/program.rs"]
mod program;
#[path = "../../../01-tcp-vs-udp/tests/support/within_limit.rs"]
mod within_limit;
