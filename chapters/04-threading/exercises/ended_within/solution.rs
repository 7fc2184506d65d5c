//! One deadline, and the time left until it for each wait.

use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::{Duration, Instant};

/// Something to be done, by any thread.
pub type Job = Box<dyn FnOnce() + Send>;

/// Says that a job has ended, however it has.
struct Ended(Sender<()>);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.send(());
    }
}

/// How many of the jobs, begun at the same time, have ended within the limit.
pub fn ended_within(jobs: Vec<Job>, limit: Duration) -> usize {
    let deadline = Instant::now() + limit;
    let (sender, ends) = mpsc::channel();
    let begun = jobs.len();
    for job in jobs {
        let ended = Ended(sender.clone());
        thread::spawn(move || {
            let _ended = ended;
            job();
        });
    }
    for ended in 0..begun {
        let left = deadline.saturating_duration_since(Instant::now());
        if ends.recv_timeout(left).is_err() {
            return ended;
        }
    }
    begun
}
