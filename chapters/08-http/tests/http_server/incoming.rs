//! Bodies of requests: those that are read, those that aren't, and those that a client
//! asks first whether to send.

use http_server::{Limits, Settings};

use crate::serving::{answer, with_server, with_usual_server};

#[test]
fn a_body_is_asked_for_when_the_application_reads_it() {
    with_usual_server(|serving| {
        let mut peer = serving.connect();
        for _ in 0..2 {
            let fields = "Content-Length: 4\r\nExpect: 100-continue\r\n";
            peer.ask("POST", "/echo", fields);
            assert_eq!(peer.head(), "HTTP/1.1 100 Continue\r\n");
            peer.say("body");
            assert_eq!(peer.answer().body, "body");
        }
    });
}

#[test]
fn a_body_that_nobody_reads_is_not_asked_for() {
    with_usual_server(|serving| {
        let mut peer = serving.connect();
        let fields = "Content-Length: 4\r\nExpect: 100-continue\r\n";
        peer.ask("POST", "/hello", fields);
        let answer = peer.answer();
        assert_eq!(answer.status(), "200");
        // Whether the body comes now can't be known.
        assert_eq!(answer.field("Connection"), Some("close"));
        assert_eq!(peer.rest(), "");
    });
}

#[test]
fn who_sends_the_body_without_waiting_is_not_told_to_go_on() {
    with_usual_server(|serving| {
        let mut peer = serving.connect();
        peer.say(
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\
             Expect: 100-continue\r\n\r\nbody",
        );
        assert_eq!(peer.answer().body, "body");
        // There is nothing to wait for.
        peer.ask(
            "POST",
            "/echo",
            "Content-Length: 0\r\nExpect: 100-continue\r\n",
        );
        assert_eq!(peer.answer().status(), "200");
        peer.ask("POST", "/echo", "Expect: 100-continue\r\n");
        assert_eq!(peer.answer().status(), "200");
    });
}

#[test]
fn http_1_0_expects_nothing() {
    with_usual_server(|serving| {
        let mut peer = serving.connect();
        peer.say(
            "POST /echo HTTP/1.0\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n",
        );
        peer.say("body");
        assert_eq!(peer.answer().body, "body");
        let mut peer = serving.connect();
        peer.say("GET /hello HTTP/1.0\r\nExpect: miracles\r\n\r\n");
        assert_eq!(peer.answer().status(), "200");
    });
}

#[test]
fn other_expectations_fail() {
    with_usual_server(|serving| {
        let mut peer = serving.connect();
        peer.ask("GET", "/hello", "Expect: miracles\r\n");
        assert_eq!(peer.answer().status(), "417");
        peer.ask("GET", "/hello", "Expect: 100-continue, miracles\r\n");
        assert_eq!(peer.answer().status(), "417");
    });
}

#[test]
fn a_short_body_that_nobody_reads_is_passed_over() {
    with_usual_server(|serving| {
        let mut peer = serving.connect();
        for body in ["x".repeat(10), "x".repeat(60_000)] {
            let fields = format!("Content-Length: {}\r\n", body.len());
            peer.ask("POST", "/hello", &fields);
            peer.say(&body);
            let answer = peer.answer();
            assert_eq!(answer.field("Connection"), None);
        }
        peer.ask("POST", "/two", "Content-Length: 6\r\n");
        peer.say("onetwo");
        assert_eq!(peer.answer().body, "on");
        peer.ask("POST", "/two", "Transfer-Encoding: chunked\r\n");
        peer.say("3\r\none\r\n3\r\ntwo\r\n0\r\nTrailer: x\r\n\r\n");
        assert_eq!(peer.answer().body, "on");
        assert_eq!(peer.get("/hello").body, "hello");
    });
}

#[test]
fn a_long_body_that_nobody_reads_ends_the_connection_after_the_answer() {
    with_usual_server(|serving| {
        let mut peer = serving.connect();
        peer.ask("POST", "/hello", "Content-Length: 65537\r\n");
        let answer = peer.answer();
        assert_eq!(answer.field("Connection"), Some("close"));
        // Its bytes are no requests.
        peer.say("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n".repeat(10));
        assert_eq!(peer.rest(), "");

        let mut peer = serving.connect();
        peer.ask("POST", "/hello", "Transfer-Encoding: chunked\r\n");
        for _ in 0..20 {
            peer.say(format!("1000\r\n{}\r\n", "x".repeat(4096)));
        }
        assert_eq!(peer.answer().status(), "200");
        peer.say("0\r\n\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
        assert_eq!(peer.rest(), "");
    });
}

#[test]
fn a_body_that_breaks_is_told_and_ends_the_connection() {
    with_usual_server(|serving| {
        for (fields, body) in [
            ("Transfer-Encoding: chunked\r\n", "nonsense\r\n"),
            ("Transfer-Encoding: chunked\r\n", "3\r\noneX\r\n"),
        ] {
            let mut peer = serving.connect();
            peer.ask("POST", "/echo", fields);
            peer.say(body);
            peer.say("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
            let answer = peer.answer();
            assert_eq!(answer.status(), "400", "{body}");
            assert_eq!(answer.field("Connection"), Some("close"));
            assert_eq!(peer.rest(), "");
        }
    });
}

#[test]
fn an_end_in_the_middle_of_a_body_is_told() {
    with_usual_server(|serving| {
        for fields in ["Content-Length: 4\r\n", "Transfer-Encoding: chunked\r\n"] {
            let mut peer = serving.connect();
            peer.ask("POST", "/echo", fields);
            peer.say("2\r\n");
            peer.end_output();
            let answer = peer.answer();
            assert_eq!(answer.status(), "400");
            assert!(answer.body.starts_with("the end came"), "{}", answer.body);
            assert_eq!(peer.rest(), "");
        }
    });
}

#[test]
fn a_body_longer_than_the_application_takes_gets_413() {
    with_usual_server(|serving| {
        let mut peer = serving.connect();
        let fields = "Content-Length: 9223372036854775807\r\n";
        peer.ask("POST", "/echo", fields);
        peer.say("x".repeat(2 * 1024 * 1024));
        let answer = peer.answer();
        assert_eq!(answer.status(), "413");
        assert_eq!(answer.field("Connection"), Some("close"));
        assert_eq!(peer.rest(), "");
    });
}

#[test]
fn the_limits_of_chunks_are_those_of_the_settings() {
    let limits = Limits {
        chunk_line: 8,
        trailers: 16,
        ..Limits::default()
    };
    let settings = Settings {
        limits,
        ..Settings::default()
    };
    with_server(settings, answer, |serving| {
        for (body, status) in [
            ("5;a=bcde\r\nhello\r\n0\r\n\r\n", "200"),
            ("5;a=bcdef\r\nhello\r\n0\r\n\r\n", "400"),
            ("0\r\nA: 0123456789a\r\n\r\n", "200"),
            ("0\r\nA: 0123456789ab\r\n\r\n", "431"),
        ] {
            let mut peer = serving.connect();
            peer.ask("POST", "/echo", "Transfer-Encoding: chunked\r\n");
            peer.say(body);
            assert_eq!(peer.answer().status(), status, "{body:?}");
        }
    });
}
