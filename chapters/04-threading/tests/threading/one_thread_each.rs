//! A thread for each client, without a limit.

use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use echo_server::limits::{Limits, SILENCE_LIMIT};
use tcp_vs_udp::loopback::NOBODY;
use threading::client::Client;
use threading::greeting::Greeter;
use threading::one_thread_each;

use crate::program::{run, stderr, stdout, with_server};
use crate::within_limit;

fn chapter4(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chapter4"));
    command.args(arguments);
    command
}

/// A server in this process, and what it reports.
fn start(limits: Limits, greeter: Greeter) -> (SocketAddr, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, events) = mpsc::channel();
    thread::spawn(move || {
        one_thread_each::serve(&listener, limits, &greeter, move |event| {
            sender.send(event.to_string()).map_err(io::Error::other)
        })
    });
    (address, events)
}

fn greeted(address: SocketAddr) -> Client {
    let mut client = Client::connect(address, SILENCE_LIMIT).unwrap();
    assert_eq!(client.hear().unwrap(), "Welcome! What is your name?");
    assert_eq!(client.say(b"Ada").unwrap(), "Hello, Ada!");
    client
}

#[test]
fn a_silent_client_keeps_nobody_waiting() {
    within_limit(|| {
        let (address, _events) = start(Limits::default(), Greeter::default());
        let _silent = TcpStream::connect(address).unwrap();
        let _also_there = greeted(address);
        greeted(address).leave().unwrap();
    });
}

#[test]
fn what_a_client_hears_is_harmless_to_a_terminal() {
    within_limit(|| {
        let (address, _events) = start(Limits::default(), Greeter::default());
        let answer = greeted(address).say(b"\x1b[2J").unwrap();
        assert_eq!(answer, "Hello, \\u{1b}[2J!");
    });
}

#[test]
fn a_silent_client_is_hung_up_on_and_the_next_one_greeted() {
    within_limit(|| {
        let limits = Limits {
            silence: Duration::from_millis(50),
            ..Limits::default()
        };
        let (address, events) = start(limits, Greeter::default());
        let silent = TcpStream::connect(address).unwrap();
        let its = silent.local_addr().unwrap();
        assert_eq!(events.recv().unwrap(), format!("{its} connected"));
        assert_eq!(
            events.recv().unwrap(),
            format!("{its} timed out after 0 bytes")
        );
        greeted(address);
    });
}

#[test]
fn a_panicking_handler_costs_its_own_connection() {
    within_limit(|| {
        let greeter = Greeter::panicking_at("Bobby");
        let (address, _events) = start(Limits::default(), greeter);
        let mut neighbour = greeted(address);
        let mut bobby = greeted(address);
        bobby.say(b"Bobby").unwrap_err();
        assert_eq!(neighbour.say(b"Ben").unwrap(), "Hello, Ben!");
        greeted(address);
    });
}

#[test]
fn server_and_client_are_two_processes_that_talk() {
    let server = chapter4(&["one-thread-each", "--address", "127.0.0.1:0"]);
    with_server(server, |address, next_line| {
        let output = run(chapter4(&[
            "client",
            "--address",
            address,
            "Ada",
            "exit",
            "x",
        ]));
        assert!(output.status.success());
        let (first, rest) = stdout(&output).split_once('\n').unwrap();
        assert_eq!(rest, "Welcome! What is your name?\nHello, Ada!\nGoodbye!\n");
        let (_, here) = first.split_once(" from ").unwrap();
        assert_eq!(next_line(), format!("{here} connected"));
        assert_eq!(next_line(), format!("{here} closed after 9 bytes"));
    });
}

#[test]
fn a_client_without_a_text_says_what_is_typed() {
    let server = chapter4(&["one-thread-each", "--address", "127.0.0.1:0"]);
    with_server(server, |address, _| {
        // Nothing is typed: `run` closes standard input.
        let output = run(chapter4(&["client", "--address", address]));
        assert!(output.status.success());
        assert!(stdout(&output).ends_with("\nWelcome! What is your name?\n"));
    });
}

#[test]
fn a_client_alone_says_how_to_find_a_server() {
    let output = run(chapter4(&["client", "--address", NOBODY, "Ada"]));
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("hint: is the server running?"));
}

#[test]
fn a_client_that_is_not_served_says_what_may_be_the_reason() {
    within_limit(|| {
        // Connected by the system, never accepted by us.
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let arguments =
            ["client", "--address", &address, "--timeout", "0.05", "Ada"];
        let output = run(chapter4(&arguments));
        assert_eq!(output.status.code(), Some(1));
        assert!(
            stderr(&output).contains("no answer within 50ms"),
            "{output:?}"
        );
        assert!(stderr(&output).contains("hint: is the server full?"));
    });
}

#[test]
fn one_at_a_time_the_second_client_waits() {
    let server = chapter4(&["one-at-a-time", "--address", "127.0.0.1:0"]);
    with_server(server, |address, next_line| {
        let address = address.parse().unwrap();
        let first = greeted(address);
        let mut second =
            Client::connect(address, Duration::from_millis(50)).unwrap();
        second.hear().unwrap_err();
        assert!(next_line().ends_with(" connected"));
        first.leave().unwrap();
        assert!(next_line().ends_with(" closed after 4 bytes"));
        assert!(next_line().ends_with(" connected"));
    });
}
