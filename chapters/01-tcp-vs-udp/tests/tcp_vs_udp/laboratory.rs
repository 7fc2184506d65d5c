//! Each experiment comes out as the page tells it, every time.

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, UdpSocket};
use std::thread;
use std::time::{Duration, Instant};

use tcp_vs_udp::laboratory::anyone::{self, Attempt};
use tcp_vs_udp::laboratory::cost::{self, Cost};
use tcp_vs_udp::laboratory::{self, boundaries, size, truncation};
use tcp_vs_udp::loopback::NOBODY;

use crate::command::chapter1;
use crate::program::{run, stderr, stdout};
use crate::within_limit::within_limit;

fn pieces(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|&text| text.into()).collect()
}

#[test]
fn three_writes_are_one_read_and_three_datagrams_are_three() {
    within_limit(|| {
        let seen = boundaries::observe(&["one", "two", "three"]).unwrap();
        assert_eq!(seen.tcp, pieces(&["onetwothree"]));
        assert_eq!(seen.udp, pieces(&["one", "two", "three"]));
    });
}

#[test]
fn an_empty_message_is_nothing_to_a_stream_and_a_datagram_like_any_other() {
    within_limit(|| {
        let seen = boundaries::observe(&["", "one", ""]).unwrap();
        assert_eq!(seen.tcp, pieces(&["one"]));
        assert_eq!(seen.udp, pieces(&["", "one", ""]));
        let seen = boundaries::observe(&[""]).unwrap();
        assert_eq!((seen.tcp, seen.udp), (pieces(&[]), pieces(&[""])));
    });
}

#[test]
fn as_many_messages_as_are_allowed_arrive() {
    within_limit(|| {
        let message =
            "a".repeat(boundaries::MOST_BYTES / boundaries::MOST_MESSAGES);
        let messages = vec![&*message; boundaries::MOST_MESSAGES];
        let seen = boundaries::observe(&messages).unwrap();
        assert_eq!(seen.udp, pieces(&messages));
        assert_eq!(seen.tcp.concat(), seen.udp.concat());
        let whole = "a".repeat(boundaries::MOST_BYTES);
        let seen = boundaries::observe(&[&whole]).unwrap();
        assert_eq!((seen.tcp, seen.udp), (pieces(&[&whole]), pieces(&[&whole])));
        let too_many = boundaries::observe(&[&whole, "a"]).unwrap_err();
        assert_eq!(too_many.kind(), ErrorKind::InvalidInput);
    });
}

#[test]
fn a_small_buffer_loses_the_rest_of_a_datagram_and_nothing_of_a_stream() {
    within_limit(|| {
        let seen = truncation::observe("hello world", 5).unwrap();
        assert_eq!(seen.tcp, pieces(&["hello", " worl", "d"]));
        assert_eq!(seen.udp, pieces(&["hello"]));
        for enough in [11, 12] {
            let seen = truncation::observe("hello world", enough).unwrap();
            assert_eq!(seen.tcp, pieces(&["hello world"]));
            assert_eq!(seen.udp, pieces(&["hello world"]));
        }
    });
}

#[test]
fn where_nobody_is_connect_fails_over_tcp_and_succeeds_over_udp() {
    within_limit(|| {
        let seen = anyone::observe(NOBODY).unwrap();
        let Attempt::NotConnected(error) = &seen.tcp else {
            panic!("{seen:?}");
        };
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
        let Attempt::Connected(exchange) = &seen.udp else {
            panic!("{seen:?}");
        };
        assert_eq!(exchange.sent.as_ref().unwrap(), &5);
        assert_eq!(seen.unconnected.sent.unwrap(), 5);
    });
}

#[test]
#[cfg(target_os = "linux")]
fn that_nobody_was_there_is_told_to_the_next_call_of_a_connected_socket() {
    within_limit(|| {
        let seen = anyone::observe(NOBODY).unwrap();
        let Attempt::Connected(exchange) = seen.udp else {
            panic!("{seen:?}");
        };
        let error = exchange.received.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
        let silence = seen.unconnected.received.unwrap_err();
        assert_eq!(silence.kind(), ErrorKind::WouldBlock);
    });
}

/// Somebody may have the port over the other transport, but not every port.
fn one_port_for_both() -> (TcpListener, UdpSocket) {
    loop {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        if let Ok(socket) = UdpSocket::bind(listener.local_addr().unwrap()) {
            return (listener, socket);
        }
    }
}

#[test]
fn where_somebody_is_both_are_answered() {
    within_limit(|| {
        let (listener, socket) = one_port_for_both();
        let address = listener.local_addr().unwrap();
        let tcp = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            stream.read_exact(&mut [0; 5]).unwrap();
            stream.write_all(b"yes").unwrap();
        });
        let udp = thread::spawn(move || {
            for _ in 0..2 {
                let (_, peer) = socket.recv_from(&mut [0; 5]).unwrap();
                socket.send_to(b"yes", peer).unwrap();
            }
        });
        let seen = anyone::observe(&address.to_string()).unwrap();
        tcp.join().unwrap();
        udp.join().unwrap();
        for attempt in [seen.tcp, seen.udp] {
            let Attempt::Connected(exchange) = attempt else {
                panic!("{attempt:?}");
            };
            assert_eq!(exchange.sent.unwrap(), 5);
            assert_eq!(exchange.received.unwrap(), 3);
        }
        assert_eq!(seen.unconnected.received.unwrap(), 3);
    });
}

#[test]
fn a_datagram_has_a_largest_size_and_a_stream_has_none() {
    within_limit(|| {
        let size::Size(trials) = size::observe(size::MUCH).unwrap();
        let [largest, one_more, much] = trials.try_into().unwrap();
        if cfg!(target_os = "linux") {
            assert_eq!(largest.size, 65_507);
        }
        assert_eq!(largest.udp.unwrap(), largest.size);
        assert_eq!(one_more.size, largest.size + 1);
        one_more.udp.unwrap_err();
        much.udp.unwrap_err();
        for trial in [(largest.tcp, largest.size), (much.tcp, size::MUCH)] {
            assert_eq!(trial.0.unwrap(), trial.1);
        }
    });
}

#[test]
fn a_new_connection_costs_more_than_a_kept_one() {
    within_limit(|| {
        // A machine under load may hold up any question, but hardly all of them.
        let seen: Vec<Cost> = (0..200).map(|_| cost::observe(1).unwrap()).collect();
        let least = |way: fn(&Cost) -> Duration| seen.iter().map(way).min();
        assert!(least(|cost| cost.tcp_new) > least(|cost| cost.tcp_kept));
        assert!(least(|cost| cost.tcp_new) > least(|cost| cost.udp_new));
    });
}

#[test]
fn what_a_question_costs_is_an_average() {
    within_limit(|| {
        let begin = Instant::now();
        let seen = cost::observe(100).unwrap();
        let one_of_each =
            seen.tcp_new + seen.udp_new + seen.tcp_kept + seen.udp_kept;
        assert!(one_of_each > Duration::ZERO);
        assert!(one_of_each * 100 <= begin.elapsed());
    });
}

#[test]
fn the_laboratory_goes_as_far_as_the_page_says() {
    within_limit(|| {
        let seen = laboratory::observe().unwrap();
        assert_eq!(seen.size.0.last().unwrap().size, size::MUCH);
        assert_eq!(seen.truncation.udp[0].len(), truncation::ROOM);
        assert!(seen.loss.udp.lost > 0 && seen.loss.udp.twice > 0);
        assert_eq!(seen.loss.tcp.sent, seen.loss.udp.sent);
    });
}

#[test]
fn the_laboratory_prints_one_table() {
    let output = run(chapter1(&[]));
    assert!(output.status.success(), "{}", stderr(&output));
    let mut lines = stdout(&output).lines();
    assert!(lines.next().unwrap().ends_with("UDP"));
    assert!(lines.all(|line| line.chars().count() <= 84));
}

#[test]
fn every_experiment_is_a_role() {
    for (arguments, line) in [
        (
            &["boundaries", "one", "", "three"][..],
            "\"one\" \"\" \"three\" sent  \"onethree\"  \"one\" \"\" \"three\"",
        ),
        (
            &["truncation", "--buffer", "2", "abc"],
            "\"abc\" into 2 bytes  \"ab\" \"c\"  \"ab\", 1 byte lost",
        ),
        (
            &["anyone", "--address", NOBODY],
            "UDP without connect: 5 bytes sent, then",
        ),
        (&["size", "--bytes", "3"], "3 bytes at once"),
        (&["cost"], "a question on a new socket"),
        (&["cost", "--rounds", "2"], "on the same again"),
    ] {
        let output = run(chapter1(arguments));
        assert!(output.status.success(), "{}", stderr(&output));
        assert!(stdout(&output).contains(line), "{}", stdout(&output));
    }
}

#[test]
fn what_an_experiment_cannot_do_is_said() {
    for (arguments, told) in [
        (&["boundaries"][..], "boundaries needs at least one TEXT"),
        (&["truncation"], "truncation needs a TEXT"),
        (&["truncation", "--buffer", "0", "a"], "0 is not a number"),
        (&["cost", "--rounds", "0"], "0 is not a number"),
        (&["size", "a"], "one argument too many: a"),
    ] {
        let output = run(chapter1(arguments));
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(told), "{}", stderr(&output));
    }
}
