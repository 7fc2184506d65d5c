//! A server without a limit, and more clients than it can bear.

use std::path::Path;

use threading::flood;
use threading::observed::{Limit, Observed};

use crate::within_limit;

const PROGRAM: &str = env!("CARGO_BIN_EXE_chapter4");

/// What the flood has to say under this limit.
fn told(limit: Limit) -> String {
    within_limit(move || {
        let mut told = Vec::new();
        flood::run(Path::new(PROGRAM), limit, &mut told).unwrap();
        String::from_utf8(told).unwrap()
    })
}

/// The rows of the table: connected, and threads.
fn rows(told: &str) -> Vec<(u64, u64)> {
    let table = told.lines().skip(1).take_while(|line| !line.is_empty());
    table
        .map(|row| {
            let mut numbers =
                row.split_whitespace().map(|word| word.parse().unwrap());
            (numbers.next().unwrap(), numbers.next().unwrap())
        })
        .collect()
}

fn line<'a>(told: &'a str, beginning: &str) -> &'a str {
    let line = told.lines().find_map(|line| line.strip_prefix(beginning));
    line.unwrap().trim()
}

#[test]
fn threads_grow_with_the_clients_until_a_descriptor_lacks() {
    let told = told(Limit::Descriptors(64));
    // Three standard streams and the listener are not for clients.
    assert_eq!(rows(&told), [(0, 1), (50, 51), (60, 61)], "{told}");
    let complaint = line(&told, "the server says");
    assert!(
        complaint.starts_with("cannot accept connections: Too many open files")
    );
    assert_eq!(
        line(&told, "the next client"),
        "is connected, and hears nothing within 500ms"
    );
    assert!(line(&told, "one leaves").starts_with("the next is welcomed after "));
    assert!(line(&told, "all leave").starts_with("1 thread, "));
    assert!(line(&told, "another comes").starts_with("and is greeted after "));
}

#[test]
fn the_bars_grow_with_the_memory() {
    let told = told(Limit::Descriptors(164));
    let plot = told.split("\n\n").nth(1).unwrap();
    let lengths: Vec<usize> = plot
        .lines()
        .skip(1)
        .map(|line| line.matches('█').count())
        .collect();
    assert_eq!(lengths.len(), rows(&told).len());
    assert!(lengths.is_sorted(), "{told}");
    assert_eq!(lengths.last(), Some(&40));
}

#[test]
fn a_thread_that_lacks_costs_one_client_and_not_the_server() {
    let told = told(Limit::Addresses(300));
    let complaint = line(&told, "the server says");
    assert!(complaint.contains(" failed after 0 bytes: Resource temporarily"));
    let heard = line(&told, "the next client");
    assert_eq!(heard, "hears nothing: the server has closed the connection");
    assert!(line(&told, "all leave").starts_with("1 thread, "));
}

#[test]
fn what_does_not_say_that_it_listens_is_no_server() {
    within_limit(|| {
        let echo = Path::new("echo");
        let error = Observed::start(echo, "x", &[], Limit::Descriptors(64));
        assert!(error.unwrap_err().to_string().contains("`x --address "));
    });
}

#[test]
fn the_server_ends_with_the_value_that_observes_it() {
    within_limit(|| {
        let limit = Limit::Descriptors(64);
        let program = Path::new(PROGRAM);
        let server =
            Observed::start(program, "one-thread-each", &[], limit).unwrap();
        let patience = echo_server::limits::SILENCE_LIMIT;
        let mut client = server.connect(patience).unwrap();
        client.hear().unwrap();
        drop(server);
        client.hear().unwrap_err();
    });
}
