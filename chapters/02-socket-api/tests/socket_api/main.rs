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

#[cfg(unix)]
mod backlog;
mod command;
#[cfg(unix)]
mod connect;
#[cfg(unix)]
mod endings;
#[cfg(unix)]
mod errors;
mod families;
mod happy_eyeballs;
#[cfg(unix)]
mod interrupt;
mod names;
#[cfg(unix)]
mod options;
#[cfg(unix)]
mod socket;
mod sockets;
#[cfg(unix)]
mod tour;
#[cfg(unix)]
mod wait;

#[path = "../../../01-tcp-vs-udp/tests/support/program.rs"]
mod program;
#[path = "../../../01-tcp-vs-udp/tests/support/within_limit.rs"]
mod within_limit;
