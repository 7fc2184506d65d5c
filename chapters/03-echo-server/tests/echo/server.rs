//! What the server does, whatever its clients do.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::thread;
use std::time::Duration;

use echo_server::echo::echo;
use echo_server::ending::Ending;
use echo_server::exchange::exchange;
use echo_server::limits::Limits;
use echo_server::server::Server;

use crate::running::{impatient, start};
use crate::within_limit;

// ANCHOR: first-test
#[test]
fn every_byte_comes_back() {
    within_limit(|| {
        let server = start(echo, Limits::default());
        let mut stream = server.connect();
        let message: Vec<u8> = (0..=255).collect();
        assert_eq!(exchange(&mut stream, &message).unwrap(), message);
    });
}
// ANCHOR_END: first-test

#[test]
fn each_event_is_reported() {
    within_limit(|| {
        let server = start(echo, Limits::default());
        let mut stream = server.connect();
        let client = stream.local_addr().unwrap();
        exchange(&mut stream, b"hello").unwrap();
        drop(stream);
        server.expect(client, &["client connected", "client closed after 5 bytes"]);
    });
}

#[test]
fn a_message_cut_into_single_bytes_comes_back_the_same() {
    within_limit(|| {
        let server = start(echo, Limits::default());
        let mut stream = server.connect();
        for byte in b"one byte at a time" {
            assert_eq!(exchange(&mut stream, &[*byte]).unwrap(), [*byte]);
        }
        drop(stream);
        assert_eq!(server.next_ending(), (Ending::EndOfFile, 18));
    });
}

#[test]
fn a_message_larger_than_the_buffer_comes_back_whole() {
    within_limit(|| {
        let server = start(echo, Limits::default());
        let mut stream = server.connect();
        let message: Vec<u8> = (0..60_000_u32)
            .map(|number| number.to_be_bytes()[3])
            .collect();
        assert_eq!(exchange(&mut stream, &message).unwrap(), message);
    });
}

#[test]
fn the_second_client_waits_until_the_first_has_gone() {
    within_limit(|| {
        let server = start(echo, Limits::default());
        let mut first = server.connect();
        let mut second = server.connect();
        second.write_all(b"me too").unwrap();
        assert_eq!(exchange(&mut first, b"me first").unwrap(), b"me first");
        let address_of = |stream: &TcpStream| stream.local_addr().unwrap();
        let (at_first, at_second) = (address_of(&first), address_of(&second));
        drop(first);
        // The events come in this order, however long the second has been there.
        server.expect(
            at_first,
            &["client connected", "client closed after 8 bytes"],
        );
        server.expect(at_second, &["client connected"]);
        let mut echo = [0; 6];
        second.read_exact(&mut echo).unwrap();
        assert_eq!(&echo, b"me too");
    });
}

#[test]
fn a_client_that_shuts_down_its_writing_side_gets_everything_back() {
    within_limit(|| {
        let server = start(echo, Limits::default());
        let mut stream = server.connect();
        stream.write_all(b"that was all").unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let mut echo = Vec::new();
        stream.read_to_end(&mut echo).unwrap();
        assert_eq!(echo, b"that was all");
    });
}

#[test]
fn a_client_that_says_nothing_and_leaves_is_no_error() {
    within_limit(|| {
        let server = start(echo, Limits::default());
        for _ in 0..100 {
            drop(server.connect());
        }
        for _ in 0..100 {
            assert_eq!(server.next_ending(), (Ending::EndOfFile, 0));
        }
        server.serves_the_next_client();
    });
}

#[test]
fn a_reset_ends_that_conversation_and_no_other() {
    within_limit(|| {
        let server = start(echo, Limits::default());
        let mut stream = server.connect();
        stream.write_all(b"hello").unwrap();
        // The echo is here, and closing with something unread resets the connection.
        stream.peek(&mut [0; 5]).unwrap();
        drop(stream);
        assert_eq!(server.next_ending(), (Ending::Reset, 5));
        server.serves_the_next_client();
    });
}

#[test]
fn a_silent_client_holds_the_others_no_longer_than_the_limit() {
    within_limit(|| {
        let server = start(echo, impatient());
        let mut silent = server.connect();
        server.serves_the_next_client();
        assert_eq!(server.next_ending(), (Ending::TimedOut, 0));
        // The server has hung up: the silent one finds the end of file.
        assert_eq!(silent.read(&mut [0; 1]).unwrap(), 0);
    });
}

#[test]
fn a_client_that_never_reads_holds_the_others_no_longer_than_the_limit() {
    within_limit(|| {
        let server = start(echo, impatient());
        let mut deaf = server.connect();
        // Its writes succeed until all buffers are full, then the server hangs up.
        let flood = vec![0; 1 << 20];
        while deaf.write_all(&flood).is_ok() {}
        assert_eq!(server.next_ending().0, Ending::TimedOut);
        server.serves_the_next_client();
    });
}

#[test]
fn a_client_that_always_sends_a_little_is_held_to_the_deadline() {
    within_limit(|| {
        let server = start(
            echo,
            Limits {
                silence: Duration::from_millis(400),
                conversation: Duration::from_millis(600),
            },
        );
        let mut busy = server.connect();
        // No read of the server ever waits for long.
        let mut echoes = 0;
        while exchange(&mut busy, b".").is_ok() {
            echoes += 1;
            // The client's pace: often enough for the one limit, too long for the other.
            thread::sleep(Duration::from_millis(20));
        }
        assert!(echoes > 1);
        assert_eq!(server.next_ending().0, Ending::TimedOut);
        server.serves_the_next_client();
    });
}

#[test]
fn serving_ends_when_nobody_can_be_told() {
    within_limit(|| {
        let server = Server::bind("127.0.0.1:0", echo, Limits::default()).unwrap();
        let _client = TcpStream::connect(server.local_addr().unwrap()).unwrap();
        let error = server
            .serve(|_| Err(std::io::Error::other("nobody listens")))
            .unwrap_err();
        assert_eq!(error.to_string(), "nobody listens");
    });
}
