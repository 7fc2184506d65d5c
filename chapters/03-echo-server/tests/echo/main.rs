//! The server and its clients over real sockets.
//!
//! Every test takes port 0, never sleeps to wait for something, and fails within
//! seconds if something hangs.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test that can't go on has failed"
)]

mod checksum;
mod client;
mod command;
mod datagrams;
mod experiment;
mod limits;
mod lines;
mod running;
mod send_book;
mod server;
mod to_many;
mod udp_client;

// What the tests of all chapters share.
#[path = "../../../01-tcp-vs-udp/tests/support/program.rs"]
mod program;
#[path = "../../../01-tcp-vs-udp/tests/support/within_limit.rs"]
mod within_limit;

use within_limit::within_limit;
