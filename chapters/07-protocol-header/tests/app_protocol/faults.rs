//! What peers do wrong, done to each of the chapter's servers.

use std::net::ToSocketAddrs;
use std::process::Command;

use app_protocol::Message;
use app_protocol::client::result;
use app_protocol::faults::{self, Fault};

use crate::conversations::SERVERS;
use crate::program::{run, stderr, stdout, with_server};

/// Starts each server in turn, and hands its address to `test`.
fn with_each(test: fn(&str)) {
    for server in SERVERS {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chapter7"));
        command.args([server, "--address", "127.0.0.1:0"]);
        with_server(command, move |address, _| test(address));
    }
}

/// What a server says to a fault, behind which the end of file has to come.
fn answers(address: &str, fault: &Fault) -> Vec<Message> {
    let addresses: Vec<_> = address.to_socket_addrs().unwrap().collect();
    let outcome = fault.send(&addresses).unwrap();
    outcome
        .end
        .unwrap_or_else(|error| panic!("{}: {error}", fault.what));
    outcome.answers
}

fn is_refusal(answer: &Message) -> bool {
    let result = result(answer).unwrap();
    result.as_str().unwrap().starts_with("Error: ")
}

/// A reset would show as another end.
#[test]
fn every_fault_has_its_answer_and_then_the_end_of_file() {
    with_each(|address| {
        for fault in faults::all() {
            let answers = answers(address, &fault);
            let number = if fault.what == "two at once" { 2 } else { 1 };
            assert_eq!(answers.len(), number, "{}", fault.what);
        }
    });
}

#[test]
fn what_is_wrong_with_a_frame_is_refused_in_words() {
    with_each(|address| {
        for fault in faults::in_frame() {
            let [answer] = &answers(address, &fault)[..] else {
                panic!("{}", fault.what);
            };
            assert!(is_refusal(answer), "{}: {answer:?}", fault.what);
        }
    });
}

#[test]
fn the_role_prints_a_line_for_each_answer() {
    let mut server = Command::new(env!("CARGO_BIN_EXE_chapter7"));
    server.args(["blocking", "--address", "127.0.0.1:0"]);
    with_server(server, |address, _| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chapter7"));
        command.args(["faults", "--address", address]);
        let output = run(command);
        assert_eq!(stderr(&output), "");
        assert_eq!(stdout(&output).lines().count(), faults::all().len() + 1);
        for missing in [" no answer", " no end"] {
            assert!(!stdout(&output).contains(missing), "{}", stdout(&output));
        }
    });
}
