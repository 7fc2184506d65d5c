//! Broadcast and multicast on loopback, as Linux has them.

#![cfg(target_os = "linux")]

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, SocketAddrV4, UdpSocket};
use std::sync::mpsc::{self, Receiver};
use std::thread;

use echo_server::ending::Ending;
use echo_server::experiment::to_many as experiments;
use echo_server::to_many::{
    EVERYBODY, GROUP, among, broadcaster, group_sender, join, listen,
};

use crate::within_limit;

/// What a listener in a thread of its own hears, and where it listens.
fn heard_by(socket: UdpSocket) -> (SocketAddr, Receiver<String>) {
    let address = socket.local_addr().unwrap();
    let (sender, heard) = mpsc::channel();
    thread::spawn(move || {
        listen(&socket, |heard| {
            sender.send(heard.to_string()).map_err(io::Error::other)
        })
    });
    (address, heard)
}

/// The address with a port that the system is to choose.
fn any_port(address: SocketAddrV4) -> SocketAddrV4 {
    SocketAddrV4::new(*address.ip(), 0)
}

#[test]
fn everybody_hears_a_broadcast() {
    within_limit(|| {
        let (address, heard) = heard_by(among(any_port(EVERYBODY)).unwrap());
        let sender = broadcaster().unwrap();
        sender.send_to(b"hello", address).unwrap();
        let here = sender.local_addr().unwrap();
        assert_eq!(heard.recv().unwrap(), format!("{here} says: hello"));
    });
}

#[test]
fn a_broadcast_needs_permission() {
    within_limit(|| {
        let denied = experiments::broadcast_without_permission().unwrap_err();
        assert_eq!(denied.kind(), ErrorKind::PermissionDenied);
        assert_eq!(experiments::broadcast_with_permission().unwrap(), 5);
    });
}

#[test]
fn members_hear_whoever_sends_and_see_who_it_was() {
    within_limit(|| {
        let (address, heard) = heard_by(join(any_port(GROUP)).unwrap());
        // Neither has joined.
        for sender in [group_sender().unwrap(), group_sender().unwrap()] {
            sender.send_to(b"hello", address).unwrap();
            let here = sender.local_addr().unwrap();
            assert_eq!(heard.recv().unwrap(), format!("{here} says: hello"));
        }
    });
}

#[test]
fn an_empty_datagram_does_not_end_a_listener() {
    within_limit(|| {
        let (address, heard) = heard_by(join(any_port(GROUP)).unwrap());
        let sender = group_sender().unwrap();
        for message in [&b""[..], b"still there?"] {
            sender.send_to(message, address).unwrap();
        }
        assert!(heard.recv().unwrap().ends_with(" says: "));
        assert!(heard.recv().unwrap().ends_with(" says: still there?"));
    });
}

#[test]
#[cfg(target_os = "linux")] // others send no such large ones unless told to
fn the_largest_datagram_is_heard_whole() {
    use echo_server::experiment::datagrams::LARGEST_PAYLOAD;

    within_limit(|| {
        let (address, heard) = heard_by(join(any_port(GROUP)).unwrap());
        let text = "a".repeat(LARGEST_PAYLOAD);
        let sender = group_sender().unwrap();
        sender.send_to(text.as_bytes(), address).unwrap();
        assert!(heard.recv().unwrap().ends_with(&format!(" says: {text}")));
    });
}

#[test]
fn sending_to_a_group_asks_nobody() {
    within_limit(|| {
        assert_eq!(experiments::send_to_empty_group().unwrap(), 5);
    });
}

#[test]
fn who_has_left_hears_nothing_more() {
    within_limit(|| {
        assert_eq!(experiments::receive_as_member().unwrap(), 5);
        let silence = experiments::receive_after_leaving().unwrap_err();
        assert_eq!(Ending::of(&silence), Some(Ending::TimedOut));
    });
}

#[test]
fn only_groups_can_be_joined() {
    within_limit(|| {
        let error = join("127.0.0.1:0".parse().unwrap()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
    });
}

#[test]
fn a_second_listener_at_the_same_port_is_refused() {
    within_limit(|| {
        let first = join(any_port(GROUP)).unwrap();
        let port = first.local_addr().unwrap().port();
        let error = join(SocketAddrV4::new(*GROUP.ip(), port)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AddrInUse);
    });
}
