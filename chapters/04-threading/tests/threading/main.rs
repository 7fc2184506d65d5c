//! Servers for many clients, and what they are made of, over real threads and
//! sockets.
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
mod acceptor;
#[cfg(unix)]
mod capped;
#[cfg(unix)]
mod chat;
mod demonstration;
#[cfg(target_os = "linux")]
mod designs;
#[cfg(target_os = "linux")]
mod flood;
#[cfg(unix)]
mod line_stream;
mod one_thread_each;
#[cfg(unix)]
mod places;
mod pool;
#[cfg(unix)]
mod pooled;
#[cfg(target_os = "linux")]
mod refusals;
#[cfg(unix)]
mod room;
mod scoped;
#[cfg(target_os = "linux")]
mod slow_reader;
#[cfg(unix)]
mod stop;

// What the tests of all chapters share.
#[path = "../../../01-tcp-vs-udp/tests/support/program.rs"]
mod program;
#[path = "../../../01-tcp-vs-udp/tests/support/within_limit.rs"]
mod within_limit;

use within_limit::within_limit;

/// 16 MiB: both ends of a connection have room for 10 at most, on Linux and unless told
/// otherwise (tcp(7), `tcp_rmem` and `tcp_wmem`).
#[cfg(unix)]
const MORE_THAN_BUFFERS_TAKE: usize = 16 * 1024 * 1024;
