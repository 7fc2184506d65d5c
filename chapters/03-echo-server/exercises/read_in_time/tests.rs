//! What is asked of `read_in_time`.

use std::io::{self, ErrorKind, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use echo_server::ending::Ending;
use echo_server::experiment::connected_pair;

use crate::cases::Case;

pub type ReadInTime = fn(&mut TcpStream, &mut [u8], Duration) -> io::Result<()>;

/// So long that the time is over only if a case hangs.
const AMPLE: Duration = Duration::from_secs(3600);

/// For a peer that is silent: any limit will do.
const SHORT: Duration = Duration::from_millis(100);

/// For a peer that is slow: fifty times as long as each of its pauses, so that
/// none of them lasts until the limit, even on a machine under load.
const LIMIT: Duration = Duration::from_secs(1);

/// What the slow peer waits after each byte.
const PAUSE: Duration = Duration::from_millis(20);

/// What the slow peer takes twice the limit for.
const LONG_MESSAGE: usize = 100;

pub const CASES: &[Case<ReadInTime>] = &[
    Case {
        name: "a message that is there already",
        check: |read_in_time| {
            let (mut near, mut far) = connected_pair().unwrap();
            far.write_all(b"hello").unwrap();
            whole(read_in_time, &mut near)
        },
    },
    Case {
        name: "a message in pieces",
        check: |read_in_time| {
            let (mut near, mut far) = connected_pair().unwrap();
            far.set_nodelay(true).unwrap();
            thread::spawn(move || {
                for byte in b"hello" {
                    far.write_all(&[*byte]).unwrap();
                }
            });
            whole(read_in_time, &mut near)
        },
    },
    Case {
        name: "a peer that closes in the middle",
        check: |read_in_time| {
            let (mut near, mut far) = connected_pair().unwrap();
            far.write_all(b"hel").unwrap();
            drop(far);
            match read_in_time(&mut near, &mut [0; 5], AMPLE) {
                Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(()),
                other => Err(format!(
                    "`ErrorKind::UnexpectedEof` should be returned, and it is {other:?}"
                )),
            }
        },
    },
    Case {
        name: "a peer that says nothing",
        check: |read_in_time| {
            let (mut near, _far) = connected_pair().unwrap();
            times_out(read_in_time(&mut near, &mut [0; 5], SHORT))
        },
    },
    Case {
        name: "a peer that is never silent for long",
        check: |read_in_time| {
            let (mut near, mut far) = connected_pair().unwrap();
            far.set_nodelay(true).unwrap();
            // It ends when nobody is there any more to write to.
            thread::spawn(move || {
                while far.write_all(b"a").is_ok() {
                    thread::sleep(PAUSE);
                }
            });
            times_out(read_in_time(&mut near, &mut [0; LONG_MESSAGE], LIMIT))
        },
    },
];

fn whole(read_in_time: ReadInTime, near: &mut TcpStream) -> Result<(), String> {
    let mut message = [0; 5];
    read_in_time(near, &mut message, AMPLE)
        .map_err(|error| format!("the answer returns an error: {error}"))?;
    if &message == b"hello" {
        return Ok(());
    }
    let message = message.escape_ascii();
    Err(format!(
        "the peer sends \"hello\", and the message is \"{message}\""
    ))
}

fn times_out(result: io::Result<()>) -> Result<(), String> {
    match result {
        Err(error) if Ending::of(&error) == Some(Ending::TimedOut) => Ok(()),
        Err(error) => {
            Err(format!("the error should be a timeout, and is: {error}"))
        }
        Ok(()) => Err(
            "the answer waits for the whole message, longer than the limit"
                .to_owned(),
        ),
    }
}
