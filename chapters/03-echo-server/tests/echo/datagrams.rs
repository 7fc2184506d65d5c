//! The echo in datagrams.

use std::net::{SocketAddr, UdpSocket};
use std::sync::mpsc::{self, Receiver};
use std::thread;

use echo_server::experiment::datagrams::LARGEST_PAYLOAD;
use echo_server::udp_server::{LARGEST_DATAGRAM, UdpEvent, UdpServer};

use crate::within_limit::{LIMIT, within_limit};

struct Running {
    address: SocketAddr,
    events: Receiver<UdpEvent>,
}

fn start() -> Running {
    let server = UdpServer::bind("127.0.0.1:0").unwrap();
    let address = server.local_addr().unwrap();
    let (sender, events) = mpsc::channel();
    thread::spawn(move || {
        server.serve(|event| sender.send(event).map_err(std::io::Error::other))
    });
    Running { address, events }
}

impl Running {
    fn client(&self) -> UdpSocket {
        let client = UdpSocket::bind("127.0.0.1:0").unwrap();
        client.connect(self.address).unwrap();
        client.set_read_timeout(Some(LIMIT)).unwrap();
        client
    }
}

fn echo_of(client: &UdpSocket, message: &[u8]) -> Vec<u8> {
    client.send(message).unwrap();
    let mut buffer = vec![0; LARGEST_PAYLOAD];
    let length = client.recv(&mut buffer).unwrap();
    buffer.truncate(length);
    buffer
}

#[test]
fn each_datagram_comes_back_as_one_and_an_empty_one_is_not_the_end() {
    within_limit(|| {
        let server = start();
        let client = server.client();
        for message in [&b"hello"[..], b"", &[b'a'; LARGEST_DATAGRAM]] {
            assert_eq!(echo_of(&client, message), message);
            let peer = client.local_addr().unwrap();
            let length = message.len();
            let event = server.events.recv().unwrap().to_string();
            assert_eq!(event, format!("{peer} sent {length} bytes"));
        }
    });
}

#[test]
fn one_server_serves_many_at_once() {
    within_limit(|| {
        let server = start();
        let (first, second) = (server.client(), server.client());
        assert_eq!(echo_of(&first, b"me first"), b"me first");
        assert_eq!(echo_of(&second, b"me too"), b"me too");
        assert_eq!(echo_of(&first, b"me again"), b"me again");
    });
}

#[test]
#[cfg(unix)] // Windows doesn't say whose datagram was too large
fn one_that_is_too_large_is_noticed_and_not_answered_in_part() {
    /// macOS sends no more unless it is told to.
    const LARGEST_SENT: usize = if cfg!(target_os = "macos") {
        9216
    } else {
        LARGEST_PAYLOAD
    };

    within_limit(|| {
        let server = start();
        let client = server.client();
        for length in [LARGEST_DATAGRAM + 1, LARGEST_SENT] {
            client.send(&vec![b'a'; length]).unwrap();
            let event = server.events.recv().unwrap();
            assert!(matches!(event, UdpEvent::TooLarge { .. }), "{event}");
        }
        // What comes next is the answer to this, and to nothing before.
        assert_eq!(echo_of(&client, b"hello"), b"hello");
    });
}

#[test]
fn a_server_at_the_same_port_is_not_answered() {
    // Linux has more than one address for loopback, and each has its own ports.
    let server = UdpServer::bind("127.0.0.1:0").unwrap();
    let port = server.local_addr().unwrap().port();
    let Ok(other) = UdpSocket::bind(("127.0.0.2", port)) else {
        return;
    };
    within_limit(move || {
        other
            .send_to(b"hello", server.local_addr().unwrap())
            .unwrap();
        let event = server.echo_next();
        assert!(matches!(event, UdpEvent::FromServer { .. }), "{event}");
    });
}

#[test]
fn a_client_that_has_gone_before_the_answer_comes_is_no_trouble() {
    within_limit(|| {
        let server = start();
        for _ in 0..100 {
            server.client().send(b"hello").unwrap();
        }
        assert_eq!(echo_of(&server.client(), b"still there?"), b"still there?");
    });
}

#[test]
fn each_event_is_one_line() {
    let peer = SocketAddr::from(([127, 0, 0, 1], 40112));
    let error = || std::io::Error::other("no room");
    for (event, expected) in [
        (
            UdpEvent::Echoed { peer, length: 5 },
            "127.0.0.1:40112 sent 5 bytes",
        ),
        (
            UdpEvent::TooLarge { peer },
            "127.0.0.1:40112 sent more than 1472 bytes: not answered",
        ),
        (
            UdpEvent::NotAnswered {
                peer,
                error: error(),
            },
            "127.0.0.1:40112 could not be answered: no room",
        ),
        (
            UdpEvent::FromServer { peer },
            "127.0.0.1:40112 may be a server: not answered",
        ),
        (UdpEvent::NotReceived(error()), "cannot receive: no room"),
    ] {
        assert_eq!(event.to_string(), expected);
    }
}
