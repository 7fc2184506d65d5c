//! The two ends of a conversation, in one process.

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};

use tcp_vs_udp::loopback::{accept_from, connected_pair, datagram_pair};

use crate::within_limit::within_limit;

#[test]
fn the_two_ends_of_a_connection_talk_to_each_other() {
    within_limit(|| {
        let (mut near, mut far) = connected_pair().unwrap();
        assert_eq!(near.local_addr().unwrap(), far.peer_addr().unwrap());
        assert_eq!(near.peer_addr().unwrap(), far.local_addr().unwrap());
        near.write_all(b"hello").unwrap();
        drop(near);
        let mut heard = String::new();
        far.read_to_string(&mut heard).unwrap();
        assert_eq!(heard, "hello");
    });
}

#[test]
fn a_stranger_who_connects_first_is_not_taken_for_the_other_end() {
    within_limit(|| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let _stranger = TcpStream::connect(address).unwrap();
        let near = TcpStream::connect(address).unwrap().local_addr().unwrap();
        let far = accept_from(near, &listener).unwrap();
        assert_eq!(far.peer_addr().unwrap(), near);
    });
}

#[test]
fn two_datagram_sockets_hear_from_nobody_but_each_other() {
    within_limit(|| {
        let (near, far) = datagram_pair().unwrap();
        let stranger = UdpSocket::bind("127.0.0.1:0").unwrap();
        stranger
            .send_to(b"me too", near.local_addr().unwrap())
            .unwrap();
        let mut buffer = [0; 16];
        near.set_nonblocking(true).unwrap();
        let error = near.recv(&mut buffer).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WouldBlock);
        near.set_nonblocking(false).unwrap();
        far.send(b"hello").unwrap();
        assert_eq!(near.recv(&mut buffer).unwrap(), 5);
        near.send(b"you").unwrap();
        assert_eq!(far.recv(&mut buffer).unwrap(), 3);
    });
}
