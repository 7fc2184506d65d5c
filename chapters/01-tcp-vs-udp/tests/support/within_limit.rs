//! A limit for tests that talk over a network: what fails there tends to hang.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// How long a test may take. Each takes milliseconds; a machine under load may
/// need a hundred times as long.
pub const LIMIT: Duration = Duration::from_secs(20);

/// Runs the body of a test, and fails if it doesn't come to an end.
// ANCHOR: within-limit
pub fn within_limit<T: Send + 'static>(
    body: impl FnOnce() -> T + Send + 'static,
) -> T {
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
