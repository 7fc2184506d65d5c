//! Bodies of responses: how each is framed, and what comes of those that break.

use crate::serving::{field, status, with_usual_server};

#[test]
fn a_body_of_unknown_length_is_sent_in_chunks() {
    with_usual_server(|serving| {
        let mut peer = serving.connect();
        peer.ask("GET", "/stream", "");
        let head = peer.head();
        assert_eq!(field(&head, "Transfer-Encoding"), Some("chunked"));
        assert_eq!(field(&head, "Content-Length"), None);
        peer.ask("GET", "/empty-stream", "Connection: close\r\n");
        let rest = peer.rest();
        let chunks = "3\r\none\r\n3\r\ntwo\r\n5\r\nthree\r\n0\r\n\r\n";
        let next = rest.strip_prefix(chunks).unwrap();
        assert!(next.ends_with("\r\n\r\n0\r\n\r\n"), "{next}");
        assert_eq!(serving.event(), "GET /stream 200 11 bytes");
    });
}

#[test]
fn http_1_0_gets_it_until_the_end() {
    with_usual_server(|serving| {
        let mut peer = serving.connect();
        peer.say("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        let head = peer.head();
        assert_eq!(field(&head, "Transfer-Encoding"), None);
        assert_eq!(field(&head, "Content-Length"), None);
        assert_eq!(field(&head, "Connection"), Some("close"));
        assert_eq!(peer.rest(), "onetwothree");
    });
}

#[test]
fn a_body_of_known_length_has_that_length() {
    with_usual_server(|serving| {
        let mut peer = serving.connect();
        assert_eq!(peer.get("/known").body, "onetwo");
        assert_eq!(peer.get("/longer").body, "onetw");
        assert_eq!(peer.get("/large").body, "x".repeat(300_000));
        assert_eq!(peer.get("/hello").body, "hello");
    });
}

#[test]
fn a_body_that_breaks_does_not_look_whole() {
    with_usual_server(|serving| {
        for (path, body, event) in [
            ("/breaks", "one", "200 3 bytes (the source has broken)"),
            (
                "/breaks-in-chunks",
                "3\r\none\r\n",
                "200 3 bytes (the source has broken)",
            ),
            (
                "/shorter",
                "onetwo",
                "200 6 bytes (the body is shorter than it was said to be)",
            ),
        ] {
            let mut peer = serving.connect();
            peer.ask("GET", path, "");
            peer.head();
            assert_eq!(peer.rest(), body);
            assert_eq!(serving.event(), format!("GET {path} {event}"));
        }
    });
}

#[test]
fn a_body_that_breaks_before_its_first_byte_is_an_error_page() {
    with_usual_server(|serving| {
        let mut peer = serving.connect();
        let answer = peer.get("/breaks-at-once");
        assert_eq!(answer.status(), "500");
        assert_eq!(answer.body, "something went wrong here\n");
        assert_eq!(peer.rest(), "");
        assert_eq!(
            serving.event(),
            "GET /breaks-at-once 500 26 bytes (the source has broken)"
        );
    });
}

#[test]
fn a_field_with_a_line_end_is_not_sent() {
    with_usual_server(|serving| {
        let mut peer = serving.connect();
        let answer = peer.get("/split");
        assert_eq!(answer.status(), "500");
        assert!(!answer.head.contains("Cookie"), "{}", answer.head);
        assert_eq!(answer.field("Location"), None);
        let event = serving.event();
        assert!(event.ends_with("(the value of a header field can't be sent)"));
    });
}

#[test]
fn a_status_that_ends_nothing_is_not_sent() {
    with_usual_server(|serving| {
        assert_eq!(serving.connect().get("/interim").status(), "500");
    });
}

#[test]
fn a_status_without_a_body_has_none() {
    with_usual_server(|serving| {
        let mut peer = serving.connect();
        peer.ask("GET", "/no-content", "");
        assert_eq!(field(&peer.head(), "Content-Length"), None);
        peer.ask("GET", "/not-modified", "");
        assert_eq!(field(&peer.head(), "Content-Length"), Some("5"));
        // Had there been a body, this would begin with it.
        assert_eq!(peer.get("/hello").status(), "200");
    });
}

#[test]
fn what_frames_the_body_is_said_by_the_server_alone() {
    with_usual_server(|serving| {
        let mut peer = serving.connect();
        let answer = peer.get("/own-framing");
        assert_eq!(answer.head.matches("Content-Length").count(), 1);
        assert_eq!(answer.field("Content-Length"), Some("5"));
        assert_eq!(answer.field("Transfer-Encoding"), None);
        assert_eq!(answer.head.matches("Date").count(), 1);
        assert_eq!(answer.field("Date"), Some("yesterday"));
        assert_eq!(peer.get("/hello").body, "hello");
    });
}

#[test]
fn a_panic_in_a_body_costs_no_more_than_an_error_there() {
    with_usual_server(|serving| {
        let mut peer = serving.connect();
        peer.ask("GET", "/panics-at-once", "");
        let answer = peer.answer();
        assert_eq!(answer.status(), "500");
        assert_eq!(answer.field("Connection"), Some("close"));
        let event = serving.event();
        assert!(
            event.ends_with("(panicked: the source panics, for a test)"),
            "{event}"
        );

        let mut peer = serving.connect();
        peer.ask("GET", "/panics-in-body", "");
        assert_eq!(status(&peer.head()), "200");
        assert_eq!(peer.rest(), "3\r\none\r\n");
        let event = serving.event();
        assert!(
            event.starts_with("GET /panics-in-body 200 3 bytes (panicked"),
            "{event}"
        );
    });
}
