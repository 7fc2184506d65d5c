//! Peers that are slow, and what they are given.

use std::time::{Duration, Instant};

use http_server::Settings;

use crate::serving::{PACE, answer, with_server};

/// A time that is over soon, and much longer than [`PACE`].
const SOON: Duration = Duration::from_millis(300);

/// Of a time that is over, this much is too late.
const LATE: Duration = Duration::from_secs(10);

#[test]
fn a_head_has_a_time_as_a_whole() {
    let settings = Settings {
        header_time: SOON,
        ..Settings::default()
    };
    with_server(settings, answer, |serving| {
        let mut peer = serving.connect();
        peer.say("GET /hello HTTP/1.1\r\nHost: localhost\r\n");
        let begin = Instant::now();
        peer.drip(&[b'x'; 500]);
        let time = begin.elapsed();
        assert!((SOON - PACE..LATE).contains(&time), "{time:?}");
        let answer = peer.answer();
        assert_eq!(answer.status(), "408");
        assert_eq!(answer.field("Connection"), Some("close"));
        assert_eq!(peer.rest(), "");
        assert_eq!(serving.event(), "timed out");
    });
}

#[test]
fn the_time_of_a_head_begins_with_its_first_byte() {
    let settings = Settings {
        header_time: SOON,
        ..Settings::default()
    };
    with_server(settings, answer, |serving| {
        let mut peer = serving.connect();
        for _ in 0..2 {
            assert!(!peer.hears_within(2 * SOON));
            assert_eq!(peer.get("/hello").status(), "200");
        }
        // And if it has come together with the request before it, with that.
        peer.say("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\nGET");
        assert_eq!(peer.answer().status(), "200");
        assert_eq!(peer.answer().status(), "408");
    });
}

#[test]
fn a_body_has_a_time_as_a_whole() {
    let settings = Settings {
        body_time: SOON,
        ..Settings::default()
    };
    with_server(settings, answer, |serving| {
        for fields in ["Content-Length: 1000\r\n", "Transfer-Encoding: chunked\r\n"]
        {
            let mut peer = serving.connect();
            peer.ask("POST", "/echo", fields);
            peer.say("3e8\r\n");
            let begin = Instant::now();
            peer.drip(&[b'x'; 500]);
            let time = begin.elapsed();
            assert!((SOON - 2 * PACE..LATE).contains(&time), "{time:?}");
            let answer = peer.answer();
            assert_eq!(answer.status(), "408");
            assert_eq!(answer.field("Connection"), Some("close"));
            assert_eq!(peer.rest(), "");
            let event = serving.event();
            assert!(event.starts_with("POST /echo 408 "), "{event}");
        }
    });
}

#[test]
fn a_silent_connection_is_closed_without_a_word() {
    let settings = Settings {
        idle_time: SOON,
        ..Settings::default()
    };
    with_server(settings, answer, |serving| {
        let mut peer = serving.connect();
        let begin = Instant::now();
        assert_eq!(peer.rest(), "");
        let time = begin.elapsed();
        assert!((SOON - PACE..LATE).contains(&time), "{time:?}");

        let mut peer = serving.connect();
        peer.get("/hello");
        assert_eq!(peer.rest(), "");
        assert_eq!(serving.event(), "GET /hello 200 5 bytes");
        assert!(serving.events.try_recv().is_err());
    });
}

#[test]
fn a_conversation_has_an_end() {
    let settings = Settings {
        conversation: SOON,
        ..Settings::default()
    };
    with_server(settings, answer, |serving| {
        let mut peer = serving.connect();
        let begin = Instant::now();
        loop {
            peer.ask("GET", "/hello", "");
            if peer.try_head().is_none() {
                break;
            }
            peer.body(5);
            assert!(begin.elapsed() < LATE);
        }
    });
}

#[test]
fn a_peer_that_never_reads_is_cut_off_and_others_are_served() {
    let settings = Settings {
        write_time: SOON,
        ..Settings::default()
    };
    with_server(settings, answer, |serving| {
        let mut silent = serving.connect();
        silent.ask("GET", "/endless", "");
        assert_eq!(serving.connect().get("/hello").body, "hello");
        assert_eq!(serving.event(), "GET /hello 200 5 bytes");
        assert_eq!(serving.event(), "timed out");
        drop(silent);
    });
}

#[test]
fn a_peer_that_reads_too_slowly_is_cut_off() {
    let settings = Settings {
        write_time: SOON,
        ..Settings::default()
    };
    with_server(settings, answer, |serving| {
        let mut slow = serving.connect();
        slow.ask("GET", "/endless", "");
        // It takes a little all the time, so that no write is without any success.
        let begin = Instant::now();
        let event = loop {
            if let Ok(event) = serving.events.recv_timeout(PACE) {
                break event;
            }
            slow.body(1024);
            assert!(begin.elapsed() < LATE);
        };
        assert!(event.ends_with(" timed out"), "{event}");
    });
}

#[test]
fn settings_without_time_are_refused() {
    use http_server::{Failure, Request, Response, Server};
    use threading::stop::Stop;

    fn nothing(_: &mut Request<'_>) -> Result<Response, Failure> {
        Ok(Response::new(http_server::Status::NO_CONTENT))
    }
    let zero = Duration::ZERO;
    let stop = Stop::new().unwrap();
    for change in [
        |settings: &mut Settings, zero| settings.header_time = zero,
        |settings: &mut Settings, zero| settings.hurried_header_time = zero,
        |settings: &mut Settings, zero| settings.body_time = zero,
        |settings: &mut Settings, zero| settings.idle_time = zero,
        |settings: &mut Settings, zero| settings.write_time = zero,
        |settings: &mut Settings, zero| settings.conversation = zero,
        |settings: &mut Settings, _| settings.max_requests = 0,
        |settings: &mut Settings, _| settings.workers = 0,
        |settings: &mut Settings, _| settings.queue = 0,
    ] {
        let mut settings = Settings::default();
        change(&mut settings, zero);
        let bound = Server::bind("127.0.0.1:0", nothing, settings, &stop, |_| {});
        let error = bound.map(drop).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
    }
}
