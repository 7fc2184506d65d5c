//! Races over real sockets. All addresses are 127.0.0.1, with different ports, and
//! where the machine has it, ::1.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use socket_api::backlog::FullListener;
use socket_api::connect::{AllFailed, connect};
use socket_api::happy_eyeballs::{LEAST_DELAY, Pace, Progress};
use socket_api::names::{Event, connect_in_turn};
use socket_api::socket::{Domain, Socket, Type};
use socket_api::wait::wait;
#[cfg(target_os = "linux")]
use tcp_vs_udp::state::State;

use crate::within_limit::within_limit;

/// For those who have to answer, with room for a machine under load.
const PATIENT: Pace = Pace {
    delay: Duration::from_millis(20),
    limit: Duration::from_secs(15),
};

/// For those who won't.
const IMPATIENT: Pace = Pace {
    delay: Duration::from_millis(20),
    limit: Duration::from_millis(200),
};

/// Where nobody listens, for as long as it exists: the port is taken.
fn nobody() -> (Socket, SocketAddr) {
    let socket = Socket::new(Domain::IPV4, Type::STREAM).unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = socket.local_addr().unwrap();
    (socket, address)
}

fn somebody(host: &str) -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind((host, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// The events of a race, in words.
fn race(
    addresses: &[SocketAddr],
    pace: Pace,
) -> (io::Result<TcpStream>, Vec<(SocketAddr, String)>) {
    let mut events = Vec::new();
    let result = connect(addresses, pace, |address, event| {
        let event = match event {
            Event::Fails(error) => format!("fails: {}", error.kind()),
            event => event.to_string(),
        };
        events.push((address, event));
    });
    (result, events)
}

fn words(events: &[(SocketAddr, String)]) -> Vec<(SocketAddr, &str)> {
    let events = events.iter();
    events.map(|(at, event)| (*at, event.as_str())).collect()
}

#[test]
fn a_silent_address_is_overtaken_and_closed() {
    within_limit(|| {
        let full = FullListener::with_backlog(0).unwrap();
        let silent = full.local_addr().unwrap();
        let (listener, good) = somebody("127.0.0.1");
        let begin = Instant::now();
        let (result, events) = race(&[silent, good], PATIENT);
        let took = begin.elapsed();
        let mut stream = result.unwrap();
        assert_eq!(
            words(&events),
            [
                (silent, "begins"),
                (good, "begins"),
                (good, "connects"),
                (silent, "is closed"),
            ]
        );
        // The head start, and then no waiting for who doesn't answer.
        assert!(took >= PATIENT.delay && took < PATIENT.limit, "{took:?}");

        // It waits, as a stream of std does.
        stream.set_read_timeout(Some(2 * PATIENT.delay)).unwrap();
        let begin = Instant::now();
        stream.read(&mut [0; 1]).unwrap_err();
        assert!(begin.elapsed() >= PATIENT.delay);

        stream.set_read_timeout(None).unwrap();
        let (mut peer, _) = listener.accept().unwrap();
        peer.write_all(b"hello").unwrap();
        drop(peer);
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        assert_eq!(text, "hello");
    });
}

#[test]
fn a_refusal_brings_the_next_address_forward() {
    within_limit(|| {
        let (_kept, refused) = nobody();
        let (_listener, good) = somebody("127.0.0.1");
        let pace = Pace {
            delay: Duration::from_secs(2),
            ..PATIENT
        };
        let begin = Instant::now();
        let (result, events) = race(&[refused, good], pace);
        let took = begin.elapsed();
        assert_eq!(result.unwrap().peer_addr().unwrap(), good);
        assert_eq!(
            words(&events),
            [
                (refused, "begins"),
                (refused, "fails: connection refused"),
                (good, "begins"),
                (good, "connects"),
            ]
        );
        assert!(took >= LEAST_DELAY && took < pace.delay, "{took:?}");
    });
}

#[test]
fn the_ipv4_listener_is_found_behind_an_ipv6_address_that_refuses() {
    within_limit(|| {
        // A port that is free over IPv6 too, as long as we have it.
        let Ok((_taken, v6)) = bound_v6() else {
            eprintln!("this machine has no ::1");
            return;
        };
        let (_listener, v4) = somebody("127.0.0.1");
        let (result, events) = race(&[v6, v4], PATIENT);
        assert_eq!(result.unwrap().peer_addr().unwrap(), v4);
        assert_eq!(events[1], (v6, "fails: connection refused".to_owned()));
    });
}

fn bound_v6() -> io::Result<(Socket, SocketAddr)> {
    let socket = Socket::new(Domain::IPV6, Type::STREAM)?;
    socket.bind("[::1]:0".parse().unwrap())?;
    let address = socket.local_addr()?;
    Ok((socket, address))
}

#[test]
fn an_address_that_answers_is_the_only_one_that_hears_of_us() {
    within_limit(|| {
        let (first, one) = somebody("127.0.0.1");
        let (second, two) = somebody("127.0.0.1");
        let pace = Pace {
            delay: Duration::from_secs(2),
            ..PATIENT
        };
        let (result, events) = race(&[one, two], pace);
        assert_eq!(result.unwrap().peer_addr().unwrap(), one);
        assert_eq!(words(&events), [(one, "begins"), (one, "connects")]);
        let now = Some(Instant::now());
        let heard = wait(&[first.as_fd(), second.as_fd()], now).unwrap();
        assert_eq!(heard, [true, false]);
    });
}

#[test]
fn an_error_names_every_attempt_and_is_of_the_kind_of_the_first() {
    within_limit(|| {
        let (_kept, refused) = nobody();
        let full = FullListener::with_backlog(0).unwrap();
        let silent = full.local_addr().unwrap();
        let begin = Instant::now();
        let (result, events) = race(&[refused, silent], IMPATIENT);
        assert!(begin.elapsed() >= IMPATIENT.limit);
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
        assert_eq!(events.last().unwrap().1, "fails: timed out");
        let text = error.to_string();
        let named = format!("{refused}: Connection refused");
        assert!(text.starts_with(&named), "{text}");
        assert!(text.ends_with(&format!("; {silent}: timed out")), "{text}");

        let failed: AllFailed = error.downcast().unwrap();
        let Progress::Failed { error, .. } = &failed.0[1].progress else {
            panic!("{failed:?}");
        };
        assert_eq!(error.kind(), ErrorKind::TimedOut);
    });
}

#[test]
fn the_limit_is_one_for_all_addresses_together() {
    within_limit(|| {
        let full = FullListener::with_backlog(0).unwrap();
        let silent = full.local_addr().unwrap();
        let (_kept, late) = nobody();
        let pace = Pace {
            delay: Duration::from_secs(2),
            ..IMPATIENT
        };
        let error = race(&[silent, late], pace).0.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
        let text = error.to_string();
        assert!(text.ends_with(&format!("; {late}: not tried")), "{text}");
    });
}

#[test]
fn what_the_system_refuses_at_once_is_a_failure_like_any_other() {
    within_limit(|| {
        // Port 0 can be bound, but nobody can be reached there.
        let nowhere: SocketAddr = "127.0.0.1:0".parse().unwrap();
        let everybody: SocketAddr = "127.255.255.255:20002".parse().unwrap();
        let (_listener, good) = somebody("127.0.0.1");
        let (result, _) = race(&[nowhere, everybody, good], PATIENT);
        assert_eq!(result.unwrap().peer_addr().unwrap(), good);
    });
}

#[test]
fn without_an_address_it_is_the_same_error_as_in_turn() {
    let raced = race(&[], PATIENT).0.unwrap_err();
    let limit = Duration::from_secs(1);
    let in_turn = connect_in_turn(&[], limit, |_, _| {}).unwrap_err();
    assert_eq!(raced.kind(), in_turn.kind());
    assert_eq!(raced.to_string(), "there is no address to connect to");
}

/// Whether this machine is still asking for a connection to the port.
#[cfg(target_os = "linux")]
fn is_asked(port: u16) -> bool {
    let listing = socket_api::sockets::list().unwrap();
    listing
        .rows
        .iter()
        .any(|row| row.state == State::SynSent && row.peer.port() == Some(port))
}

#[cfg(target_os = "linux")]
#[test]
fn losers_are_closed_when_the_winner_is_returned() {
    within_limit(|| {
        let full = FullListener::with_backlog(0).unwrap();
        let silent = full.local_addr().unwrap();
        let (_listener, good) = somebody("127.0.0.1");
        let mut was_asked = false;
        let stream = connect(&[silent, good], PATIENT, |_, event| {
            if let Event::Connects = event {
                was_asked = is_asked(silent.port());
            }
        });
        assert!(was_asked);
        assert!(!is_asked(silent.port()));
        assert_eq!(stream.unwrap().peer_addr().unwrap(), good);
    });
}
