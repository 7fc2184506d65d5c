//! A server that answers when everything has come.

use std::io::{Read, Write};
use std::net::Shutdown;

use echo_server::checksum::{answer_with_checksum, send_all};
use echo_server::ending::Ending;
use echo_server::limits::Limits;

use crate::running::{impatient, start};
use crate::within_limit;

#[test]
fn the_answer_comes_after_the_half_close_and_says_what_came() {
    within_limit(|| {
        let server = start(answer_with_checksum, Limits::default());
        let message: Vec<u8> = (0..=255).cycle().take(1_000_000).collect();
        let mut stream = server.connect();
        let (answer, expected) = send_all(&mut stream, &mut &message[..]).unwrap();
        assert_eq!(answer, format!("{expected}\n"));
        // As Python's zlib says of the same bytes.
        assert_eq!(answer, "1000000 bytes, Adler-32 0e27d8d8\n");
        assert_eq!(server.next_ending(), (Ending::EndOfFile, 1_000_000));
    });
}

#[test]
fn nothing_at_all_is_a_message_too() {
    within_limit(|| {
        let server = start(answer_with_checksum, Limits::default());
        let (answer, _) = send_all(&mut server.connect(), &mut &b""[..]).unwrap();
        assert_eq!(answer, "0 bytes, Adler-32 00000001\n");
    });
}

#[test]
fn without_a_half_close_no_answer_comes() {
    within_limit(|| {
        let server = start(answer_with_checksum, impatient());
        let mut stream = server.connect();
        stream.write_all(b"hello").unwrap();
        // The server gives up first, and closes.
        assert_eq!(stream.read(&mut [0; 80]).unwrap(), 0);
        assert_eq!(server.next_ending(), (Ending::TimedOut, 0));
    });
}

#[test]
fn a_client_that_dies_halfway_looks_as_if_it_had_finished() {
    within_limit(|| {
        let server = start(answer_with_checksum, Limits::default());
        let mut stream = server.connect();
        stream.write_all(b"hel").unwrap();
        drop(stream); // as the system does for a process that was killed
        assert_eq!(server.next_ending(), (Ending::EndOfFile, 3));
    });
}

#[test]
fn the_client_reads_no_endless_answer() {
    within_limit(|| {
        let (mut near, mut far) = tcp_vs_udp::loopback::connected_pair().unwrap();
        far.write_all(&[b'a'; 10_000]).unwrap();
        far.shutdown(Shutdown::Write).unwrap();
        let (answer, _) = send_all(&mut near, &mut &b""[..]).unwrap();
        assert_eq!(answer.len(), 80);
    });
}
