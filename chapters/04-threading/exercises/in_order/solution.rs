//! A channel for each answer.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};

use threading::pool::Pool;

/// Something to be done with a number, by any thread.
pub type Work = dyn Fn(u64) -> u64 + Send + Sync;

/// What `work` makes of each of the numbers, in their order, or `None` where it has
/// panicked. It is done by the workers of `pool`.
pub fn in_order(
    pool: &Pool,
    numbers: Vec<u64>,
    work: &Arc<Work>,
) -> Vec<Option<u64>> {
    let give = |number| {
        let (sender, answer) = mpsc::channel();
        let work = Arc::clone(work);
        pool.execute(move || {
            let _ = sender.send(work(number));
        });
        answer
    };
    let answers: Vec<Receiver<u64>> = numbers.into_iter().map(give).collect();
    answers
        .into_iter()
        .map(|answer| answer.recv().ok())
        .collect()
}
