//! One channel for all answers.

use std::sync::Arc;
use std::sync::mpsc;

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
    let (sender, answers) = mpsc::channel();
    for &number in &numbers {
        let (sender, work) = (sender.clone(), Arc::clone(work));
        pool.execute(move || {
            let _ = sender.send(work(number));
        });
    }
    drop(sender); // or the answers would never end
    let mut answers: Vec<_> = answers.iter().map(Some).collect();
    answers.resize(numbers.len(), None);
    answers
}
