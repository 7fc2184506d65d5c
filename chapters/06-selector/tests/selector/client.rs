//! The client: what it hears, what it verifies, and what it makes of servers that fail.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use selector::DefaultBackend;
use selector::client::{Client, What};
use selector::server::{Server, Settings};
use socket_api::socket::Socket;
use tcp_vs_udp::loopback::{NOBODY, PATIENCE};
use threading::stop::Stop;

use crate::{numbers, within_limit};

/// Time enough for what comes to an end by itself.
fn deadline() -> Instant {
    Instant::now() + crate::within_limit::LIMIT
}

/// What has become of each connection.
#[derive(Debug, Default)]
struct Seen {
    received: BTreeMap<usize, Vec<Vec<u8>>>,
    failed: BTreeMap<usize, ErrorKind>,
    started: usize,
}

impl Seen {
    fn see(&mut self, event: &selector::client::Event<'_>) {
        let connection = event.connection;
        match &event.what {
            What::Starting => self.started += 1,
            What::Received(message) => {
                let received = self.received.entry(connection).or_default();
                received.push(message.to_vec());
            }
            What::Failed(error) => {
                assert_eq!(self.failed.insert(connection, error.kind()), None);
            }
            What::Connected(_) | What::Sent(_) | What::Closed => {}
        }
    }
}

/// Runs `test` beside the chapter's server.
fn with_echo(test: impl FnOnce(SocketAddr) + Send + 'static) {
    let _many = numbers::many();
    within_limit(|| {
        let server =
            Server::<DefaultBackend>::bind("127.0.0.1:0", Settings::default());
        let server = server.unwrap();
        let address = server.local_addr().unwrap();
        let stop = Stop::new().unwrap();
        thread::scope(|scope| {
            let serving = scope.spawn(|| server.serve(&stop, |_| Ok(())));
            let tested = scope.spawn(move || test(address)).join();
            stop.request();
            serving.join().unwrap().unwrap();
            tested.unwrap();
        });
    });
}

/// Accepts `count` connections, in the order of the client's numbers.
fn accept(listener: &TcpListener, count: usize) -> Vec<TcpStream> {
    (0..count).map(|_| listener.accept().unwrap().0).collect()
}

/// A listener, and a client of it with one byte to say for each connection.
fn listener_and_client() -> (TcpListener, Client<impl Fn(usize, usize) -> Vec<u8>>)
{
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let client = Client::new(address, |connection, _| vec![connection as u8]);
    (listener, client.unwrap())
}

#[test]
fn each_connection_gets_its_own_bytes_back_in_each_turn() {
    with_echo(|address| {
        const CONNECTIONS: usize = 300;
        let message =
            |connection, turn| format!("{connection} in turn {turn}").into_bytes();
        let mut client = Client::new(address, message).unwrap();
        // The second time there is nothing to say.
        for (turns, first) in [(1, 0), (1, 1), (4, 1)] {
            let mut seen = Seen::default();
            client
                .talk(CONNECTIONS, turns, deadline(), |event| seen.see(&event))
                .unwrap();
            assert!(seen.failed.is_empty(), "{:?}", seen.failed);
            let some = if first < turns { CONNECTIONS } else { 0 };
            assert_eq!(seen.received.len(), some);
            for (connection, received) in seen.received {
                let due: Vec<Vec<u8>> = (first..turns)
                    .map(|turn| message(connection, turn))
                    .collect();
                assert_eq!(received, due);
            }
        }
        assert_eq!(client.connections(), CONNECTIONS);
        let mut closed = Vec::new();
        client.close(|event| closed.push(event.connection));
        assert_eq!(closed, (1..=CONNECTIONS).collect::<Vec<usize>>());
        assert_eq!(client.connections(), 0);
    });
}

/// Whoever sends all of it before reading waits forever for a server that keeps no
/// more than so much.
#[test]
fn a_message_larger_than_all_buffers_comes_back() {
    with_echo(|address| {
        const LENGTH: usize = 16 * 1024 * 1024;
        let message = |connection: usize, _turn| {
            (0..LENGTH).map(|at| (at / 7 + connection) as u8).collect()
        };
        let mut client = Client::new(address, message).unwrap();
        let mut seen = Seen::default();
        client
            .talk(2, 1, deadline(), |event| seen.see(&event))
            .unwrap();
        assert_eq!(seen.received.len(), 2);
        assert!(seen.failed.is_empty(), "{:?}", seen.failed);
    });
}

#[test]
fn refusals_are_told_one_by_one() {
    within_limit(|| {
        let address = NOBODY.parse().unwrap();
        let mut client = Client::new(address, |_, _| b"?".to_vec()).unwrap();
        let mut seen = Seen::default();
        client
            .talk(250, 1, deadline(), |event| seen.see(&event))
            .unwrap();
        assert_eq!(seen.started, 250);
        assert_eq!(seen.failed.len(), 250);
        let kinds: BTreeSet<String> =
            seen.failed.values().map(ToString::to_string).collect();
        assert_eq!(kinds, BTreeSet::from(["connection refused".to_owned()]));
        assert_eq!(client.connections(), 0);
    });
}

/// It isn't worth a packet to say that there is no way: `connect` knows it at once.
#[test]
fn an_address_that_cannot_be_reached_fails_without_a_wait() {
    within_limit(|| {
        let everybody = "255.255.255.255:1".parse().unwrap();
        let mut client = Client::new(everybody, |_, _| b"?".to_vec()).unwrap();
        let mut seen = Seen::default();
        client
            .talk(2, 1, deadline(), |event| seen.see(&event))
            .unwrap();
        assert_eq!((seen.started, seen.failed.len()), (2, 2));
        assert_eq!(client.connections(), 0);
    });
}

/// One is answered, one is closed, one is reset, one hears something else.
#[test]
fn what_goes_wrong_on_one_connection_leaves_the_others_alone() {
    within_limit(|| {
        let (listener, mut client) = listener_and_client();
        thread::spawn(move || {
            let mut streams = accept(&listener, 4);
            let mut byte = [0];
            for stream in &mut streams {
                stream.read_exact(&mut byte).unwrap();
            }
            streams[1].shutdown(Shutdown::Write).unwrap();
            let third = streams.remove(2);
            Socket::of(&third).set_linger(Some(Duration::ZERO)).unwrap();
            drop(third);
            streams[2].write_all(b"!").unwrap();
            let first = &mut streams[0];
            first.write_all(&[1]).unwrap();
            // Until the client has closed.
            first.read_to_end(&mut Vec::new()).unwrap();
        });
        let mut seen = Seen::default();
        client
            .talk(4, 1, deadline(), |event| seen.see(&event))
            .unwrap();
        assert_eq!(seen.received, BTreeMap::from([(1, vec![vec![1]])]));
        let failed = [
            (2, ErrorKind::UnexpectedEof),
            (3, ErrorKind::ConnectionReset),
            (4, ErrorKind::InvalidData),
        ];
        assert_eq!(seen.failed, BTreeMap::from(failed));
        assert_eq!(client.connections(), 1);
    });
}

#[test]
fn echoes_on_the_wrong_connection_are_found() {
    within_limit(|| {
        let (listener, mut client) = listener_and_client();
        thread::spawn(move || {
            let mut streams = accept(&listener, 2);
            let mut bytes = [0; 2];
            for (stream, byte) in streams.iter_mut().zip(&mut bytes) {
                stream.read_exact(std::slice::from_mut(byte)).unwrap();
            }
            bytes.reverse();
            for (stream, byte) in streams.iter_mut().zip(bytes) {
                stream.write_all(&[byte]).unwrap();
            }
            for mut stream in streams {
                let _ = stream.read_to_end(&mut Vec::new());
            }
        });
        let mut seen = Seen::default();
        client
            .talk(2, 1, deadline(), |event| seen.see(&event))
            .unwrap();
        let failed = [(1, ErrorKind::InvalidData), (2, ErrorKind::InvalidData)];
        assert_eq!(seen.failed, BTreeMap::from(failed));
    });
}

#[test]
fn silence_fails_at_the_deadline_and_what_was_answered_stays() {
    within_limit(|| {
        let (listener, mut client) = listener_and_client();
        let (all_told, wait) = mpsc::channel::<()>();
        thread::spawn(move || {
            let mut streams = accept(&listener, 3);
            let mut byte = [0];
            streams[1].read_exact(&mut byte).unwrap();
            streams[1].write_all(&byte).unwrap();
            let _ = wait.recv();
        });
        let mut seen = Seen::default();
        let soon = Instant::now() + PATIENCE;
        client.talk(3, 1, soon, |event| seen.see(&event)).unwrap();
        assert!(Instant::now() >= soon);
        assert_eq!(seen.received, BTreeMap::from([(2, vec![vec![2]])]));
        let failed = [(1, ErrorKind::TimedOut), (3, ErrorKind::TimedOut)];
        assert_eq!(seen.failed, BTreeMap::from(failed));
        assert_eq!(client.connections(), 1);
        drop(all_told);
    });
}

/// The backlog has room for 128, and what doesn't find room is late by a second.
#[test]
fn no_more_connections_are_begun_than_the_backlog_has_room_for() {
    within_limit(|| {
        let (_listener, mut client) = listener_and_client();
        let mut seen = Seen::default();
        let soon = Instant::now() + PATIENCE;
        client
            .talk(1000, 1, soon, |event| seen.see(&event))
            .unwrap();
        assert_eq!(seen.started, 100);
    });
}

#[test]
fn whoever_holds_connections_learns_of_their_ends() {
    within_limit(|| {
        let (listener, mut client) = listener_and_client();
        thread::spawn(move || {
            for mut stream in accept(&listener, 3) {
                let mut byte = [0];
                stream.read_exact(&mut byte).unwrap();
                stream.write_all(&byte).unwrap();
            }
        });
        let mut seen = Seen::default();
        client
            .talk(3, 1, deadline(), |event| seen.see(&event))
            .unwrap();
        client.hold(|event| seen.see(&event)).unwrap();
        assert_eq!((seen.received.len(), seen.failed.len()), (3, 3));
        assert_eq!(client.connections(), 0);
    });
}

/// An echo of nothing is no echo.
#[test]
fn bytes_that_come_unasked_are_told() {
    within_limit(|| {
        let (listener, mut client) = listener_and_client();
        let (heard, is_heard) = mpsc::channel();
        thread::spawn(move || {
            let mut stream = accept(&listener, 1).remove(0);
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            stream.write_all(&byte).unwrap();
            is_heard.recv().unwrap();
            stream.write_all(&byte).unwrap();
            let _ = stream.read_to_end(&mut Vec::new());
        });
        let mut seen = Seen::default();
        client
            .talk(1, 1, deadline(), |event| seen.see(&event))
            .unwrap();
        assert_eq!(seen.received.len(), 1);
        heard.send(()).unwrap();
        client.hold(|event| seen.see(&event)).unwrap();
        let failed = BTreeMap::from([(1, ErrorKind::InvalidData)]);
        assert_eq!(seen.failed, failed);
    });
}

/// Also when a later one has the place of one that has failed.
#[test]
fn connections_are_closed_in_the_order_of_their_numbers() {
    within_limit(|| {
        let (listener, mut client) = listener_and_client();
        let serving = thread::spawn(move || {
            let mut streams = Vec::new();
            for number in 1..=4 {
                let mut stream = accept(&listener, 1).remove(0);
                let mut byte = [0];
                stream.read_exact(&mut byte).unwrap();
                if number > 1 {
                    stream.write_all(&byte).unwrap();
                    streams.push(stream);
                }
            }
            streams
        });
        for connections in [3, 4] {
            client.talk(connections, 1, deadline(), |_| ()).unwrap();
        }
        let mut closed = Vec::new();
        client.close(|event| closed.push(event.connection));
        assert_eq!(closed, [2, 3, 4]);
        drop(serving.join().unwrap());
    });
}

#[test]
fn the_demonstration_comes_in_the_same_order_each_time() {
    let told = || {
        let mut out = Vec::new();
        selector::demonstration::run(&mut out)?;
        io::Result::Ok(String::from_utf8(out).unwrap())
    };
    let told = within_limit(move || [told().unwrap(), told().unwrap()]);
    // What differs are the ports.
    let [one, other] = told.map(|told| {
        let words = told.split_whitespace();
        let kept = words.filter(|word| !word.starts_with("127.0.0.1:"));
        kept.collect::<Vec<&str>>().join(" ")
    });
    assert_eq!(one, other);
    for expected in [
        "connection 3: received goodbye from 3",
        "connection 3: closed server: closed after 28 bytes",
    ] {
        assert!(one.contains(expected), "{one}");
    }
}
