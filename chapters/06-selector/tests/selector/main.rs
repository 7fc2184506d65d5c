//! Selectors on every backend, servers and clients, over real sockets.
//!
//! Every test takes port 0 or a folder of its own, never sleeps to wait for
//! something, and fails within seconds if something hangs.

#![cfg(unix)]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test that can't go on has failed"
)]

mod asking;
mod client;
mod command;
#[cfg(target_os = "linux")]
mod edges;
mod growth;
mod limits;
mod numbers;
mod outside;
mod selecting;
mod server;
#[cfg(target_os = "linux")]
mod server_cost;
mod suite;
mod sweep;
mod ten_thousand;

// What the tests of all chapters share.
#[path = "../../../01-tcp-vs-udp/tests/support/program.rs"]
mod program;
#[path = "../../../01-tcp-vs-udp/tests/support/within_limit.rs"]
mod within_limit;

use within_limit::within_limit;
