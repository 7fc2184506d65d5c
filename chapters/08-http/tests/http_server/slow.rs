//! The attack by slowness, against the server that knows it and the one that doesn't.

use std::net::TcpStream;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use http_server::slow::{Ends, Slow};
use http_server::{Settings, first};

use crate::serving::{PACE, Peer, answer, with_server};
use crate::within_limit::within_limit;

#[test]
fn requests_that_never_end_are_ended_and_others_are_served() {
    let settings = Settings {
        workers: 4,
        header_time: Duration::from_millis(500),
        hurried_header_time: Duration::from_millis(200),
        ..Settings::default()
    };
    with_server(settings, answer, |serving| {
        let slow = Slow::begin(8, serving.address).unwrap();
        let attack = thread::spawn(move || slow.go_on(PACE));
        assert_eq!(serving.connect().get("/hello").body, "hello");
        let ends = Ends {
            answered: 8,
            closed: 0,
        };
        assert_eq!(attack.join().unwrap(), ends);
    });
}

#[test]
fn the_first_server_has_nobody_left_for_others() {
    within_limit(|| {
        let mut server = first::server("127.0.0.1:0", 2, |_, _| {}).unwrap();
        let address = *server.local_addr();
        let stop = server.shutdown_handle();
        let (ended, has_ended) = mpsc::channel();
        thread::spawn(move || {
            server.serve_forever().unwrap();
            drop(server);
            ended.send(()).unwrap();
        });
        let slow = Slow::begin(2, address).unwrap();
        thread::spawn(move || slow.go_on(PACE));
        let mut polite = Peer::connect(address);
        polite.ask("GET", "/", "");
        assert!(!polite.hears_within(Duration::from_secs(1)));
        stop.request();
        has_ended.recv().unwrap();
        // What waited in the system has nobody left to wait for.
        assert!(TcpStream::connect(address).is_err());
    });
}
