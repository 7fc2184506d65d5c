//! The relay between real sockets.

use std::net::{SocketAddr, UdpSocket};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use tcp_vs_udp::link::{Conditions, Fate};
use tcp_vs_udp::loss::{self, Arrivals, BAD, MESSAGES};
use tcp_vs_udp::relay::{Direction, Event, Relay};

use crate::command::chapter1;
use crate::program::with_server;
use crate::within_limit::within_limit;

const PERFECT: Conditions = Conditions {
    loss: 0,
    duplicate: 0,
    reorder: 0,
    delay: Duration::ZERO,
};

fn socket() -> UdpSocket {
    UdpSocket::bind("127.0.0.1:0").unwrap()
}

/// A relay in front of `server`, a client of it, and what the relay reports.
fn start(
    server: &UdpSocket,
    conditions: Conditions,
) -> (Relay, UdpSocket, Receiver<Event>) {
    let (sender, events) = mpsc::channel();
    let to: SocketAddr = server.local_addr().unwrap();
    let report = move |event| sender.send(event).unwrap_or_default();
    let relay = Relay::start("127.0.0.1:0", to, conditions, 1, report).unwrap();
    let client = socket();
    client.connect(relay.local_addr()).unwrap();
    (relay, client, events)
}

#[test]
fn what_goes_through_comes_back() {
    within_limit(|| {
        let server = socket();
        let (relay, client, events) = start(&server, PERFECT);
        // macOS sends no more than 9,216 bytes.
        for message in [&b"hello"[..], b"", &[b'a'; 9000]] {
            client.send(message).unwrap();
            let mut buffer = [0; 9001];
            let (length, peer) = server.recv_from(&mut buffer).unwrap();
            assert_eq!((&buffer[..length], peer), (message, relay.local_addr()));
            server.send_to(&buffer[..length], peer).unwrap();
            assert_eq!(client.recv(&mut buffer).unwrap(), message.len());
            for direction in [Direction::ToServer, Direction::ToClient] {
                let event = events.recv().unwrap();
                assert_eq!(event.direction, direction);
                assert_eq!(event.length, message.len());
                assert_eq!(event.fate, Fate::PassedOn);
            }
        }
        assert_eq!(
            Event {
                direction: Direction::ToServer,
                number: 3,
                length: 1200,
                fate: Fate::Lost
            }
            .to_string(),
            "to the server   3   1200 bytes  lost"
        );
    });
}

#[test]
fn nothing_arrives_before_the_delay_is_over() {
    within_limit(|| {
        let server = socket();
        let delay = Duration::from_millis(30);
        let (relay, client, _events) =
            start(&server, Conditions { delay, ..PERFECT });
        let begin = Instant::now();
        client.send(b"hello").unwrap();
        server.recv(&mut [0; 16]).unwrap();
        assert!(begin.elapsed() >= delay);
        server.send_to(b"you", relay.local_addr()).unwrap();
        client.recv(&mut [0; 16]).unwrap();
        assert!(begin.elapsed() >= delay * 2);
    });
}

#[test]
fn both_ways_are_bad_and_each_loses_others() {
    within_limit(|| {
        let server = socket();
        let half = Conditions {
            loss: 50,
            ..PERFECT
        };
        let (relay, client, events) = start(&server, half);
        let fates_of = |socket: &UdpSocket| -> Vec<Fate> {
            let fate = |_| {
                socket.send_to(b"hello", relay.local_addr()).unwrap();
                events.recv().unwrap().fate
            };
            (0..64).map(fate).collect()
        };
        let (there, back) = (fates_of(&client), fates_of(&server));
        for fates in [&there, &back] {
            assert!(fates.contains(&Fate::Lost));
            assert!(fates.contains(&Fate::PassedOn));
        }
        assert_ne!(there, back);
    });
}

#[test]
fn answers_go_to_whoever_spoke_last() {
    within_limit(|| {
        let server = socket();
        let (relay, first, _events) = start(&server, PERFECT);
        let second = socket();
        second.connect(relay.local_addr()).unwrap();
        for client in [&first, &second] {
            client.send(b"hello").unwrap();
            server.recv(&mut [0; 16]).unwrap();
            server.send_to(b"you", relay.local_addr()).unwrap();
            assert_eq!(client.recv(&mut [0; 16]).unwrap(), 3);
        }
    });
}

#[test]
fn a_server_that_is_gone_does_not_end_the_relay() {
    within_limit(|| {
        let server = socket();
        let address = server.local_addr().unwrap();
        let (_relay, client, events) = start(&server, PERFECT);
        drop(server);
        for _ in 0..10 {
            client.send(b"anybody there?").unwrap();
            events.recv().unwrap();
        }
        let Ok(server) = UdpSocket::bind(address) else {
            return; // somebody else was given the port
        };
        client.send(b"hello").unwrap();
        server.recv(&mut [0; 16]).unwrap();
    });
}

#[test]
fn the_relay_stops_telling_after_two_hundred_datagrams() {
    let arguments = ["relay", "--address", "127.0.0.1:0", "--loss", "100"];
    with_server(chapter1(&arguments), |address, next_line| {
        let client = socket();
        for number in 1..=200 {
            client.send_to(b"hello", address).unwrap();
            let expected = format!("to the server {number:>3}      5 bytes  lost");
            assert_eq!(next_line(), expected);
        }
        client.send_to(b"hello", address).unwrap();
        assert_eq!(next_line(), "and so on, without a word");
    });
}

#[test]
fn a_relay_that_is_dropped_gives_its_port_back() {
    within_limit(|| {
        let server = socket();
        let (relay, _client, events) = start(&server, PERFECT);
        let address = relay.local_addr();
        drop(relay);
        UdpSocket::bind(address).unwrap();
        // Its threads have ended, and with them the report.
        assert_eq!(events.iter().count(), 0);
    });
}

#[test]
fn a_seed_has_the_same_outcome_each_time() {
    within_limit(|| {
        let one = loss::over_udp(BAD, 1).unwrap();
        assert_eq!(loss::over_udp(BAD, 1).unwrap(), one);
        assert!(one.lost > 0 && one.twice > 0 && one.out_of_order > 0);
        assert_ne!(loss::over_udp(BAD, 2).unwrap(), one);
    });
}

#[test]
fn every_copy_that_is_passed_on_is_waited_for() {
    within_limit(|| {
        let doubling = Conditions {
            duplicate: 100,
            ..PERFECT
        };
        let arrivals = loss::over_udp(doubling, 1).unwrap();
        let twice = MESSAGES as usize;
        let expected = Arrivals {
            sent: twice,
            lost: 0,
            twice,
            out_of_order: 0,
        };
        assert_eq!(arrivals, expected);
    });
}

#[test]
fn over_tcp_everything_arrives_once_and_in_order() {
    within_limit(|| {
        let arrivals = loss::over_tcp().unwrap();
        assert_eq!(arrivals.sent, MESSAGES as usize);
        let troubles = (arrivals.lost, arrivals.twice, arrivals.out_of_order);
        assert_eq!(troubles, (0, 0, 0));
    });
}
