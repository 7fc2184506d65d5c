//! Waiting for more than one.

use std::io::{self, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::AsFd;
use std::thread;
use std::time::{Duration, Instant};

use socket_api::interrupt::interrupt_thread;
use socket_api::socket::Socket;
use socket_api::wait::{Interest, PollFd, poll, wait};
use tcp_vs_udp::loopback::{connected_pair, datagram_pair};

use crate::within_limit::within_limit;

#[test]
fn those_that_are_ready_are_told_from_those_that_are_not() {
    within_limit(|| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (near, mut far) = connected_pair().unwrap();
        let (datagrams, sender) = datagram_pair().unwrap();
        let all = [listener.as_fd(), near.as_fd(), datagrams.as_fd()];
        let now = Some(Instant::now());
        assert_eq!(wait(&all, now).unwrap(), [false; 3]);
        far.write_all(b"!").unwrap();
        assert_eq!(wait(&all, None).unwrap(), [false, true, false]);
        sender.send(b"!").unwrap();
        let mut entry = [PollFd::new(datagrams.as_fd(), Interest::Read)];
        assert_eq!(poll(&mut entry, None).unwrap(), 1);
        assert_eq!(wait(&all, None).unwrap(), [false, true, true]);
        let _client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        assert_eq!(wait(&all, None).unwrap(), [true; 3]);
    });
}

#[test]
fn the_end_of_file_and_a_reset_can_be_read() {
    within_limit(|| {
        let (closed, far) = connected_pair().unwrap();
        drop(far);
        assert_eq!(wait(&[closed.as_fd()], None).unwrap(), [true]);

        let (reset, far) = connected_pair().unwrap();
        Socket::of(&far).set_linger(Some(Duration::ZERO)).unwrap();
        drop(far);
        let mut entry = [PollFd::new(reset.as_fd(), Interest::Read)];
        assert_eq!(poll(&mut entry, None).unwrap(), 1);
        assert!(entry[0].can_read());
        assert!(entry[0].can_write(), "writing wouldn't wait, either");
    });
}

/// Linux says of a pipe that it has hung up, and not that it can be read.
#[test]
fn the_end_of_a_pipe_can_be_read() {
    within_limit(|| {
        let (reader, writer) = io::pipe().unwrap();
        drop(writer);
        assert_eq!(wait(&[reader.as_fd()], None).unwrap(), [true]);
    });
}

#[test]
fn whoever_waits_for_either_is_told_which_it_is() {
    within_limit(|| {
        let (mut near, mut far) = connected_pair().unwrap();
        let either = |socket: &TcpStream| {
            let mut entry = [PollFd::new(socket.as_fd(), Interest::ReadOrWrite)];
            assert_eq!(poll(&mut entry, None).unwrap(), 1);
            (entry[0].can_read(), entry[0].can_write())
        };
        assert_eq!(either(&near), (false, true));
        near.set_nonblocking(true).unwrap();
        while near.write(&[0; 65_536]).is_ok() {}
        far.write_all(b"!").unwrap();
        assert_eq!(either(&near), (true, false));
    });
}

#[test]
fn interest_in_writing_waits_for_room() {
    within_limit(|| {
        let (mut near, _far) = connected_pair().unwrap();
        let mut entry = [PollFd::new(near.as_fd(), Interest::Write)];
        assert_eq!(poll(&mut entry, None).unwrap(), 1);
        near.set_nonblocking(true).unwrap();
        while near.write(&[0; 65_536]).is_ok() {}
        let mut entry = [PollFd::new(near.as_fd(), Interest::ReadOrWrite)];
        assert_eq!(poll(&mut entry, Some(Instant::now())).unwrap(), 0);
        assert!(!entry[0].can_write() && !entry[0].can_read());
    });
}

#[test]
fn nothing_is_ready_when_the_deadline_has_passed_and_not_before() {
    within_limit(|| {
        let quiet = TcpListener::bind("127.0.0.1:0").unwrap();
        for limit in [Duration::ZERO, Duration::from_micros(1_500)] {
            let deadline = Instant::now() + limit;
            assert_eq!(wait(&[quiet.as_fd()], Some(deadline)).unwrap(), [false]);
            assert!(Instant::now() >= deadline);
        }
    });
}

/// If it began anew after each, it would have no end.
#[test]
fn signals_neither_end_a_wait_nor_prolong_it() {
    within_limit(|| {
        let quiet = TcpListener::bind("127.0.0.1:0").unwrap();
        let limit = Duration::from_millis(50);
        let begin = Instant::now();
        let waiting =
            thread::spawn(move || wait(&[quiet.as_fd()], Some(begin + limit)));
        while !waiting.is_finished() {
            interrupt_thread(&waiting).unwrap();
            // The pace of the signals: several of them within the limit.
            thread::sleep(limit / 10);
        }
        assert_eq!(waiting.join().unwrap().unwrap(), [false]);
        assert!(begin.elapsed() >= limit);
    });
}
