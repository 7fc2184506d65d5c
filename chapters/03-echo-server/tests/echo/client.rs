//! What the client makes of servers that don't do as they should.

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use echo_server::client::Client;
use echo_server::ending::Ending;
use echo_server::limits::SILENCE_LIMIT;
use tcp_vs_udp::loopback::NOBODY;

use crate::within_limit;

/// Connects a client to a server that does what `server` says.
fn with_server(
    silence_limit: Duration,
    server: impl FnOnce(TcpStream) + Send + 'static,
    client: impl FnOnce(Client) + Send + 'static,
) {
    within_limit(move || {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let serving = thread::spawn(move || server(listener.accept().unwrap().0));
        client(Client::connect(address, silence_limit).unwrap());
        serving.join().unwrap();
    });
}

#[test]
fn an_echo_in_pieces_is_put_together() {
    with_server(
        SILENCE_LIMIT,
        |mut stream| {
            let mut message = [0; 5];
            stream.read_exact(&mut message).unwrap();
            stream.set_nodelay(true).unwrap();
            for byte in message {
                stream.write_all(&[byte]).unwrap();
            }
        },
        |mut client| assert_eq!(client.exchange(b"hello").unwrap(), b"hello"),
    );
}

#[test]
fn a_server_that_closes_in_the_middle_of_the_echo_is_an_error() {
    with_server(
        SILENCE_LIMIT,
        |mut stream| {
            stream.read_exact(&mut [0; 5]).unwrap();
            stream.write_all(b"hel").unwrap();
        },
        |mut client| {
            let error = client.exchange(b"hello").unwrap_err();
            assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
        },
    );
}

#[test]
fn a_server_that_resets_is_an_error() {
    with_server(
        SILENCE_LIMIT,
        |stream| {
            // Closed with the message unread.
            stream.peek(&mut [0; 5]).unwrap();
        },
        |mut client| {
            let error = client.exchange(b"hello").unwrap_err();
            assert_eq!(Ending::of(&error), Some(Ending::Reset));
        },
    );
}

#[test]
fn a_server_that_never_answers_is_given_up() {
    with_server(
        Duration::from_millis(50),
        |mut stream| {
            // To the end of file: as long as the client is there, it hears nothing.
            stream.read_to_end(&mut Vec::new()).unwrap();
        },
        |mut client| {
            let error = client.exchange(b"hello").unwrap_err();
            assert_eq!(Ending::of(&error), Some(Ending::TimedOut));
        },
    );
}

#[test]
fn a_server_that_never_reads_is_given_up() {
    let (gave_up, stay) = mpsc::channel();
    with_server(
        Duration::from_millis(50),
        move |_stream| stay.recv().unwrap(),
        move |mut client| {
            let error = client.exchange(&vec![0; 64_000_000]).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::TimedOut);
            gave_up.send(()).unwrap();
        },
    );
}

#[test]
fn what_came_is_returned_and_not_what_was_sent() {
    with_server(
        SILENCE_LIMIT,
        |mut stream| {
            stream.read_exact(&mut [0; 5]).unwrap();
            stream.write_all(b"HELLO").unwrap();
        },
        |mut client| assert_eq!(client.exchange(b"hello").unwrap(), b"HELLO"),
    );
}

#[test]
fn after_an_error_nothing_late_is_taken_for_an_answer() {
    let (gave_up, go_on) = mpsc::channel();
    with_server(
        Duration::from_millis(50),
        move |mut stream| {
            stream.read_exact(&mut [0; 5]).unwrap();
            go_on.recv().unwrap();
            // Too late: whether it can be sent at all is the system's business.
            let _ = stream.write_all(b"hello");
        },
        move |mut client| {
            client.exchange(b"hello").unwrap_err();
            gave_up.send(()).unwrap();
            client.exchange(b"WORLD").unwrap_err();
        },
    );
}

#[test]
fn the_first_address_that_answers_is_taken_and_no_other() {
    within_limit(|| {
        let [first, second] =
            [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
        let addresses = [
            NOBODY.parse().unwrap(),
            first.local_addr().unwrap(),
            second.local_addr().unwrap(),
        ];
        let client = Client::connect(&addresses[..], SILENCE_LIMIT).unwrap();
        assert_eq!(client.ends().unwrap().1, addresses[1]);
        second.set_nonblocking(true).unwrap();
        assert_eq!(second.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
    });
}

#[test]
fn an_address_where_nobody_listens_refuses() {
    within_limit(|| {
        let error = Client::connect(NOBODY, SILENCE_LIMIT).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    });
}

#[test]
fn the_two_ends_are_four_numbers_that_both_sides_agree_on() {
    within_limit(|| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let client =
            Client::connect(listener.local_addr().unwrap(), SILENCE_LIMIT).unwrap();
        let (accepted, peer) = listener.accept().unwrap();
        let (here, there) = client.ends().unwrap();
        assert_eq!((here, there), (peer, accepted.local_addr().unwrap()));
        assert_eq!(there, listener.local_addr().unwrap());
    });
}
