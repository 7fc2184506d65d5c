//! Sources whose readiness was cleared: whatever comes is told.

use std::any::type_name;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::process::Stdio;
use std::time::{Duration, Instant};

use selector::{Backend, Events, Interest, Key, Selector};
use socket_api::socket::Socket;
use tcp_vs_udp::loopback::connected_pair;

use super::{fill, readable_pair, ready};
use crate::program::python;

/// A selector with one source, of which nothing is unread, and whose readiness was
/// cleared.
fn cleared<B: Backend>(near: &UnixStream) -> (Selector<&UnixStream, (), B>, Key) {
    near.set_nonblocking(true).unwrap();
    let mut selector = Selector::new().unwrap();
    let key = selector.register(near, Interest::Read, ()).unwrap();
    selector.clear_ready(key).unwrap();
    assert_eq!(ready(&mut selector), []);
    (selector, key)
}

/// Reads once, with room for more than there is.
fn read(mut stream: &UnixStream) -> usize {
    stream.read(&mut [0; 64]).unwrap()
}

/// What is ready, of a selector with one source: readable, writable.
fn is_ready<S: AsFd, B: Backend>(
    selector: &mut Selector<S, (), B>,
) -> Option<(bool, bool)> {
    let events = ready(selector);
    assert!(events.len() <= 1);
    let event = events.first()?;
    Some((event.is_readable(), event.is_writable()))
}

const READABLE: Option<(bool, bool)> = Some((true, false));

/// This is what it is good for: no source is looked at a second time. The others go on
/// as before, which is right as well.
#[test]
fn by_epoll_what_is_left_is_told_once_and_by_the_others_until_it_is_read() {
    fn case<B: Backend>() {
        let (near, mut far) = UnixStream::pair().unwrap();
        let (mut selector, _key) = cleared::<B>(&near);
        far.write_all(b"!").unwrap();
        assert_eq!(is_ready(&mut selector), READABLE);
        let again = match type_name::<B>().ends_with("::Epoll") {
            true => None,
            false => READABLE,
        };
        assert_eq!(is_ready(&mut selector), again);
    }
    on_every_backend!(case);
}

#[test]
fn bytes_that_come_after_readiness_was_cleared_are_told_each_time() {
    fn case<B: Backend>() {
        let (near, mut far) = UnixStream::pair().unwrap();
        let (mut selector, key) = cleared::<B>(&near);
        for _ in 0..3 {
            far.write_all(b"!").unwrap();
            assert_eq!(is_ready(&mut selector), READABLE);
            assert_eq!(read(&near), 1);
            selector.clear_ready(key).unwrap();
            assert_eq!(is_ready(&mut selector), None);
        }
    }
    on_every_backend!(case);
}

#[test]
fn an_end_of_file_that_comes_after_readiness_was_cleared_is_told() {
    fn case<B: Backend>() {
        let (near, far) = UnixStream::pair().unwrap();
        let (mut selector, _key) = cleared::<B>(&near);
        far.shutdown(Shutdown::Write).unwrap();
        assert_eq!(is_ready(&mut selector), READABLE);
        assert_eq!(read(&near), 0);
    }
    on_every_backend!(case);
}

/// The wake-up that could be lost: they come when all was read, and before the system
/// hears of it.
#[test]
fn what_comes_between_the_read_and_the_call_is_told() {
    fn case<B: Backend>() {
        for ends in [false, true] {
            let (near, mut far) = readable_pair();
            let mut selector = Selector::<_, _, B>::new().unwrap();
            let key = selector.register(&near, Interest::Read, ()).unwrap();
            assert_eq!(is_ready(&mut selector), READABLE);
            for _ in 0..3 {
                assert_eq!(read(&near), 1);
                match ends {
                    true => far.shutdown(Shutdown::Write).unwrap(),
                    false => far.write_all(b"!").unwrap(),
                }
                selector.clear_ready(key).unwrap();
                assert_eq!(is_ready(&mut selector), READABLE);
                if ends {
                    assert_eq!(read(&near), 0);
                    break;
                }
            }
        }
    }
    on_every_backend!(case);
}

/// A short read has taken all the bytes, and an end of file came along with them: the
/// bug of whoever waits for an edge.
#[test]
fn an_end_of_file_behind_the_last_bytes_is_told_after_a_short_read() {
    fn case<B: Backend>() {
        for is_first in [true, false] {
            let (near, mut far) = UnixStream::pair().unwrap();
            let (mut selector, key) = cleared::<B>(&near);
            if is_first {
                selector.modify(key, Interest::Read).unwrap();
            }
            far.write_all(b"bye").unwrap();
            far.shutdown(Shutdown::Write).unwrap();
            assert_eq!(is_ready(&mut selector), READABLE);
            assert_eq!(read(&near), 3);
            selector.clear_ready(key).unwrap();
            assert_eq!(is_ready(&mut selector), READABLE, "{is_first}");
            assert_eq!(read(&near), 0);
        }
    }
    on_every_backend!(case);
}

#[test]
fn an_end_of_file_that_comes_when_the_bytes_were_told_is_told_too() {
    fn case<B: Backend>() {
        let (near, mut far) = UnixStream::pair().unwrap();
        let (mut selector, key) = cleared::<B>(&near);
        far.write_all(b"bye").unwrap();
        assert_eq!(is_ready(&mut selector), READABLE);
        far.shutdown(Shutdown::Write).unwrap();
        assert_eq!(read(&near), 3);
        selector.clear_ready(key).unwrap();
        assert_eq!(is_ready(&mut selector), READABLE);
        assert_eq!(read(&near), 0);
    }
    on_every_backend!(case);
}

/// Which for a pipe is a hang-up, on Linux.
#[test]
fn an_end_of_file_behind_the_last_bytes_of_a_pipe_is_told_after_a_short_read() {
    fn case<B: Backend>() {
        let (reader, mut writer) = io::pipe().unwrap();
        let mut selector = Selector::<_, _, B>::new().unwrap();
        let key = selector.register(&reader, Interest::Read, ()).unwrap();
        selector.clear_ready(key).unwrap();
        writer.write_all(b"bye").unwrap();
        drop(writer);
        loop {
            let mut events = Events::default();
            selector.select(&mut events, None).unwrap();
            if (&reader).read(&mut [0; 64]).unwrap() == 0 {
                break;
            }
            selector.clear_ready(key).unwrap();
        }
    }
    on_every_backend!(case);
}

#[test]
fn a_reset_behind_the_last_bytes_is_told_after_a_short_read() {
    fn case<B: Backend>() {
        let (near, mut far) = connected_pair().unwrap();
        near.set_nonblocking(true).unwrap();
        let mut selector = Selector::<_, _, B>::new().unwrap();
        let key = selector.register(&near, Interest::Read, ()).unwrap();
        selector.clear_ready(key).unwrap();
        far.write_all(b"bye").unwrap();
        Socket::of(&far).set_linger(Some(Duration::ZERO)).unwrap();
        drop(far);
        loop {
            let mut events = Events::default();
            selector.select(&mut events, None).unwrap();
            assert!(events.iter().all(|event| event.is_readable()));
            match (&near).read(&mut [0; 64]) {
                Ok(length) => {
                    assert_eq!(length, 3);
                    selector.clear_ready(key).unwrap();
                }
                Err(error) => {
                    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
                    break;
                }
            }
        }
    }
    on_every_backend!(case);
}

#[test]
fn room_that_comes_after_readiness_was_cleared_is_told() {
    fn case<B: Backend>() {
        let (near, mut far) = UnixStream::pair().unwrap();
        let mut written = vec![0; fill(&near)];
        let mut selector = Selector::<_, _, B>::new().unwrap();
        let key = selector.register(&near, Interest::Write, ()).unwrap();
        selector.clear_ready(key).unwrap();
        assert_eq!(is_ready(&mut selector), None);
        far.read_exact(&mut written).unwrap();
        assert_eq!(is_ready(&mut selector), Some((false, true)));
        fill(&near);
        selector.clear_ready(key).unwrap();

        // What the peer says doesn't wake whoever waits for room.
        far.write_all(b"!").unwrap();
        far.shutdown(Shutdown::Write).unwrap();
        assert_eq!(is_ready(&mut selector), None);
        selector.modify(key, Interest::ReadOrWrite).unwrap();
        assert_eq!(is_ready(&mut selector), READABLE);
    }
    on_every_backend!(case);
}

#[test]
fn whoever_waits_for_either_is_told_of_either_after_readiness_was_cleared() {
    fn case<B: Backend>() {
        let (near, mut far) = UnixStream::pair().unwrap();
        let mut written = vec![0; fill(&near)];
        let (mut selector, key) = cleared::<B>(&near);
        selector.modify(key, Interest::ReadOrWrite).unwrap();
        selector.clear_ready(key).unwrap();
        assert_eq!(is_ready(&mut selector), None);
        far.write_all(b"!").unwrap();
        assert_eq!(is_ready(&mut selector), READABLE);
        far.read_exact(&mut written).unwrap();
        assert_eq!(is_ready(&mut selector), Some((true, true)));
    }
    on_every_backend!(case);
}

#[test]
fn a_modified_source_is_told_by_the_level_again() {
    fn case<B: Backend>() {
        for unread in [false, true] {
            let (near, mut far) = UnixStream::pair().unwrap();
            let (mut selector, key) = cleared::<B>(&near);
            if unread {
                far.write_all(b"abcdef").unwrap();
                assert_eq!(is_ready(&mut selector), READABLE);
                (&near).read_exact(&mut [0; 3]).unwrap();
                selector.modify(key, Interest::Read).unwrap();
            } else {
                selector.modify(key, Interest::Read).unwrap();
                far.write_all(b"abcdef").unwrap();
            }
            for _ in 0..3 {
                assert_eq!(is_ready(&mut selector), READABLE);
            }
        }
    }
    on_every_backend!(case);
}

/// What ends isn't told only once, if the end isn't read at once.
#[test]
fn an_end_of_file_brings_the_level_back() {
    fn case<B: Backend>() {
        let (near, mut far) = UnixStream::pair().unwrap();
        let (mut selector, key) = cleared::<B>(&near);
        far.write_all(b"bye").unwrap();
        far.shutdown(Shutdown::Write).unwrap();
        assert_eq!(is_ready(&mut selector), READABLE);
        assert_eq!(read(&near), 3);
        selector.clear_ready(key).unwrap();
        for _ in 0..3 {
            assert_eq!(is_ready(&mut selector), READABLE);
        }
        assert_eq!(selector.interest(key), Some(Interest::Read));
    }
    on_every_backend!(case);
}

#[test]
fn a_paused_source_stays_paused_when_its_readiness_is_cleared() {
    fn case<B: Backend>() {
        let (near, mut far) = UnixStream::pair().unwrap();
        let (mut selector, key) = cleared::<B>(&near);
        selector.pause(key).unwrap();
        selector.clear_ready(key).unwrap();
        assert_eq!(selector.interest(key), None);
        far.write_all(b"!").unwrap();
        assert_eq!(is_ready(&mut selector), None);
        selector.modify(key, Interest::Read).unwrap();
        for _ in 0..3 {
            assert_eq!(is_ready(&mut selector), READABLE);
        }
        assert!(selector.unregister(key).is_some());
    }
    on_every_backend!(case);
}

/// Says an urgent byte in the middle, when it's told to.
const URGENT: &str = "\
import socket, sys
talker = socket.create_connection(('127.0.0.1', int(sys.argv[1])), 10)
talker.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
talker.recv(1)
talker.send(b'ab')
talker.send(b'c', socket.MSG_OOB)
talker.send(b'de')
print('said', flush=True)
talker.recv(1)
";

/// A read stops at an urgent byte, so it's short though there are others behind.
#[test]
fn what_stands_behind_an_urgent_byte_is_told_after_a_short_read() {
    fn case<B: Backend>() {
        let Some(mut talker) = python(URGENT) else {
            return;
        };
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        talker.arg(port.to_string()).stdout(Stdio::piped());
        let mut talker = talker.spawn().unwrap();
        let mut said = BufReader::new(talker.stdout.take().unwrap()).lines();
        let (near, _peer) = listener.accept().unwrap();
        near.set_nonblocking(true).unwrap();
        let mut selector = Selector::<_, _, B>::new().unwrap();
        let key = selector.register(&near, Interest::Read, ()).unwrap();
        selector.clear_ready(key).unwrap();
        (&near).write_all(b"!").unwrap();
        assert_eq!(said.next().unwrap().unwrap(), "said");

        let mut heard = Vec::new();
        while !heard.ends_with(b"de") {
            let mut events = Events::default();
            selector.select(&mut events, None).unwrap();
            assert_eq!(events.len(), 1);
            let mut buffer = [0; 64];
            let length = (&near).read(&mut buffer).unwrap();
            heard.extend(&buffer[..length]);
            selector.clear_ready(key).unwrap();
        }
        assert_eq!(heard, b"abde");
        let mut events = Events::default();
        selector.select(&mut events, Some(Instant::now())).unwrap();
        assert_eq!(events.len(), 0);
        (&near).write_all(b"!").unwrap();
        assert!(talker.wait().unwrap().success());
    }
    on_every_backend!(case);
}
