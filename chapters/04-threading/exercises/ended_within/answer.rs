//! Some jobs are begun together, and there is little time.
//!
//! Run each job in a thread of its own, and return how many have ended when `limit`
//! is over; at once when all have. Who panics has ended too. Jobs that go on may go
//! on, and nobody waits for them.
//!
//! Try your answer: `cargo test -p chapter4 --test exercises ended_within`

use std::time::Duration;

/// Something to be done, by any thread.
pub type Job = Box<dyn FnOnce() + Send>;

/// How many of the jobs, begun at the same time, have ended within the limit.
pub fn ended_within(jobs: Vec<Job>, limit: Duration) -> usize {
    let _ = limit; // It has nothing to do yet.
    let begun = jobs.len();
    for job in jobs {
        job();
    }
    begun
}
