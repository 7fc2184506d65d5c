//! More clients than workers.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use http_server::{Failure, Request, Response, Settings};

use crate::serving::{PACE, Peer, answer, field, with_server};

/// Much less than what silent connections are given if nobody waits.
const SOON: Duration = Duration::from_secs(8);

fn with_workers(workers: usize) -> Settings {
    Settings {
        workers,
        max_requests: u32::MAX,
        idle_time: Duration::from_secs(60),
        header_time: Duration::from_secs(60),
        hurried_header_time: Duration::from_millis(300),
        ..Settings::default()
    }
}

#[test]
fn connections_that_are_silent_make_way() {
    with_server(with_workers(2), answer, |serving| {
        let begin = Instant::now();
        let mut used = serving.connect();
        used.get("/hello");
        let mut unused = serving.connect();
        let mut waiting = [(); 4].map(|()| serving.connect());
        for peer in &mut waiting {
            assert_eq!(peer.get("/hello").body, "hello");
        }
        assert_eq!(used.rest(), "");
        assert_eq!(unused.rest(), "");
        assert!(begin.elapsed() < SOON);
    });
}

#[test]
fn silent_connections_stay_while_there_are_workers_enough() {
    with_server(with_workers(2), answer, |serving| {
        let mut one = serving.connect();
        let mut other = serving.connect();
        for _ in 0..2 {
            one.get("/hello");
            other.get("/hello");
            assert!(!one.hears_within(Duration::from_millis(600)));
            assert!(!other.hears_within(Duration::from_millis(1)));
        }
    });
}

#[test]
fn heads_that_are_slow_make_way() {
    with_server(with_workers(2), answer, |serving| {
        let begin = Instant::now();
        let mut slow = [(); 6].map(|()| {
            let mut peer = serving.connect();
            peer.say("GET /hello HTTP/1.1\r\nX");
            peer
        });
        let mut polite = serving.connect();
        assert_eq!(polite.get("/hello").body, "hello");
        assert_eq!(slow[0].answer().status(), "408");
        assert!(begin.elapsed() < SOON);
    });
}

#[test]
fn a_connection_that_is_never_silent_makes_way_when_it_has_had_its_turn() {
    with_server(with_workers(1), answer, |serving| {
        let begin = Instant::now();
        let mut busy = serving.connect();
        assert_eq!(busy.get("/hello").field("Connection"), None);
        let mut waiting = serving.connect();
        waiting.ask("GET", "/hello", "");
        loop {
            if let Some(connection) = busy.get("/hello").field("Connection") {
                assert_eq!(connection, "close");
                break;
            }
            assert!(begin.elapsed() < SOON);
        }
        assert_eq!(busy.rest(), "");
        assert_eq!(waiting.answer().body, "hello");
    });
}

#[test]
fn no_more_make_way_than_others_wait() {
    with_server(with_workers(3), answer, |serving| {
        let mut busy =
            vec![serving.connect(), serving.connect(), serving.connect()];
        for peer in &mut busy {
            peer.get("/hello");
        }
        let mut waiting = serving.connect();
        waiting.ask("GET", "/hello", "");
        let begin = Instant::now();
        let mut gone = 0;
        // Long enough for all three to have had their turn.
        while begin.elapsed() < Duration::from_millis(500) || gone == 0 {
            busy.retain_mut(|peer| {
                let answer = peer.get("/hello");
                let stays = answer.field("Connection").is_none();
                gone += usize::from(!stays);
                stays
            });
        }
        assert_eq!(waiting.answer().body, "hello");
        assert_eq!(gone, 1, "connections made way for one");
    });
}

#[test]
fn a_thousand_clients_are_all_served_by_eight_workers() {
    const CLIENTS: usize = 1000;
    const REQUESTS: usize = 3;
    let made = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&made);
    let application =
        move |request: &mut Request<'_>| -> Result<Response, Failure> {
            count.fetch_add(1, Relaxed);
            answer(request)
        };
    with_server(with_workers(8), application, move |serving| {
        let address = serving.address;
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| {
                let client = move || {
                    let mut peer = Peer::connect(address);
                    for _ in 0..REQUESTS {
                        peer.ask("GET", "/hello", "");
                        // A connection that has ended between two requests is replaced
                        // by another, as all clients do (RFC 9112, section 9.3.1).
                        let head = loop {
                            match peer.try_head() {
                                Some(head) => break head,
                                None => {
                                    peer = Peer::connect(address);
                                    peer.ask("GET", "/hello", "");
                                }
                            }
                        };
                        assert_eq!(peer.body(5), "hello");
                        if field(&head, "Connection") == Some("close") {
                            peer = Peer::connect(address);
                        }
                    }
                };
                let thread = thread::Builder::new().stack_size(128 * 1024);
                thread.spawn(client).unwrap()
            })
            .collect();
        for client in clients {
            client.join().unwrap();
        }
        // What was answered has arrived: nobody had to ask twice for an answer.
        assert_eq!(made.load(Relaxed), CLIENTS * REQUESTS);
    });
}

#[test]
fn heads_whose_bytes_come_one_by_one_make_way() {
    with_server(with_workers(1), answer, |serving| {
        let begin = Instant::now();
        let mut slow = serving.connect();
        slow.say("GET /hello HTTP/1.1\r\n");
        let mut polite = serving.connect();
        polite.ask("GET", "/hello", "");
        slow.drip(&[b'x'; 2000]);
        assert_eq!(slow.answer().status(), "408");
        assert_eq!(polite.answer().body, "hello");
        assert!(begin.elapsed() < SOON);
    });
}

#[test]
fn a_head_whose_bytes_come_one_by_one_has_its_time_if_nobody_waits() {
    with_server(with_workers(1), answer, |serving| {
        let mut slow = serving.connect();
        slow.say("GET /hello HTTP/1.1\r\nHost: localhost\r\nX: ");
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_millis(600) {
            slow.say("x");
            assert!(!slow.hears_within(PACE));
        }
        slow.say("\r\n\r\n");
        assert_eq!(slow.answer().body, "hello");
    });
}

#[test]
fn a_connection_that_is_always_a_request_ahead_makes_way_too() {
    with_server(with_workers(1), answer, |serving| {
        let begin = Instant::now();
        let rest = "ET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n";
        let mut busy = serving.connect();
        busy.say("G");
        let mut waiting = serving.connect();
        waiting.ask("GET", "/hello", "");
        loop {
            // The rest of one, and the beginning of the next.
            busy.say(format!("{rest}G"));
            if let Some(connection) = busy.answer().field("Connection") {
                assert_eq!(connection, "close");
                break;
            }
            assert!(begin.elapsed() < SOON);
        }
        // What it has begun was let through for a while.
        assert!(begin.elapsed() > Duration::from_millis(500));
        assert_eq!(waiting.answer().body, "hello");
    });
}
