//! Names, and their addresses tried in turn.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::time::Duration;

use socket_api::names::{LOOK_UP_LIMIT, connect_in_turn, look_up};

use crate::within_limit::within_limit;

/// With room for a machine under load.
const LIMIT: Duration = Duration::from_secs(15);

/// Privileged ports that the system never gives to a program that asks for any, and
/// whose services no system runs.
const NOBODY: [&str; 2] = ["127.0.0.1:1", "127.0.0.1:2"];

fn nobody(index: usize) -> SocketAddr {
    NOBODY[index].parse().unwrap()
}

/// In words, what happened to each address.
fn in_turn(
    addresses: &[SocketAddr],
) -> (std::io::Result<TcpStream>, Vec<(SocketAddr, String)>) {
    let mut events = Vec::new();
    let result = connect_in_turn(addresses, LIMIT, |address, event| {
        events.push((address, event.to_string()));
    });
    (result, events)
}

#[test]
fn addresses_are_tried_until_one_answers() {
    within_limit(|| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let good = listener.local_addr().unwrap();
        let (result, events) = in_turn(&[nobody(0), good, nobody(1)]);
        assert_eq!(result.unwrap().peer_addr().unwrap(), good);
        let tried: Vec<SocketAddr> = events.iter().map(|(at, _)| *at).collect();
        assert_eq!(tried, [nobody(0), nobody(0), good, good]);
        assert_eq!(events[0].1, "begins");
        assert!(events[1].1.starts_with("fails: "));
        assert_eq!(events[3].1, "connects");
    });
}

#[test]
fn the_error_is_that_of_the_last_address() {
    within_limit(|| {
        // All of this machine's network, which takes datagrams alone.
        let unreachable = "127.255.255.255:20002".parse().unwrap();
        let ours = in_turn(&[unreachable, nobody(0)]).0.unwrap_err();
        let std = TcpStream::connect(&[unreachable, nobody(0)][..]).unwrap_err();
        assert_eq!(ours.kind(), ErrorKind::ConnectionRefused);
        assert_eq!(ours.kind(), std.kind());
        let none = in_turn(&[]).0.unwrap_err();
        let std = TcpStream::connect(&[][..]).unwrap_err();
        assert_eq!(none.kind(), std.kind());
    });
}

#[test]
fn localhost_is_this_machine_whatever_its_addresses() {
    within_limit(|| {
        let addresses = look_up("localhost:20002", LOOK_UP_LIMIT).unwrap();
        assert!(!addresses.is_empty());
        assert!(addresses.iter().all(|address| address.ip().is_loopback()));
        assert!(addresses.iter().all(|address| address.port() == 20002));
    });
}

#[test]
fn a_client_that_says_localhost_finds_a_server_on_either_address() {
    within_limit(|| {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let stream = TcpStream::connect(("localhost", port)).unwrap();
        assert!(stream.peer_addr().unwrap().is_ipv4());
    });
}

#[test]
fn bind_takes_the_first_address_that_it_can() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let any = "127.0.0.1:0".parse().unwrap();
    let addresses = [taken.local_addr().unwrap(), any];
    let listener = TcpListener::bind(&addresses[..]).unwrap();
    assert_ne!(listener.local_addr().unwrap(), addresses[0]);
}

#[test]
fn for_datagrams_the_first_address_will_do_whoever_is_there() {
    let listener = UdpSocket::bind("127.0.0.1:0").unwrap();
    let addresses = [nobody(0), listener.local_addr().unwrap()];
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.connect(&addresses[..]).unwrap();
    assert_eq!(socket.peer_addr().unwrap(), addresses[0]);
}
