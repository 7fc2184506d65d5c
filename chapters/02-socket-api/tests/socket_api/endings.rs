//! What a connection's end does to calls, at both ends.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use socket_api::endings::gone::{Gone, write_until_full};
use socket_api::endings::keepalive::{USUAL, keep};
use socket_api::endings::linger::close_with_everything_unsent;
use socket_api::socket::Socket;
use tcp_vs_udp::loopback::connected_pair;

use crate::within_limit::within_limit;

fn read_kind(gone: Gone) -> Result<usize, ErrorKind> {
    within_limit(move || {
        let (mut near, _far) = gone.make().unwrap();
        near.read(&mut [0; 16]).map_err(|error| error.kind())
    })
}

#[test]
fn a_reader_can_tell_how_its_peer_is_gone() {
    assert_eq!(read_kind(Gone::Closed), Ok(0));
    assert_eq!(read_kind(Gone::Reset), Err(ErrorKind::ConnectionReset));
    assert_eq!(read_kind(Gone::Silent), Err(ErrorKind::WouldBlock));
    #[cfg(target_os = "linux")]
    assert_eq!(read_kind(Gone::GivenUp), Err(ErrorKind::TimedOut));
}

#[test]
fn an_error_is_reported_once_and_to_whichever_call_comes_first() {
    within_limit(|| {
        let (mut near, _far) = Gone::Reset.make().unwrap();
        let error = near.take_error().unwrap().unwrap();
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
        assert!(near.take_error().unwrap().is_none());
        assert_eq!(near.read(&mut [0; 16]).unwrap(), 0);
    });
}

#[test]
#[cfg(target_os = "linux")] // other systems may throw it away
fn what_came_before_a_reset_can_still_be_read() {
    within_limit(|| {
        let (mut near, mut far) = connected_pair().unwrap();
        far.write_all(b"hello").unwrap();
        near.peek(&mut [0; 1]).unwrap(); // It has arrived.
        Socket::of(&far).set_linger(Some(Duration::ZERO)).unwrap();
        drop(far);
        let mut buffer = [0; 16];
        assert_eq!(near.read(&mut buffer).unwrap(), 5);
        let error = near.read(&mut buffer).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    });
}

#[test]
fn unread_data_turns_close_into_a_reset() {
    within_limit(|| {
        let (mut near, far) = connected_pair().unwrap();
        near.write_all(b"hello").unwrap();
        far.peek(&mut [0; 1]).unwrap(); // It has arrived.
        drop(far);
        let error = near.read(&mut [0; 16]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    });
}

#[test]
fn shutting_the_reading_side_tells_the_peer_nothing() {
    within_limit(|| {
        let (mut near, mut far) = connected_pair().unwrap();
        near.shutdown(Shutdown::Read).unwrap();
        assert_eq!(near.read(&mut [0; 16]).unwrap(), 0);
        far.write_all(b"hello").unwrap();
        near.write_all(b"hello").unwrap();
        assert_eq!(far.read(&mut [0; 16]).unwrap(), 5);
    });
}

#[test]
fn close_returns_at_once_and_everything_still_arrives() {
    let closed = within_limit(|| close_with_everything_unsent(None).unwrap());
    assert!(closed.took < Duration::from_millis(800), "{closed:?}");
    assert!(closed.arrived.unwrap());
}

#[test]
fn a_linger_of_zero_throws_away_what_was_written() {
    let linger = Some(Duration::ZERO);
    let closed =
        within_limit(move || close_with_everything_unsent(linger).unwrap());
    let error = closed.arrived.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
}

#[test]
fn a_longer_linger_has_close_wait_for_the_peer() {
    let linger = Some(Duration::from_secs(1));
    let closed =
        within_limit(move || close_with_everything_unsent(linger).unwrap());
    assert!(closed.took >= Duration::from_millis(800), "{closed:?}");
}

#[test]
fn a_longer_linger_ends_as_soon_as_the_peer_has_everything() {
    within_limit(|| {
        let (near, mut far) = connected_pair().unwrap();
        Socket::of(&near)
            .set_linger(Some(Duration::from_secs(3600)))
            .unwrap();
        let written = write_until_full(&near).unwrap();
        let closing = thread::spawn(move || drop(near));
        let mut everything = Vec::new();
        assert_eq!(far.read_to_end(&mut everything).unwrap(), written);
        closing.join().unwrap();
    });
}

#[test]
fn a_connection_is_kept_until_the_peer_closes_it() {
    within_limit(|| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let near = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (far, _) = listener.accept().unwrap();
        let kept = near.try_clone().unwrap();
        let keeping = thread::spawn(move || keep(&kept, Duration::from_secs(60)));
        drop(far);
        keeping.join().unwrap().unwrap();
        let keepalive = Socket::of(&near).keepalive().unwrap().unwrap();
        assert_eq!(keepalive.idle, Duration::from_secs(60));
        assert_eq!(keepalive.interval, USUAL.interval);
        assert_eq!(keepalive.probes, USUAL.probes);
    });
}

#[test]
#[cfg(target_os = "linux")] // macOS sets no options once the reset has come
fn a_connection_is_kept_while_the_peer_speaks() {
    within_limit(|| {
        let (near, mut far) = connected_pair().unwrap();
        far.write_all(b"hello").unwrap();
        near.peek(&mut [0; 1]).unwrap(); // It has arrived.
        Socket::of(&far).set_linger(Some(Duration::ZERO)).unwrap();
        drop(far);
        let error = keep(&near, USUAL.idle).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    });
}
