//! What is asked of `ended_within`.

use std::panic;
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::{Duration, Instant};

use crate::cases::Case;

pub type Job = Box<dyn FnOnce() + Send>;

pub type EndedWithin = fn(Vec<Job>, Duration) -> usize;

/// So long that it is over only if nobody comes.
const AMPLE: Duration = Duration::from_secs(3);

/// So short that one waits for it.
const SHORT: Duration = Duration::from_secs(1);

pub const CASES: &[Case<EndedWithin>] = &[
    Case {
        name: "no jobs at all",
        check: |ended_within| at_once(ended_within, vec![], 0),
    },
    Case {
        name: "two at the same time",
        check: |ended_within| {
            // Each waits for the other.
            let meeting = Arc::new(Barrier::new(2));
            let meet = || -> Job {
                let meeting = Arc::clone(&meeting);
                Box::new(move || {
                    meeting.wait();
                })
            };
            at_once(ended_within, vec![meet(), meet()], 2)
        },
    },
    Case {
        name: "one panics",
        check: |ended_within| {
            // As `panic!`, but without a word on the terminal.
            let panics = || panic::resume_unwind(Box::new("on purpose"));
            at_once(ended_within, vec![Box::new(panics), Box::new(|| {})], 2)
        },
    },
    Case {
        name: "one goes on",
        check: |ended_within| {
            let jobs = vec![takes(AMPLE), Box::new(|| {})];
            let begin = Instant::now();
            is(ended_within(jobs, SHORT), 1)?;
            match begin.elapsed() {
                taken if taken < SHORT => {
                    Err("it gives up before the time is over".to_owned())
                }
                taken if taken >= AMPLE => {
                    Err("it waits for one whose time is over".to_owned())
                }
                _ => Ok(()),
            }
        },
    },
    Case {
        name: "one ends after the other",
        check: |ended_within| {
            let ends = [600, 1300, 2000].map(Duration::from_millis);
            let jobs = ends.into_iter().map(takes).collect();
            is(ended_within(jobs, SHORT), 1)
        },
    },
];

fn takes(time: Duration) -> Job {
    Box::new(move || thread::sleep(time))
}

fn at_once(
    ended_within: EndedWithin,
    jobs: Vec<Job>,
    expected: usize,
) -> Result<(), String> {
    let begin = Instant::now();
    is(ended_within(jobs, AMPLE), expected)?;
    match begin.elapsed() < AMPLE {
        true => Ok(()),
        false => Err("all have ended, and it waits all the same".to_owned()),
    }
}

fn is(ended: usize, expected: usize) -> Result<(), String> {
    match ended == expected {
        true => Ok(()),
        false => Err(format!("{expected} should have ended, and it says {ended}")),
    }
}
