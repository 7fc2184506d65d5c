//! What the client makes of datagrams that get lost, come late, or are none of its
//! business.

use std::io::ErrorKind;
use std::net::{SocketAddr, UdpSocket};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use echo_server::udp_client::UdpClient;

use crate::within_limit;

fn socket() -> UdpSocket {
    UdpSocket::bind("127.0.0.1:0").unwrap()
}

/// A client of `server`, and the address at which it receives.
fn client(server: &UdpSocket, first_wait: Duration) -> (UdpClient, SocketAddr) {
    let client =
        UdpClient::connect(server.local_addr().unwrap(), first_wait).unwrap();
    let (here, _) = client.ends().unwrap();
    (client, here)
}

#[test]
fn a_datagram_that_gets_lost_is_sent_again() {
    within_limit(|| {
        let server = socket();
        let wait = Duration::from_millis(10);
        let (client, _) = client(&server, wait);
        let mut in_vain = Vec::new();
        thread::scope(|scope| {
            scope.spawn(|| {
                server.recv(&mut [0; 16]).unwrap(); // as if it had been lost
                let (length, peer) = server.recv_from(&mut [0; 16]).unwrap();
                server.send_to(&b"hello"[..length], peer).unwrap();
            });
            client
                .exchange(b"hello", |wait| in_vain.push(wait))
                .unwrap();
        });
        assert_eq!(in_vain.first(), Some(&wait));
    });
}

#[test]
fn silence_ends_after_a_bounded_number_of_tries() {
    within_limit(|| {
        let server = socket();
        let wait = Duration::from_millis(5);
        let (client, _) = client(&server, wait);
        let mut in_vain = Vec::new();
        let error = client
            .exchange(b"hello", |wait| in_vain.push(wait))
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
        assert_eq!(in_vain, [wait, wait * 2, wait * 4]);
    });
}

#[test]
fn a_late_echo_is_not_taken_for_the_next() {
    within_limit(|| {
        let server = socket();
        let (client, here) = client(&server, Duration::from_millis(20));
        for late in [&b"hello, but longer"[..], b"hell", b"HELLO", b""] {
            server.send_to(late, here).unwrap();
        }
        let error = client.exchange(b"hello", |_| {}).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
    });
}

#[test]
fn nobody_else_is_heard() {
    within_limit(|| {
        let (server, stranger) = (socket(), socket());
        let (client, here) = client(&server, Duration::from_millis(20));
        stranger.send_to(b"hello", here).unwrap();
        let error = client.exchange(b"hello", |_| {}).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
    });
}

#[test]
fn a_chatty_server_does_not_prolong_the_wait() {
    within_limit(|| {
        let server = socket();
        let (client, here) = client(&server, Duration::from_millis(20));
        let (done, is_done) = mpsc::channel::<()>();
        thread::scope(|scope| {
            scope.spawn(move || {
                while is_done.try_recv() == Err(mpsc::TryRecvError::Empty) {
                    let _ = server.send_to(b"something else", here);
                    thread::yield_now();
                }
            });
            let begin = Instant::now();
            let error = client.exchange(b"hello", |_| {}).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::TimedOut);
            // Three waits are 140 ms; with the whole wait for each datagram they
            // would have no end.
            assert!(begin.elapsed() < Duration::from_secs(3));
            drop(done);
        });
    });
}
