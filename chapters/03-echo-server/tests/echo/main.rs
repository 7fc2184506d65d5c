//! The server and its clients over real sockets.
//!
//! Every test takes port 0, never sleeps to wait for something, and fails within
//! seconds if something hangs.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
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

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// How long a test may take. Each takes milliseconds; a machine under load may
/// need a hundred times as long.
const LIMIT: Duration = Duration::from_secs(20);

/// Where nobody listens: a privileged port that the system never gives to a
/// program that asks for any, and whose service (tcpmux) no system runs.
const NOBODY: &str = "127.0.0.1:1";

/// Runs the body of a test, and fails if it doesn't come to an end.
// ANCHOR: within-limit
fn within_limit<T: Send + 'static>(body: impl FnOnce() -> T + Send + 'static) -> T {
    let (done, result) = mpsc::channel();
    let thread = thread::spawn(move || {
        let _ = done.send(body());
    });
    match result.recv_timeout(LIMIT) {
        Ok(value) => value,
        Err(RecvTimeoutError::Timeout) => {
            panic!("the test hangs: no end after {LIMIT:?}")
        }
        Err(RecvTimeoutError::Disconnected) => {
            let panic = thread
                .join()
                .expect_err("a thread that ends well sends first");
            std::panic::resume_unwind(panic)
        }
    }
}
// ANCHOR_END: within-limit

#[test]
#[should_panic(expected = "a failure in the body")]
fn a_test_fails_with_the_failure_of_its_body() {
    within_limit(|| panic!("a failure in the body"));
}
