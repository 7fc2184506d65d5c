//! Each line has its time, and a stop ends who is idle.

use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use echo_server::limits::Limits;
use tcp_vs_udp::loopback::connected_pair;
use threading::greeting::Connection;
use threading::line_stream::{LIMITS, LineStream};
use threading::stop::Stop;

use crate::within_limit;

/// Calls `ours` with one end of a connection, and returns the other.
fn with_line_stream<T>(
    limits: Limits,
    stop: &Stop,
    ours: impl FnOnce(&mut LineStream<'_, Stop>, TcpStream) -> T,
) -> T {
    let (near, far) = connected_pair().unwrap();
    let mut stream = LineStream::new(Arc::new(near), limits, stop).unwrap();
    ours(&mut stream, far)
}

fn limits(line: Duration) -> Limits {
    Limits {
        silence: line,
        ..LIMITS
    }
}

/// The bytes up to a line break, as they come.
fn line(stream: &mut impl Connection) -> io::Result<Vec<u8>> {
    stream.begin_line();
    let mut line = Vec::new();
    while line.last() != Some(&b'\n') {
        let mut byte = [0];
        match stream.read(&mut byte)? {
            0 => break,
            _ => line.extend(byte),
        }
    }
    Ok(line)
}

#[test]
fn bytes_that_come_one_by_one_dont_prolong_the_time_of_a_line() {
    within_limit(|| {
        let (stop, limit) = (Stop::new().unwrap(), Duration::from_millis(200));
        with_line_stream(limits(limit), &stop, |ours, mut theirs| {
            thread::spawn(move || {
                while theirs.write_all(b"a").is_ok() {
                    thread::sleep(limit / 20); // a byte now and then
                }
            });
            let begin = Instant::now();
            let error = line(ours).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::TimedOut);
            assert!(begin.elapsed() >= limit);
        });
    });
}

/// There is always something to read, so that it never has to be waited for.
#[test]
fn nor_do_bytes_that_come_without_a_pause() {
    within_limit(|| {
        let (stop, limit) = (Stop::new().unwrap(), Duration::from_millis(200));
        with_line_stream(limits(limit), &stop, |ours, mut theirs| {
            thread::spawn(move || while theirs.write_all(&[b'a'; 4096]).is_ok() {});
            let error = line(ours).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::TimedOut);
        });
    });
}

#[test]
fn each_line_has_a_time_of_its_own() {
    within_limit(|| {
        let (stop, limit) = (Stop::new().unwrap(), Duration::from_secs(2));
        with_line_stream(limits(limit), &stop, |ours, mut theirs| {
            thread::spawn(move || {
                for _ in 0..3 {
                    // Each has less than the limit, and all of them more.
                    thread::sleep(2 * limit / 5);
                    theirs.write_all(b"Ada\n").unwrap();
                }
            });
            for _ in 0..3 {
                assert_eq!(line(ours).unwrap(), b"Ada\n");
            }
        });
    });
}

#[test]
fn the_time_of_the_conversation_ends_that_of_a_line() {
    within_limit(|| {
        let stop = Stop::new().unwrap();
        let limits = Limits {
            conversation: Duration::from_millis(20),
            ..LIMITS
        };
        with_line_stream(limits, &stop, |ours, _theirs| {
            let error = line(ours).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::TimedOut);
        });
    });
}

#[test]
fn an_answer_that_is_never_read_has_its_time_too() {
    within_limit(|| {
        let (stop, limit) = (Stop::new().unwrap(), Duration::from_millis(50));
        with_line_stream(limits(limit), &stop, |ours, mut theirs| {
            theirs.write_all(b"Ada\n").unwrap();
            assert_eq!(line(ours).unwrap(), b"Ada\n");
            let error = ours.write_all(&vec![0; 64_000_000]).unwrap_err();
            assert!(
                matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
                "{error}"
            );
        });
    });
}

#[test]
fn an_answer_that_is_taken_bit_by_bit_has_no_more_time() {
    within_limit(|| {
        let (stop, limit) = (Stop::new().unwrap(), Duration::from_millis(200));
        with_line_stream(limits(limit), &stop, |ours, mut theirs| {
            theirs.write_all(b"Ada\n").unwrap();
            assert_eq!(line(ours).unwrap(), b"Ada\n");
            thread::spawn(move || {
                let mut some = vec![0; 1_000_000];
                while theirs.read(&mut some).is_ok_and(|length| length > 0) {
                    thread::sleep(limit / 20); // a bit now and then
                }
            });
            while ours.write_all(&[0; 64_000]).is_ok() {}
        });
    });
}

#[test]
fn the_time_of_an_answer_begins_when_it_is_given() {
    within_limit(|| {
        let (stop, limit) = (Stop::new().unwrap(), Duration::from_millis(200));
        with_line_stream(limits(limit), &stop, |ours, mut theirs| {
            theirs.write_all(b"Ada\n").unwrap();
            assert_eq!(line(ours).unwrap(), b"Ada\n");
            thread::sleep(limit); // it has to be thought about
            ours.write_all(b"Hello, Ada!\n").unwrap();
        });
    });
}

#[test]
fn a_stop_ends_one_who_is_idle() {
    within_limit(|| {
        let stop = Stop::new().unwrap();
        with_line_stream(LIMITS, &stop, |ours, theirs| {
            let stop = stop.clone();
            thread::spawn(move || stop.request());
            assert_eq!(line(ours).unwrap(), b"");
            drop(theirs);
        });
    });
}

#[test]
fn what_has_come_before_a_stop_is_read() {
    within_limit(|| {
        let stop = Stop::new().unwrap();
        with_line_stream(LIMITS, &stop, |ours, mut theirs| {
            theirs.write_all(b"Ada\nBen\n").unwrap();
            stop.request();
            assert_eq!(line(ours).unwrap(), b"Ada\n");
            assert_eq!(line(ours).unwrap(), b"Ben\n");
            assert_eq!(line(ours).unwrap(), b"");
        });
    });
}

#[test]
fn a_line_that_has_begun_before_a_stop_may_be_finished() {
    within_limit(|| {
        let stop = Stop::new().unwrap();
        with_line_stream(LIMITS, &stop, |ours, mut theirs| {
            theirs.write_all(b"A").unwrap();
            ours.begin_line();
            ours.read_exact(&mut [0]).unwrap();
            stop.request();
            thread::spawn(move || theirs.write_all(b"da\n"));
            assert_eq!(line(ours).unwrap(), b"da\n");
            assert_eq!(line(ours).unwrap(), b"");
        });
    });
}
