//! Threads that borrow.

use std::net::TcpListener;
use std::process::Command;
use std::sync::Mutex;
use std::thread;

use echo_server::limits::{Limits, SILENCE_LIMIT};
use threading::client::Client;
use threading::greeting::Greeter;
use threading::scoped;

use crate::program::with_server;
use crate::within_limit;

#[test]
fn the_scope_ends_when_the_last_client_has_left() {
    within_limit(|| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        // Borrowed by every thread, and still here when they have ended.
        let (greeter, events) = (Greeter::default(), Mutex::new(Vec::new()));
        thread::scope(|scope| {
            scope.spawn(|| {
                for _ in 0..3 {
                    let mut client =
                        Client::connect(address, SILENCE_LIMIT).unwrap();
                    client.hear().unwrap();
                    client.leave().unwrap();
                }
            });
            let limits = Limits::default();
            scoped::serve(&listener, 3, limits, &greeter, &|event| {
                events.lock().unwrap().push(event.to_string());
                Ok(())
            })
            .unwrap();
        });
        let events = events.into_inner().unwrap();
        let count = |end| events.iter().filter(|line| line.ends_with(end)).count();
        assert_eq!(count(" connected"), 3);
        assert_eq!(count(" closed after 0 bytes"), 3);
    });
}

#[test]
fn a_panic_in_a_scoped_thread_comes_out_at_the_end_of_the_scope() {
    within_limit(|| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server = thread::spawn(move || {
            let greeter = Greeter::panicking_at("Bobby");
            let limits = Limits::default();
            scoped::serve(&listener, 2, limits, &greeter, &|_| Ok(()))
        });
        let connect = || Client::connect(address, SILENCE_LIMIT).unwrap();
        let (mut bobby, mut ada) = (connect(), connect());
        bobby.hear().unwrap();
        bobby.say(b"Bobby").unwrap_err();
        // The other is served to the end.
        ada.hear().unwrap();
        assert_eq!(ada.say(b"Ada").unwrap(), "Hello, Ada!");
        ada.leave().unwrap();
        server.join().unwrap_err();
    });
}

#[test]
fn the_role_ends_after_so_many_clients() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chapter4"));
    command.args(["scoped", "--address", "127.0.0.1:0", "1"]);
    with_server(command, |address, next_line| {
        let mut client = Client::connect(address, SILENCE_LIMIT).unwrap();
        client.hear().unwrap();
        client.leave().unwrap();
        assert!(next_line().ends_with(" connected"));
        assert!(next_line().ends_with(" closed after 0 bytes"));
    });
}
