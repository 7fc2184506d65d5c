//! How the server with a thread for each client ends.

use std::io::{ErrorKind, Write};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use app_protocol::dictionary::Dictionary;
use app_protocol::service::Service;
use app_protocol::threaded::{Server, Settings};
use tcp_vs_udp::loopback::PATIENCE;
use threading::stop::Stop;

use crate::conversations::{Peer, search};
use crate::within_limit::within_limit;

/// Has a server run while `test` talks to it at an address, stops it, and hears what it
/// tells. The server has ended when this returns.
fn with_server(
    settings: Settings,
    test: impl FnOnce(&str, &Stop, &Receiver<String>) + Send + 'static,
) {
    within_limit(move || {
        let stop = Stop::new().unwrap();
        let (told, events) = mpsc::channel();
        let service = Service::new(Dictionary::built_in());
        let report = move |event: app_protocol::conversation::Event| {
            let _ = told.send(event.to_string());
        };
        let server =
            Server::bind("127.0.0.1:0", service, settings, &stop, report).unwrap();
        let address = server.local_addr().to_string();
        let serving = thread::spawn(move || server.serve());
        test(&address, &stop, &events);
        stop.request();
        serving.join().unwrap().unwrap();
    });
}

#[test]
fn a_stop_lets_the_idle_go_and_answers_what_has_come_whole() {
    with_server(Settings::default(), |address, stop, events| {
        let mut idle = Peer::connect(address);
        let connected = |peer: &Peer| format!("{} connected", peer.name());
        assert_eq!(events.recv().unwrap(), connected(&idle));
        let mut halfway = Peer::connect(address);
        assert_eq!(events.recv().unwrap(), connected(&halfway));
        // They are there before the stop, whether or not anybody has read them.
        let request = search("ring");
        halfway.send(&[&request[..], &request, &request[..1]].concat());

        stop.request();
        assert!(idle.answer().is_none());
        assert!(halfway.result().starts_with("One for the finger"));
        assert!(halfway.result().starts_with("One for the finger"));
        assert!(
            halfway
                .result()
                .starts_with("Error: the end came after 1 of")
        );
        assert!(halfway.answer().is_none());
    });
}

#[test]
fn whoever_does_not_take_the_answers_is_cut_off_after_the_grace() {
    let settings = Settings {
        grace: Duration::from_millis(50),
        ..Settings::default()
    };
    with_server(settings, |address, stop, events| {
        let mut peer = Peer::connect(address);
        // A busy machine may let a server that would go on reading wait for long.
        peer.stream.set_write_timeout(Some(5 * PATIENCE)).unwrap();
        let request = search(&"a".repeat(100_000));
        let error = loop {
            if let Err(error) = peer.stream.write_all(&request) {
                break error;
            }
        };
        // Nothing more has room in either direction: the server waits in `write`.
        let timed_out = [ErrorKind::WouldBlock, ErrorKind::TimedOut];
        assert!(timed_out.contains(&error.kind()), "{error}");
        stop.request();
        events.recv().unwrap();
        let told = events.recv().unwrap();
        assert!(
            told.starts_with(&format!("{} reset", peer.name())),
            "{told}"
        );
    });
}

#[test]
fn whoever_comes_when_all_places_are_taken_waits_for_one() {
    let settings = Settings {
        clients: 1,
        ..Settings::default()
    };
    with_server(settings, |address, _, events| {
        let first = Peer::connect(address);
        assert_eq!(
            events.recv().unwrap(),
            format!("{} connected", first.name())
        );
        let mut second = Peer::connect(address);
        second.send(&search("ring"));
        let (name, first_name) = (second.name(), first.name());
        drop(first);
        assert!(second.result().starts_with("One for the finger"));
        assert_eq!(
            events.recv().unwrap(),
            format!("{first_name} closed after 0 bytes")
        );
        assert_eq!(events.recv().unwrap(), format!("{name} connected"));
    });
}

#[test]
fn a_conversation_has_an_end_long_before_its_silence_has() {
    let mut settings = Settings::default();
    settings.patience.limits.conversation = PATIENCE;
    with_server(settings, |address, _, events| {
        let mut peer = Peer::connect(address);
        assert!(peer.answer().is_none());
        assert_eq!(events.recv().unwrap(), format!("{} connected", peer.name()));
        assert_eq!(
            events.recv().unwrap(),
            format!("{} timed out after 0 bytes", peer.name())
        );
    });
}
