//! A pool's jobs return nothing; here their answers are wanted.
//!
//! Have `pool` apply `work` to each of the numbers, as many at a time as it has
//! workers, and return the answers in the order of the numbers, whoever is done
//! first. Where `work` panics, the answer is `None`.
//!
//! Try your answer: `cargo test -p chapter4 --test exercises in_order`

use std::sync::Arc;

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
    let _ = pool; // It has nothing to do yet.
    numbers
        .into_iter()
        .map(|number| Some(work(number)))
        .collect()
}
