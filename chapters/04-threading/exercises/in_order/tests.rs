//! What is asked of `in_order`.

use std::panic;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use threading::pool::Pool;

use crate::cases::Case;

pub type Work = dyn Fn(u64) -> u64 + Send + Sync;

pub type InOrder = fn(&Pool, Vec<u64>, &Arc<Work>) -> Vec<Option<u64>>;

/// So long that it is over only if nobody comes.
const AMPLE: Duration = Duration::from_secs(2);

pub const CASES: &[Case<InOrder>] = &[
    Case {
        name: "no numbers at all",
        check: |in_order| compare(in_order, 1, &[], square, &[]),
    },
    Case {
        name: "more numbers than the queue has room for",
        check: |in_order| {
            let squares: Vec<_> = (0..100).map(|n| Some(n * n)).collect();
            let numbers: Vec<_> = (0..100).collect();
            compare(in_order, 1, &numbers, square, &squares)
        },
    },
    Case {
        name: "two at the same time",
        check: |in_order| {
            let moment = Moment::default();
            // Each answers when the other has begun, and says if that was in vain.
            let meet = move |number| {
                let mut begun = moment.add(number);
                begun = moment.wait(begun, |begun| begun.len() == 2);
                begun.len() as u64
            };
            let answers = answers(in_order, 2, &[1, 2], meet);
            match answers == [Some(2), Some(2)] {
                true => Ok(()),
                false => {
                    Err("two workers are there, and one number waits until the \
                              other is done"
                        .to_owned())
                }
            }
        },
    },
    Case {
        name: "the first takes longest",
        check: |in_order| {
            let moment = Moment::default();
            let slow = move |number| {
                if number == 1 {
                    let begun = moment.add(1);
                    drop(moment.wait(begun, |begun| begun.contains(&3)));
                } else {
                    drop(moment.add(number));
                }
                number
            };
            compare(in_order, 2, &[1, 2, 3], slow, &[Some(1), Some(2), Some(3)])
        },
    },
    Case {
        name: "a number that makes the work panic",
        check: |in_order| {
            let picky = |number| match number {
                // As `panic!`, but without a word on the terminal.
                2 => panic::resume_unwind(Box::new("not this one")),
                number => number,
            };
            compare(in_order, 1, &[1, 2, 3], picky, &[Some(1), None, Some(3)])
        },
    },
];

fn square(number: u64) -> u64 {
    number * number
}

/// The numbers whose work has come to a certain point.
#[derive(Default)]
struct Moment {
    numbers: Mutex<Vec<u64>>,
    more: Condvar,
}

type Numbers<'a> = std::sync::MutexGuard<'a, Vec<u64>>;

impl Moment {
    fn add(&self, number: u64) -> Numbers<'_> {
        let mut numbers = self.numbers.lock().unwrap();
        numbers.push(number);
        self.more.notify_all();
        numbers
    }

    fn wait<'a>(
        &'a self,
        numbers: Numbers<'a>,
        enough: impl Fn(&Vec<u64>) -> bool,
    ) -> Numbers<'a> {
        let too_few = |numbers: &mut Vec<u64>| !enough(numbers);
        let waited = self.more.wait_timeout_while(numbers, AMPLE, too_few);
        waited.unwrap().0
    }
}

fn answers(
    in_order: InOrder,
    workers: usize,
    numbers: &[u64],
    work: impl Fn(u64) -> u64 + Send + Sync + 'static,
) -> Vec<Option<u64>> {
    let pool = Pool::new(workers, 1).unwrap();
    let work: Arc<Work> = Arc::new(work);
    in_order(&pool, numbers.to_vec(), &work)
}

fn compare(
    in_order: InOrder,
    workers: usize,
    numbers: &[u64],
    work: impl Fn(u64) -> u64 + Send + Sync + 'static,
    expected: &[Option<u64>],
) -> Result<(), String> {
    let answers = answers(in_order, workers, numbers, work);
    match answers == expected {
        true => Ok(()),
        false => Err(format!(
            "the answers should be {expected:?}, and are {answers:?}"
        )),
    }
}
