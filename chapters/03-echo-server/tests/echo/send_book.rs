//! A text, line by line, to a server and back.

use std::io::Read;

use echo_server::client::Client;
use echo_server::echo::echo;
use echo_server::limits::{LimitedStream, Limits, SILENCE_LIMIT};
use echo_server::lines::LineError;
use echo_server::send_book::{BOOK, SendError, Sent, send_book};
use echo_server::server::Service;
use echo_server::time_server::stamp_lines;

use crate::running::start;
use crate::within_limit;

fn sent_to(service: Service, text: &[u8]) -> (Vec<Sent>, Result<Sent, SendError>) {
    let server = start(service, Limits::default());
    let mut client = Client::connect(server.address(), SILENCE_LIMIT).unwrap();
    let mut progress = Vec::new();
    let result = send_book(&mut client, &mut &*text, |sent| progress.push(sent));
    (progress, result)
}

#[test]
fn every_line_comes_back_and_is_counted() {
    within_limit(|| {
        let (progress, result) = sent_to(echo, BOOK.as_bytes());
        let sent = result.unwrap();
        assert_eq!(sent.lines as usize, BOOK.lines().count());
        assert_eq!(sent.bytes as usize, BOOK.len());
        assert_eq!(progress.len(), BOOK.lines().count());
        assert_eq!(progress.last(), Some(&sent));
    });
}

#[test]
fn an_empty_text_and_a_last_line_without_an_end_are_texts() {
    within_limit(|| {
        assert_eq!(sent_to(echo, b"").1.unwrap(), Sent::default());
        let sent = sent_to(echo, b"one\ntwo").1.unwrap();
        assert_eq!((sent.lines, sent.bytes), (2, 8));
    });
}

#[test]
fn what_is_no_text_is_said_with_its_line() {
    within_limit(|| {
        let (_, result) = sent_to(echo, b"one\n\xff\n");
        assert!(matches!(result, Err(SendError::NotUtf8 { line: 2 })));
        let long = [b"one\n".to_vec(), vec![b'a'; 10_000]].concat();
        let (_, result) = sent_to(echo, &long);
        let Err(SendError::Text { line: 2, error }) = result else {
            panic!("{result:?}");
        };
        assert!(matches!(error, LineError::TooLong { .. }));
    });
}

#[test]
fn an_echo_that_is_none_is_noticed() {
    within_limit(|| {
        let (_, result) = sent_to(stamp_lines, b"one\n");
        assert!(matches!(result, Err(SendError::Changed { line: 1 })));
    });
}

#[test]
fn a_server_that_leaves_is_an_error() {
    fn take_one_byte(
        stream: &mut LimitedStream,
        _: &mut u64,
    ) -> std::io::Result<echo_server::ending::Ending> {
        stream.read_exact(&mut [0; 1])?;
        Ok(echo_server::ending::Ending::EndOfFile)
    }
    within_limit(|| {
        let (_, result) = sent_to(take_one_byte, b"one\n");
        assert!(matches!(result, Err(SendError::Server(_))), "{result:?}");
    });
}
