//! The next connection comes, whatever happens, until a stop.

use std::io::{ErrorKind, Read};
use std::net::TcpStream;
use std::os::fd::AsFd;
use std::thread;
use std::time::{Duration, Instant};

use socket_api::socket::Socket;
use threading::acceptor::{Acceptor, BACKLOG};
use threading::stop::Stop;

use crate::within_limit;

fn listening() -> (Acceptor, Stop) {
    let acceptor = Acceptor::bind("127.0.0.1:0", BACKLOG).unwrap();
    (acceptor, Stop::new().unwrap())
}

#[test]
fn connections_come_in_turn_and_are_blocking() {
    within_limit(|| {
        let (mut acceptor, stop) = listening();
        let address = acceptor.local_addr().unwrap();
        let clients = [(); 3].map(|()| TcpStream::connect(address).unwrap());
        for client in &clients {
            let (mut stream, peer) = acceptor.next(&stop, Err).unwrap().unwrap();
            assert_eq!(peer, client.local_addr().unwrap());
            // A non-blocking one wouldn't wait for the timeout.
            let (begin, limit) = (Instant::now(), Duration::from_millis(20));
            stream.set_read_timeout(Some(limit)).unwrap();
            stream.read(&mut [0]).unwrap_err();
            assert!(begin.elapsed() >= limit);
        }
    });
}

#[test]
fn a_stop_ends_the_wait_for_a_connection() {
    within_limit(|| {
        let (mut acceptor, stop) = listening();
        let elsewhere = stop.clone();
        let waiting = thread::spawn(move || acceptor.next(&elsewhere, Err));
        stop.request();
        assert!(waiting.join().unwrap().unwrap().is_none());
    });
}

#[test]
fn after_a_stop_nothing_is_accepted_and_without_the_acceptor_all_are_refused() {
    within_limit(|| {
        let (mut acceptor, stop) = listening();
        let address = acceptor.local_addr().unwrap();
        let mut waiting = TcpStream::connect(address).unwrap();
        stop.request();
        assert!(acceptor.next(&stop, Err).unwrap().is_none());
        drop(acceptor);
        let error = TcpStream::connect(address).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
        // Those in the backlog are reset.
        let error = waiting.read(&mut [0]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    });
}

#[test]
fn a_stop_may_be_any_descriptor() {
    within_limit(|| {
        let (mut acceptor, _) = listening();
        let (near, far) = tcp_vs_udp::loopback::connected_pair().unwrap();
        drop(far);
        let near = near.as_fd();
        assert!(acceptor.next(&near, Err).unwrap().is_none());
    });
}

#[test]
fn who_has_left_before_is_passed_over_or_found_at_the_end() {
    within_limit(|| {
        let (mut acceptor, stop) = listening();
        let address = acceptor.local_addr().unwrap();
        let gone = TcpStream::connect(address).unwrap();
        Socket::of(&gone).set_linger(Some(Duration::ZERO)).unwrap();
        drop(gone);
        let client = TcpStream::connect(address).unwrap();
        let client = client.local_addr().unwrap();
        while acceptor.next(&stop, Err).unwrap().unwrap().1 != client {}
    });
}
