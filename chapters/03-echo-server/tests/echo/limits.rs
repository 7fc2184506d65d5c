//! No peer keeps us longer than it may.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use echo_server::ending::Ending;
use echo_server::limits::{
    CONVERSATION_LIMIT, LimitedStream, Limits, SILENCE_LIMIT,
};
use tcp_vs_udp::loopback::connected_pair;

use crate::within_limit;

fn limited(
    silence: Duration,
    conversation: Duration,
) -> (LimitedStream, TcpStream) {
    let (near, far) = connected_pair().unwrap();
    let limits = Limits {
        silence,
        conversation,
    };
    (LimitedStream::new(near, limits).unwrap(), far)
}

#[test]
fn neither_a_read_nor_a_write_waits_longer_than_the_silence_limit() {
    within_limit(|| {
        let (mut stream, _far) =
            limited(Duration::from_millis(20), CONVERSATION_LIMIT);
        let error = stream.read(&mut [0; 1]).unwrap_err();
        assert_eq!(Ending::of(&error), Some(Ending::TimedOut));
        let error = stream.write_all(&vec![0; 64_000_000]).unwrap_err();
        assert_eq!(Ending::of(&error), Some(Ending::TimedOut));
    });
}

#[test]
#[cfg(unix)]
fn a_connection_of_the_unix_domain_has_the_same_limits() {
    use std::os::unix::net::UnixStream;

    within_limit(|| {
        let (near, mut far) = UnixStream::pair().unwrap();
        let limits = Limits {
            silence: Duration::from_millis(20),
            ..Limits::default()
        };
        let mut stream = LimitedStream::over(&near, limits).unwrap();
        far.write_all(b"hello").unwrap();
        assert_eq!(stream.read(&mut [0; 8]).unwrap(), 5);
        let error = stream.read(&mut [0; 8]).unwrap_err();
        assert_eq!(Ending::of(&error), Some(Ending::TimedOut));
        let error = stream.write_all(&vec![0; 64_000_000]).unwrap_err();
        assert_eq!(Ending::of(&error), Some(Ending::TimedOut));
    });
}

#[test]
fn a_call_waits_no_longer_than_the_conversation_may_last() {
    within_limit(|| {
        let (mut stream, _far) = limited(SILENCE_LIMIT, Duration::from_millis(20));
        let error = stream.read(&mut [0; 1]).unwrap_err();
        assert_eq!(Ending::of(&error), Some(Ending::TimedOut));
    });
}

#[test]
fn after_the_deadline_nothing_more_is_read_or_written() {
    within_limit(|| {
        let (mut stream, mut far) = limited(SILENCE_LIMIT, Duration::from_nanos(1));
        far.write_all(b"too late").unwrap();
        let error = stream.read(&mut [0; 8]).unwrap_err();
        assert_eq!(Ending::of(&error), Some(Ending::TimedOut));
        let error = stream.write(b"too late").unwrap_err();
        assert_eq!(Ending::of(&error), Some(Ending::TimedOut));
    });
}

#[test]
fn after_an_answer_the_peer_finds_the_end_at_once() {
    within_limit(|| {
        let (mut stream, mut far) = limited(SILENCE_LIMIT, CONVERSATION_LIMIT);
        thread::scope(|scope| {
            scope.spawn(move || {
                stream.write_all(b"refused").unwrap();
                stream.close_after_answer();
            });
            let begin = Instant::now();
            let mut answer = String::new();
            far.read_to_string(&mut answer).unwrap();
            assert_eq!(answer, "refused");
            // Before the peer has ended its own side, and no later than the drain.
            assert!(begin.elapsed() < Duration::from_secs(1));
            far.shutdown(Shutdown::Write).unwrap();
        });
    });
}

#[test]
fn a_peer_that_never_stops_is_left_after_two_seconds() {
    within_limit(|| {
        let (mut stream, mut far) = limited(SILENCE_LIMIT, CONVERSATION_LIMIT);
        thread::scope(|scope| {
            scope.spawn(move || while far.write_all(&[0; 1024]).is_ok() {});
            let begin = Instant::now();
            stream.close_after_answer();
            assert!(begin.elapsed() >= Duration::from_secs(2));
            assert!(begin.elapsed() < Duration::from_secs(10));
            drop(stream); // which resets the connection, and ends the thread
        });
    });
}

#[test]
fn leaving_does_not_prolong_the_conversation() {
    within_limit(|| {
        let (mut stream, _far) = limited(SILENCE_LIMIT, Duration::from_millis(50));
        let begin = Instant::now();
        stream.close_after_answer();
        assert!(begin.elapsed() < Duration::from_secs(1));
    });
}

#[test]
fn a_deadline_that_is_moved_gives_time_again() {
    within_limit(|| {
        let (mut stream, mut far) = limited(SILENCE_LIMIT, Duration::from_nanos(1));
        far.write_all(b"in time").unwrap();
        stream.read(&mut [0; 7]).unwrap_err();
        stream.set_deadline(Instant::now() + CONVERSATION_LIMIT);
        assert_eq!(stream.read(&mut [0; 7]).unwrap(), 7);
    });
}

#[test]
fn one_who_reads_and_one_who_writes_have_limits_of_their_own() {
    within_limit(|| {
        let (near, _far) = connected_pair().unwrap();
        let near = Arc::new(near);
        let limits = |milliseconds| Limits {
            silence: Duration::from_millis(milliseconds),
            conversation: CONVERSATION_LIMIT,
        };
        let mut writer =
            LimitedStream::new(Arc::clone(&near), limits(400)).unwrap();
        let mut reader = LimitedStream::new(near, limits(50)).unwrap();
        reader.set_deadline(Instant::now() + Duration::from_millis(20));
        let begin = Instant::now();
        reader.read(&mut [0; 1]).unwrap_err();
        reader.read(&mut [0; 1]).unwrap_err();
        assert!(begin.elapsed() < Duration::from_millis(400));
        let begin = Instant::now();
        writer.write_all(&vec![0; 64_000_000]).unwrap_err();
        assert!(begin.elapsed() >= Duration::from_millis(400));
    });
}
