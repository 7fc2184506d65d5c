//! The end of a server: what has begun is answered.

use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use http_server::{Failure, Request, Response, Settings};

use crate::serving::{answer, with_server, with_usual_server};

#[test]
fn a_stop_ends_connections_that_are_silent() {
    with_usual_server(|serving| {
        let mut unused = serving.connect();
        let mut used = serving.connect();
        used.get("/hello");
        let begin = Instant::now();
        serving.stop.request();
        assert_eq!(unused.rest(), "");
        assert_eq!(used.rest(), "");
        assert!(
            begin.elapsed() < Duration::from_secs(4),
            "before the grace is over"
        );
    });
}

#[test]
fn a_request_that_has_begun_to_come_is_answered_after_the_stop() {
    with_usual_server(|serving| {
        let mut head = serving.connect();
        head.get("/hello");
        head.say("GET /hello HTTP/1.1\r\nHo");
        let mut body = serving.connect();
        body.get("/hello");
        body.ask("POST", "/echo", "Content-Length: 4\r\n");
        body.say("bo");
        // They are noticed as begun only when they are read.
        assert!(!head.hears_within(Duration::from_millis(100)));
        serving.stop.request();
        assert!(!head.hears_within(Duration::from_millis(400)));
        head.say("st: a\r\n\r\n");
        body.say("dy");
        for (peer, text) in [(&mut head, "hello"), (&mut body, "body")] {
            let answer = peer.answer();
            assert_eq!(answer.body, text);
            assert_eq!(answer.field("Connection"), Some("close"));
            assert_eq!(peer.rest(), "");
        }
    });
}

#[test]
fn an_answer_that_is_being_made_arrives_after_the_stop() {
    let (begun, has_begun) = mpsc::channel();
    let (go_on, may_go_on) = mpsc::channel();
    let may_go_on = Arc::new(Mutex::new(may_go_on));
    let application = move |_: &mut Request<'_>| -> Result<Response, Failure> {
        begun.send(()).unwrap();
        may_go_on.lock().unwrap().recv().unwrap();
        Ok(Response::ok("text/plain", "late"))
    };
    with_server(Settings::default(), application, move |serving| {
        let mut peer = serving.connect();
        peer.ask("GET", "/", "");
        has_begun.recv().unwrap();
        serving.stop.request();
        assert!(!peer.hears_within(Duration::from_millis(400)));
        go_on.send(()).unwrap();
        let answer = peer.answer();
        assert_eq!(answer.body, "late");
        assert_eq!(answer.field("Connection"), Some("close"));
        assert_eq!(peer.rest(), "");
    });
}

#[test]
fn connections_that_wait_for_a_worker_are_answered_after_the_stop() {
    let (begun, has_begun) = mpsc::channel();
    let (go_on, may_go_on) = mpsc::channel();
    let may_go_on = Arc::new(Mutex::new(may_go_on));
    let application = move |_: &mut Request<'_>| -> Result<Response, Failure> {
        begun.send(()).unwrap();
        may_go_on.lock().unwrap().recv().unwrap();
        Ok(Response::ok("text/plain", "late"))
    };
    let settings = Settings {
        workers: 1,
        queue: 1,
        ..Settings::default()
    };
    with_server(settings, application, move |serving| {
        let mut first = serving.connect();
        first.ask("GET", "/", "");
        has_begun.recv().unwrap();
        let mut second = serving.connect();
        second.ask("GET", "/", "");
        // That it was taken can't be seen from outside; it takes less than this.
        assert!(!second.hears_within(Duration::from_millis(200)));
        serving.stop.request();
        for _ in 0..2 {
            go_on.send(()).unwrap();
        }
        assert_eq!(first.answer().body, "late");
        assert_eq!(second.answer().body, "late");
    });
}

#[test]
fn whoever_takes_longer_than_the_grace_is_cut_off() {
    let settings = Settings {
        grace: Duration::from_millis(300),
        ..Settings::default()
    };
    with_server(settings, answer, |serving| {
        let mut peer = serving.connect();
        peer.get("/hello");
        peer.say("GET /hello HTTP/1.1\r\nHo");
        assert!(!peer.hears_within(Duration::from_millis(100)));
        let begin = Instant::now();
        serving.stop.request();
        // Its end is the server's work, or that of its system.
        peer.rest();
        assert!(begin.elapsed() < Duration::from_secs(8));
    });
}

#[test]
fn whoever_waits_for_a_worker_is_not_served_for_longer_than_the_grace() {
    let settings = Settings {
        workers: 1,
        queue: 1,
        hurried_header_time: Duration::from_secs(60),
        grace: Duration::from_millis(500),
        ..Settings::default()
    };
    with_server(settings, answer, |serving| {
        let mut first = serving.connect();
        first.say("GET /hello HTTP/1.1\r\nHost: localhost\r\n");
        // It never reads.
        let mut second = serving.connect();
        second.ask("GET", "/endless", "");
        assert!(!second.hears_within(Duration::from_millis(200)));
        serving.stop.request();
        let begin = Instant::now();
        first.say("\r\n");
        assert_eq!(first.answer().body, "hello");
        drop(first);
        let event = loop {
            let event = serving.event();
            if !event.starts_with("GET /hello ") {
                break event;
            }
        };
        assert!(["timed out", "reset"].contains(&&*event), "{event}");
        assert!(begin.elapsed() < Duration::from_secs(8));
    });
}
