//! A server and a client that speak in lines.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use echo_server::echo::echo;
use echo_server::ending::Ending;
use echo_server::interactive::{TalkError, talk};
use echo_server::limits::Limits;
use echo_server::lines::{LINE_LIMIT, LineError};
use echo_server::time_server::stamp_lines;
use tcp_vs_udp::loopback::connected_pair;

use crate::running::start;
use crate::within_limit;

/// The lines of an answer without their time stamps, whose form is checked.
fn unstamped(answer: impl Read) -> Vec<String> {
    let lines = BufReader::new(answer).lines();
    lines
        .map(|line| {
            let line = line.unwrap();
            let (stamp, rest) = line.split_at("[2026-11-21 10:30:00] ".len());
            let digits = stamp.replace(|digit: char| digit.is_ascii_digit(), "0");
            assert_eq!(digits, "[0000-00-00 00:00:00] ");
            rest.to_owned()
        })
        .collect()
}

#[test]
fn each_line_comes_back_with_the_time_in_front() {
    within_limit(|| {
        let server = start(stamp_lines, Limits::default());
        let mut stream = server.connect();
        stream.write_all(b"one\n\nthree\n").unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        assert_eq!(unstamped(stream), ["one", "", "three"]);
        assert_eq!(server.next_ending(), (Ending::EndOfFile, 11));
    });
}

#[test]
fn a_line_that_is_cut_off_is_not_answered() {
    within_limit(|| {
        let server = start(stamp_lines, Limits::default());
        let mut stream = server.connect();
        stream.write_all(b"one\ntwo").unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        assert_eq!(unstamped(stream), ["one"]);
        assert_eq!(server.next_ending(), (Ending::CutOff, 4));
    });
}

#[test]
fn the_longest_line_is_answered_and_a_longer_one_refused() {
    within_limit(|| {
        let server = start(stamp_lines, Limits::default());
        let mut stream = server.connect();
        let longest = "a".repeat(LINE_LIMIT - 1);
        stream.write_all(format!("{longest}\n").as_bytes()).unwrap();
        stream
            .write_all(format!("{longest}b\n").as_bytes())
            .unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let mut lines = BufReader::new(stream);
        let mut first = String::new();
        lines.read_line(&mut first).unwrap();
        assert_eq!(unstamped(first.as_bytes()), [longest]);
        let mut rest = String::new();
        lines.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "error: a line has at most 8192 bytes\n");
        assert_eq!(server.next_ending(), (Ending::Refused, LINE_LIMIT as u64));
    });
}

#[test]
fn a_refusal_arrives_although_much_was_left_unread() {
    within_limit(|| {
        let server = start(stamp_lines, Limits::default());
        let mut stream = server.connect();
        stream.write_all(&vec![b'a'; 1_000_000]).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert_eq!(answer, "error: a line has at most 8192 bytes\n");
    });
}

/// What `talk` makes of a conversation with a server, given as what is typed.
fn talked(stream: &TcpStream, typed: &[u8]) -> (String, Result<(), TalkError>) {
    let mut shown = Vec::new();
    let result = talk(stream, &mut &*typed, &mut shown);
    (String::from_utf8(shown).unwrap(), result)
}

#[test]
fn what_is_typed_is_answered_line_by_line_to_the_end_of_the_input() {
    within_limit(|| {
        let server = start(echo, Limits::default());
        let (shown, result) = talked(&server.connect(), b"one\ntwo");
        result.unwrap();
        assert_eq!(shown, "one\ntwo\n");
    });
}

#[test]
fn lines_that_come_together_are_answered_without_delay() {
    within_limit(|| {
        const ROUNDS: u32 = 20;
        let server = start(stamp_lines, Limits::default());
        let stream = server.connect();
        let mut answers = BufReader::new(&stream);
        let begin = Instant::now();
        for _ in 0..ROUNDS {
            (&stream).write_all(b"one\ntwo\n").unwrap();
            for _ in 0..2 {
                answers.read_line(&mut String::new()).unwrap();
            }
        }
        // The second answer must not wait for the acknowledgement of the first.
        let delays = Duration::from_millis(40) * ROUNDS;
        assert!(begin.elapsed() < delays / 2, "{:?}", begin.elapsed());
    });
}

#[test]
fn the_longest_line_can_be_typed_and_its_answer_shown() {
    within_limit(|| {
        let server = start(stamp_lines, Limits::default());
        let longest = "a".repeat(LINE_LIMIT - 1);
        let typed = format!("{longest}\n");
        let (shown, result) = talked(&server.connect(), typed.as_bytes());
        result.unwrap();
        assert_eq!(unstamped(shown.as_bytes()), [longest]);
    });
}

#[test]
fn an_answer_that_is_cut_off_is_not_taken_for_one() {
    within_limit(|| {
        let (near, mut far) = connected_pair().unwrap();
        far.write_all(b"hal").unwrap();
        far.shutdown(Shutdown::Write).unwrap();
        let (shown, result) = talked(&near, b"hello\n");
        assert_eq!(shown, "");
        assert!(
            matches!(result, Err(TalkError::Server(LineError::Unfinished { .. }))),
            "{result:?}"
        );
    });
}

#[test]
fn a_line_that_is_too_long_to_be_sent_is_an_error() {
    within_limit(|| {
        let (near, _far) = connected_pair().unwrap();
        let (_, result) = talked(&near, &[b'a'; LINE_LIMIT]);
        assert!(
            matches!(result, Err(TalkError::Input(LineError::TooLong { .. }))),
            "{result:?}"
        );
    });
}

#[test]
fn answers_that_come_together_are_shown_one_by_one() {
    within_limit(|| {
        let (near, mut far) = connected_pair().unwrap();
        far.write_all(b"1\n2\n3\n").unwrap();
        let (shown, result) = talked(&near, b"one\ntwo\nthree\n");
        result.unwrap();
        assert_eq!(shown, "1\n2\n3\n");
    });
}

#[test]
fn a_server_that_leaves_is_an_error() {
    within_limit(|| {
        let (near, far) = connected_pair().unwrap();
        far.shutdown(Shutdown::Write).unwrap();
        let (shown, result) = talked(&near, b"hello\n");
        assert_eq!(shown, "");
        let Err(TalkError::Server(LineError::Io(error))) = result else {
            panic!("{result:?}");
        };
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    });
}

#[test]
fn a_server_cannot_send_an_endless_line() {
    within_limit(|| {
        let (near, mut far) = connected_pair().unwrap();
        far.write_all(&[b'a'; 20_000]).unwrap();
        let (_, result) = talked(&near, b"hello\n");
        assert!(
            matches!(result, Err(TalkError::Server(LineError::TooLong { .. }))),
            "{result:?}"
        );
    });
}

#[test]
fn a_servers_control_characters_are_shown_and_not_obeyed() {
    within_limit(|| {
        let (near, mut far) = connected_pair().unwrap();
        far.write_all(b"\x1b[2J\n").unwrap();
        let (shown, result) = talked(&near, b"hello\n");
        result.unwrap();
        assert_eq!(shown, "\\u{1b}[2J\n");
    });
}
