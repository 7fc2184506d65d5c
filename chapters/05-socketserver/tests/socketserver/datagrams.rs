//! Handlers of datagrams, and what they reply.

use std::io::{self, Write};
use std::net::{SocketAddr, UdpSocket};
use std::sync::mpsc::Receiver;

use socketserver::services::UdpEcho;
use socketserver::{Datagram, Udp, UdpServer};
use tcp_vs_udp::loopback::PATIENCE;

use crate::running::{Running, errors, start};
use crate::within_limit;

fn server_with(
    handle: impl Fn(&mut Datagram<'_, Udp>) -> io::Result<()> + Send + Sync + 'static,
) -> (Running<Udp>, Receiver<String>) {
    let (hooks, errors) = errors();
    let server = UdpServer::builder("127.0.0.1:0")
        .max_packet_size(8)
        .hooks(hooks)
        .build_datagram_fn(handle);
    (start(server.unwrap()), errors)
}

fn client_of(server: SocketAddr) -> UdpSocket {
    let client = UdpSocket::bind("127.0.0.1:0").unwrap();
    client.connect(server).unwrap();
    client
}

fn receive(client: &UdpSocket) -> Vec<u8> {
    let mut buffer = [0; 100];
    let length = client.recv(&mut buffer).unwrap();
    buffer[..length].to_vec()
}

#[test]
fn what_is_written_in_pieces_is_one_reply() {
    within_limit(|| {
        let (server, _errors) = server_with(|datagram| {
            let (left, right) = datagram.packet().split_at(2);
            datagram.write_all(right)?;
            datagram.write_all(left)
        });
        let client = client_of(server.address);
        client.send(b"abcdef").unwrap();
        assert_eq!(receive(&client), b"cdefab");
    });
}

#[test]
fn only_what_is_written_is_sent() {
    within_limit(|| {
        let (server, _errors) = server_with(|datagram| match datagram.packet() {
            b"be silent" | b"silence" => Ok(()),
            packet => datagram.write_all(packet),
        });
        let client = client_of(server.address);
        client.send(b"silence").unwrap();
        client.send(b"hello").unwrap();
        assert_eq!(receive(&client), b"hello");
    });
}

#[test]
fn an_empty_datagram_can_be_answered_by_an_empty_one() {
    within_limit(|| {
        let (server, _errors) =
            server_with(|datagram| datagram.write_all(datagram.packet()));
        let client = client_of(server.address);
        client.send(b"").unwrap();
        assert_eq!(receive(&client), b"");
    });
}

#[test]
fn a_datagram_that_was_cut_says_so() {
    within_limit(|| {
        let (server, _errors) = server_with(|datagram| {
            let answer = match datagram.is_truncated() {
                true => "cut",
                false => "whole",
            };
            assert_eq!(datagram.packet(), b"12345678");
            datagram.write_all(answer.as_bytes())
        });
        let client = client_of(server.address);
        client.send(b"12345678").unwrap();
        assert_eq!(receive(&client), b"whole");
        client.send(b"123456789").unwrap();
        assert_eq!(receive(&client), b"cut");
    });
}

#[test]
fn no_size_is_too_large_to_be_asked_for() {
    within_limit(|| {
        let builder = UdpServer::builder("127.0.0.1:0").max_packet_size(usize::MAX);
        let server = builder
            .build_datagram_fn(|datagram| {
                let packet = datagram.packet().to_vec();
                datagram.write_all(&packet)
            })
            .unwrap();
        let server = start(server);
        let client = client_of(server.address);
        client.send(b"hello").unwrap();
        assert_eq!(receive(&client), b"hello");
    });
}

#[test]
fn a_reply_is_larger_than_its_request_only_if_that_is_allowed() {
    within_limit(|| {
        let (server, errors) = server_with(|datagram| {
            if datagram.packet() == b"allowed" {
                datagram.allow_reply_of(20);
            }
            datagram.write_all(b"more than I was sent")
        });
        let client = client_of(server.address);
        client.send(b"hello").unwrap();
        assert_eq!(
            errors.recv().unwrap(),
            "handle failed: the reply may have at most 5 bytes"
        );
        client.send(b"allowed").unwrap();
        assert_eq!(receive(&client), b"more than I was sent");
    });
}

#[test]
fn a_handler_that_fails_or_panics_replies_nothing() {
    within_limit(|| {
        let (server, errors) = server_with(|datagram| {
            datagram.write_all(datagram.packet())?;
            match datagram.packet() {
                b"fail" => Err(io::Error::other("as you like")),
                b"panic" => std::panic::resume_unwind(Box::new("as you like")),
                _ => Ok(()),
            }
        });
        let client = client_of(server.address);
        for (text, error) in [
            (&b"fail"[..], "handle failed: as you like"),
            (b"panic", "handle panicked: as you like"),
        ] {
            client.send(text).unwrap();
            assert_eq!(errors.recv().unwrap(), error);
        }
        client.send(b"hello").unwrap();
        assert_eq!(receive(&client), b"hello");
    });
}

#[test]
fn the_echo_answers_no_server() {
    within_limit(|| {
        let (tell, events) = std::sync::mpsc::channel();
        let server = UdpServer::builder("127.0.0.1:0")
            .build_datagram(move || UdpEcho { tell: tell.clone() });
        let server = start(server.unwrap());
        // At the same port of another address.
        let other = ("127.0.0.2", server.address.port());
        let other = UdpSocket::bind(other).unwrap();
        other.send_to(b"hello", server.address).unwrap();
        let event = events.recv().unwrap().to_string();
        let from = other.local_addr().unwrap();
        assert_eq!(event, format!("{from} may be a server: not answered"));
        other.set_read_timeout(Some(PATIENCE)).unwrap();
        other.recv(&mut [0; 8]).unwrap_err();
    });
}
