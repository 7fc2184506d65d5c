//! What is asked of `tell_all`.

use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use tcp_vs_udp::loopback::{PATIENCE, connected_pair};

use crate::cases::Case;

pub type TellAll = fn(&[TcpStream], &[u8], Instant) -> io::Result<usize>;

/// Later than any case takes that goes well.
const LONG: Duration = Duration::from_secs(60);

/// 16 MiB: more than both ends of a connection have room for.
const LARGE: usize = 16 * 1024 * 1024;

pub const CASES: &[Case<TellAll>] = &[
    Case {
        name: "a short message to two",
        check: |tell_all| {
            let (near, far) = connections(2);
            is(tell_all(&near, b"hello", after(LONG)), 2)?;
            drop(near);
            far.into_iter().try_for_each(|far| takes(far, 5))
        },
    },
    Case {
        name: "nobody to be told",
        check: |tell_all| is(tell_all(&[], b"hello", after(LONG)), 0),
    },
    Case {
        name: "one of three is gone",
        check: |tell_all| {
            let (near, mut far) = connections(3);
            (&near[1]).write_all(b"?").unwrap();
            far[1].peek(&mut [0]).unwrap();
            drop(far.remove(1)); // with something unread, which resets
            while has_nothing_to_say(&near[1]) {}
            is(tell_all(&near, b"hello", after(LONG)), 2)
        },
    },
    Case {
        name: "a message of 16 MiB",
        check: |tell_all| {
            let (near, far) = connections(3);
            let takers = far.into_iter().map(start_taking).collect::<Vec<_>>();
            is(tell_all(&near, &vec![b'x'; LARGE], after(LONG)), 3)?;
            drop(near);
            takers
                .into_iter()
                .try_for_each(|taker| taker.join().unwrap())
        },
    },
    Case {
        name: "one of three that never reads",
        check: |tell_all| {
            let (near, mut far) = connections(3);
            let _deaf = far.remove(0);
            let takers = far.into_iter().map(start_taking).collect::<Vec<_>>();
            // Long enough for the others, also on a machine under load.
            let time = 10 * PATIENCE;
            let worked_before = processor_time();
            let told = tell_all(&near, &vec![b'x'; LARGE], after(time));
            let worked = processor_time() - worked_before;
            is(told, 2)?;
            drop(near);
            for taker in takers {
                taker.join().unwrap()?;
            }
            match worked < time / 10 {
                true => Ok(()),
                false => Err(format!(
                    "in {time:?}, most of which there was nothing to do, it took {worked:?} of the processor"
                )),
            }
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

fn has_nothing_to_say(stream: &TcpStream) -> bool {
    let peeked = stream.peek(&mut [0]);
    peeked.is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
}

fn after(time: Duration) -> Instant {
    Instant::now() + time
}

fn start_taking(far: TcpStream) -> JoinHandle<Result<(), String>> {
    thread::spawn(|| takes(far, LARGE))
}

/// Reads up to the end of file.
fn takes(mut far: TcpStream, expected: usize) -> Result<(), String> {
    let mut bytes = Vec::new();
    let read = far
        .read_to_end(&mut bytes)
        .map_err(|error| error.to_string())?;
    match read == expected {
        true => Ok(()),
        false => Err(format!("of {expected} bytes one of them got {read}")),
    }
}

fn is(told: io::Result<usize>, expected: usize) -> Result<(), String> {
    match told {
        Ok(told) if told == expected => Ok(()),
        Ok(told) => Err(format!("{expected} could be told, and it returns {told}")),
        Err(error) => {
            Err(format!("{expected} could be told, and it returns: {error}"))
        }
    }
}

/// What this thread has used of the processor, where the system tells.
fn processor_time() -> Duration {
    let times = std::fs::read_to_string("/proc/thread-self/schedstat");
    let times = times.unwrap_or_default();
    let nanoseconds = times.split_whitespace().next().map(str::parse);
    Duration::from_nanos(nanoseconds.and_then(Result::ok).unwrap_or(0))
}
