//! What is told of a source that is ready.

use std::any::type_name;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use selector::{Backend, Events, Interest, Selector};
use socket_api::socket::{Domain, Socket, Type};
use tcp_vs_udp::loopback::{connected_pair, datagram_pair};

use super::{fill, readable_pair, ready};

#[test]
fn what_can_be_read_is_told_until_it_is_read() {
    fn case<B: Backend>() {
        let (near, mut far) = UnixStream::pair().unwrap();
        let mut selector = Selector::<_, _, B>::new().unwrap();
        let key = selector.register(&near, Interest::Read, ()).unwrap();
        assert_eq!(ready(&mut selector), []);
        far.write_all(b"ab").unwrap();
        for _ in 0..2 {
            let events = ready(&mut selector);
            assert_eq!(events.len(), 1);
            assert_eq!(events[0].key, key);
            assert!(events[0].is_readable() && !events[0].is_writable());
            assert!(!events[0].is_hangup() && !events[0].is_error());
            (&near).read_exact(&mut [0]).unwrap();
        }
        assert_eq!(ready(&mut selector), []);
    }
    on_every_backend!(case);
}

#[test]
fn room_to_write_is_told_while_there_is_some() {
    fn case<B: Backend>() {
        let (near, mut far) = UnixStream::pair().unwrap();
        let mut selector = Selector::<_, _, B>::new().unwrap();
        selector.register(&near, Interest::Write, ()).unwrap();
        assert!(ready(&mut selector)[0].is_writable());
        let mut written = vec![0; fill(&near)];
        assert_eq!(ready(&mut selector), []);
        far.read_exact(&mut written).unwrap();
        assert!(ready(&mut selector)[0].is_writable());
    }
    on_every_backend!(case);
}

#[test]
fn whoever_asks_for_either_is_told_which_it_is() {
    fn case<B: Backend>() {
        let (near, mut far) = UnixStream::pair().unwrap();
        let mut selector = Selector::<_, _, B>::new().unwrap();
        selector.register(&near, Interest::ReadOrWrite, ()).unwrap();
        let is = |selector: &mut Selector<_, _, B>| {
            let events = ready(selector);
            assert_eq!(events.len(), 1, "one event for both");
            (events[0].is_readable(), events[0].is_writable())
        };
        assert_eq!(is(&mut selector), (false, true));
        far.write_all(b"!").unwrap();
        assert_eq!(is(&mut selector), (true, true));
        fill(&near);
        assert_eq!(is(&mut selector), (true, false));
    }
    on_every_backend!(case);
}

#[test]
fn the_end_of_file_can_be_read() {
    fn case<B: Backend>() {
        let (near, far) = connected_pair().unwrap();
        let mut selector = Selector::<_, _, B>::new().unwrap();
        selector.register(&near, Interest::Read, ()).unwrap();
        far.shutdown(Shutdown::Write).unwrap();
        let mut events = Events::default();
        selector.select(&mut events, None).unwrap();
        assert!(events.iter().any(|event| event.is_readable()));
        assert_eq!((&near).read(&mut [0]).unwrap(), 0);
    }
    on_every_backend!(case);
}

/// Linux says of a pipe without a writer that it has hung up, and not that it can be
/// read.
#[test]
fn a_hang_up_is_told_to_each_as_what_was_asked_for() {
    fn case<B: Backend>() {
        let (reader, writer) = io::pipe().unwrap();
        drop(writer);
        let mut reading = Selector::<_, _, B>::new().unwrap();
        reading.register(&reader, Interest::Read, ()).unwrap();
        let mut events = Events::default();
        reading.select(&mut events, None).unwrap();
        let events: Vec<_> = events.iter().collect();
        assert!(events[0].is_readable() && !events[0].is_writable());
        assert_eq!(events[0].is_hangup(), tells_hangup::<B>(Interest::Read));

        for interest in [Interest::Read, Interest::Write, Interest::ReadOrWrite] {
            let (near, far) = UnixStream::pair().unwrap();
            drop(far);
            // Waits until it's closed in the programs too that other tests start.
            assert_eq!((&near).read(&mut [0]).unwrap(), 0);
            let mut selector = Selector::<_, _, B>::new().unwrap();
            selector.register(&near, interest, ()).unwrap();
            let events = ready(&mut selector);
            assert_eq!(events.len(), 1);
            assert_eq!(events[0].is_hangup(), tells_hangup::<B>(interest));
            assert_eq!(events[0].is_readable(), interest.includes_read());
            assert_eq!(events[0].is_writable(), interest.includes_write());
        }
    }
    on_every_backend!(case);
}

/// A write would fail, and so it wouldn't wait.
#[cfg(target_os = "linux")]
#[test]
fn a_hang_up_is_told_to_whoever_waits_for_room() {
    fn case<B: Backend>() {
        let (near, far) = UnixStream::pair().unwrap();
        fill(&near);
        far.shutdown(Shutdown::Both).unwrap();
        let mut selector = Selector::<_, _, B>::new().unwrap();
        selector.register(&near, Interest::Write, ()).unwrap();
        let is_told = ready(&mut selector).iter().any(|one| one.is_writable());
        assert_eq!(is_told, tells_hangup::<B>(Interest::Write));
    }
    on_every_backend!(case);
}

/// That nobody is there comes back as an error, and nothing comes that could be read.
#[test]
fn a_datagram_that_was_refused_is_told_to_whoever_waits_to_receive() {
    fn case<B: Backend>() {
        let (near, far) = datagram_pair().unwrap();
        let mut selector = Selector::<_, _, B>::new().unwrap();
        selector.register(&near, Interest::Read, ()).unwrap();
        drop(far);
        let mut events = Events::default();
        // Until it's closed in the programs too that other tests start.
        while events.is_empty() {
            let _ = near.send(b"hello");
            selector.select(&mut events, Some(Instant::now())).unwrap();
        }
        assert!(events.iter().any(|event| event.is_readable()));
        let error = near.recv(&mut [0]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    }
    on_every_backend!(case);
}

#[test]
fn a_reset_is_an_error_that_is_told_to_each() {
    fn case<B: Backend>() {
        for interest in [Interest::Read, Interest::Write, Interest::ReadOrWrite] {
            let (near, far) = connected_pair().unwrap();
            let mut selector = Selector::<_, _, B>::new().unwrap();
            let key = selector.register(&near, Interest::Read, ()).unwrap();
            Socket::of(&far).set_linger(Some(Duration::ZERO)).unwrap();
            drop(far);
            let mut events = Events::default();
            selector.select(&mut events, None).unwrap();
            selector.modify(key, interest).unwrap();
            let events = ready(&mut selector);
            assert_eq!(events.len(), 1);
            assert_eq!(events[0].is_error(), tells_error::<B>());
            assert_eq!(events[0].is_readable(), interest.includes_read());
            assert_eq!(events[0].is_writable(), interest.includes_write());
        }
    }
    on_every_backend!(case);
}

#[test]
fn a_listener_can_be_read_when_there_is_somebody_to_accept() {
    fn case<B: Backend>() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let mut selector = Selector::<_, _, B>::new().unwrap();
        selector.register(&listener, Interest::Read, ()).unwrap();
        assert_eq!(ready(&mut selector), []);
        let _client = TcpStream::connect(address).unwrap();
        let mut events = Events::default();
        selector.select(&mut events, None).unwrap();
        assert!(events.iter().any(|event| event.is_readable()));
        listener.accept().unwrap();
        assert_eq!(ready(&mut selector), []);
    }
    on_every_backend!(case);
}

#[test]
fn a_refused_connect_can_be_written_to_and_is_an_error() {
    fn case<B: Backend>() {
        // An address that somebody has, and nobody listens on.
        let nobody = Socket::new(Domain::IPV4, Type::STREAM).unwrap();
        nobody.bind(([127, 0, 0, 1], 0).into()).unwrap();
        let socket = Socket::new(Domain::IPV4, Type::STREAM).unwrap();
        socket.set_nonblocking(true).unwrap();
        socket.start_connect(nobody.local_addr().unwrap()).unwrap();
        let mut selector = Selector::<_, _, B>::new().unwrap();
        selector.register(&socket, Interest::Write, ()).unwrap();
        let mut events = Events::default();
        selector.select(&mut events, None).unwrap();
        let event = events.iter().next().unwrap();
        assert!(event.is_writable());
        assert_eq!(event.is_error(), tells_error::<B>());
        assert!(socket.take_error().unwrap().is_some());
    }
    on_every_backend!(case);
}

#[test]
fn datagrams_are_told_even_if_they_are_empty() {
    fn case<B: Backend>() {
        let (near, far) = datagram_pair().unwrap();
        let mut selector = Selector::<_, _, B>::new().unwrap();
        selector.register(&near, Interest::Read, ()).unwrap();
        assert_eq!(ready(&mut selector), []);
        far.send(&[]).unwrap();
        let mut events = Events::default();
        selector.select(&mut events, None).unwrap();
        assert_eq!(events.len(), 1);
        assert_eq!(near.recv(&mut [0]).unwrap(), 0);
        assert_eq!(ready(&mut selector), []);
    }
    on_every_backend!(case);
}

/// If what is ready finds no room, it is told the next time, even if the others are
/// still ready.
#[test]
fn nobody_is_forgotten_when_more_are_ready_than_there_is_room_for() {
    fn case<B: Backend>() {
        let pairs: Vec<_> = (0..10).map(|_| readable_pair()).collect();
        let mut selector = Selector::<_, _, B>::new().unwrap();
        for (near, _far) in &pairs {
            selector.register(near, Interest::Read, false).unwrap();
        }
        let mut events = Events::with_capacity(3);
        for _ in 0..4 {
            selector.select(&mut events, None).unwrap();
            assert_eq!(events.len(), 3);
            for event in &events {
                *selector.get_mut(event.key).unwrap().1 = true;
            }
        }
        assert!(selector.iter().all(|(_key, _source, told)| *told));
    }
    on_every_backend!(case);
}

#[test]
fn there_is_room_for_one_event_at_least() {
    fn case<B: Backend>() {
        let (near, _far) = readable_pair();
        let mut selector = Selector::<_, _, B>::new().unwrap();
        selector.register(&near, Interest::Read, ()).unwrap();
        let mut events = Events::with_capacity(0);
        selector.select(&mut events, None).unwrap();
        assert_eq!(events.len(), 1);
    }
    on_every_backend!(case);
}

/// Whoever finds no room is told the next time, even if others leave the list meanwhile.
#[test]
fn nobody_is_passed_over_when_others_are_paused() {
    fn case<B: Backend>() {
        let pairs: Vec<_> = (0..10).map(|_| readable_pair()).collect();
        let mut selector = Selector::<_, _, B>::new().unwrap();
        for (near, _far) in &pairs {
            selector.register(near, Interest::Read, false).unwrap();
        }
        let mut events = Events::with_capacity(3);
        for _ in 0..4 {
            selector.select(&mut events, None).unwrap();
            for event in &events {
                *selector.get_mut(event.key).unwrap().1 = true;
            }
            let first = events.iter().next().unwrap();
            selector.pause(first.key).unwrap();
        }
        assert!(selector.iter().all(|(_key, _source, told)| *told));
    }
    on_every_backend!(case);
}

/// Whether the backend tells a hang-up from the end of file. `select` has no word for
/// it, and `kqueue` says it of the direction in which we write.
fn tells_hangup<B>(interest: Interest) -> bool {
    let is_kqueue = type_name::<B>().ends_with("::Kqueue");
    tells_error::<B>() && (interest.includes_write() || !is_kqueue)
}

/// Whether the backend tells an error from something to read.
fn tells_error<B>() -> bool {
    !type_name::<B>().ends_with("::Select")
}
