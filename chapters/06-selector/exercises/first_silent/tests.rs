//! What is asked of `first_silent`.

use std::fs;
use std::io::{self, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tcp_vs_udp::loopback::connected_pair;

use crate::cases::Case;

pub type FirstSilent = fn(&[TcpStream], Duration) -> io::Result<usize>;

/// Long enough for a machine under load to say something in between.
const LIMIT: Duration = Duration::from_millis(600);

pub const CASES: &[Case<FirstSilent>] = &[
    Case {
        name: "one that says nothing",
        check: |first_silent| {
            let (near, _far) = connections(1);
            is(first_silent, &near, 0, LIMIT)
        },
    },
    Case {
        name: "the first of two has spoken",
        check: |first_silent| {
            let (near, far) = connections(2);
            thread::scope(|scope| {
                scope.spawn(|| {
                    thread::sleep(LIMIT / 4); // the time in which it thinks
                    (&far[0]).write_all(b"hello").unwrap();
                });
                is(first_silent, &near, 1, LIMIT)
            })
        },
    },
    Case {
        name: "a peer that has ended",
        check: |first_silent| {
            let (near, mut far) = connections(1);
            drop(far.pop());
            let worked_before = processor_time();
            is(first_silent, &near, 0, LIMIT)?;
            let worked = processor_time() - worked_before;
            match worked < LIMIT / 4 {
                true => Ok(()),
                false => Err(format!(
                    "in {LIMIT:?} in which nothing came it took {worked:?} of the processor"
                )),
            }
        },
    },
    Case {
        name: "a neighbour who talks all the time",
        check: |first_silent| {
            let (near, far) = connections(2);
            let is_over = AtomicBool::new(false);
            thread::scope(|scope| {
                scope.spawn(|| {
                    // It has more to say than the other has time.
                    for _ in 0..40 {
                        if is_over.load(Ordering::Relaxed) {
                            break;
                        }
                        (&far[0]).write_all(b"and another thing").unwrap();
                        thread::sleep(LIMIT / 10); // the pace at which it talks
                    }
                });
                let first = is(first_silent, &near, 1, LIMIT);
                is_over.store(true, Ordering::Relaxed);
                first
            })
        },
    },
];

/// So many connections: our ends, which are non-blocking, and the others'.
fn connections(number: usize) -> (Vec<TcpStream>, Vec<TcpStream>) {
    let pair = |_| {
        let (near, far) = connected_pair().unwrap();
        near.set_nonblocking(true).unwrap();
        (near, far)
    };
    (0..number).map(pair).unzip()
}

/// Whether it returns this one, when the time is over and not long after.
fn is(
    first_silent: FirstSilent,
    streams: &[TcpStream],
    expected: usize,
    limit: Duration,
) -> Result<(), String> {
    let begin = Instant::now();
    let first = first_silent(streams, limit);
    let time = begin.elapsed();
    match first {
        Err(error) => Err(format!("it returns: {error}")),
        Ok(_) if time < limit => Err(format!("it returns after {time:?} already")),
        Ok(_) if time > 2 * limit => Err(format!("it returns after {time:?} only")),
        Ok(first) if first != expected => Err(format!(
            "number {expected} has been silent for longest, and it returns {first}"
        )),
        Ok(_) => Ok(()),
    }
}

/// What this thread has used of the processor, where the system tells.
fn processor_time() -> Duration {
    let times = fs::read_to_string("/proc/thread-self/schedstat");
    let times = times.unwrap_or_default();
    let nanoseconds = times.split_whitespace().next().map(str::parse);
    Duration::from_nanos(nanoseconds.and_then(Result::ok).unwrap_or(0))
}
