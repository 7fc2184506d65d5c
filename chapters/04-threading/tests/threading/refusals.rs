//! What the system refuses a server, it is refused for a while. The limits of a
//! process are set by the shell that starts it.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

use threading::greeting::WELCOME;

use crate::program::with_server;

/// The command, with a limit as `ulimit` takes it.
fn greet(limit: &str) -> Command {
    let mut command = Command::new("sh");
    command
        .args(["-c", &format!("ulimit {limit} && exec \"$0\" \"$@\"")])
        .args([env!("CARGO_BIN_EXE_chapter4"), "greet"])
        .args(["--address", "127.0.0.1:0"]);
    command
}

fn connect(address: &str) -> BufReader<TcpStream> {
    BufReader::new(TcpStream::connect(address).unwrap())
}

fn line(client: &mut BufReader<TcpStream>) -> String {
    let mut line = String::new();
    client.read_line(&mut line).unwrap();
    line
}

fn is_greeted(client: &mut BufReader<TcpStream>) {
    client.get_mut().write_all(b"Ada\n").unwrap();
    assert_eq!(line(client), "Hello, Ada!\n");
}

/// For longer than two of its pauses, to see what it says meanwhile.
#[test]
fn without_descriptors_a_server_says_so_once_goes_on_and_recovers() {
    with_server(greet("-n 24"), |address, next_line| {
        let mut first = connect(address);
        assert_eq!(line(&mut first), WELCOME);
        // More than it can have, so that the last ones wait in the backlog.
        let mut others: Vec<_> = (0..24).map(|_| connect(address)).collect();
        let lacks = |line: &str| line.starts_with("cannot accept connections: ");
        while !lacks(&next_line()) {}
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_millis(2500) {
            is_greeted(&mut first);
        }
        let mut last = others.pop().unwrap();
        drop(others);
        let said = std::iter::from_fn(|| Some(next_line()));
        let mut until = said.take_while(|line| !line.contains(" after "));
        assert!(!until.any(|line| lacks(&line)), "it is said once");
        // The pause has an end, and each client that has left makes room.
        assert_eq!(line(&mut last), WELCOME);
        is_greeted(&mut last);
        is_greeted(&mut first);
    });
}

/// Each thread reserves memory for its stack, of which there is little here.
#[test]
fn without_threads_a_server_says_so_once_and_tells_clients_that_it_is_busy() {
    with_server(greet("-v 30000"), |address, next_line| {
        let mut first = connect(address);
        assert_eq!(line(&mut first), WELCOME);
        let mut served = Vec::new();
        for _ in 0..100 {
            let mut client = connect(address);
            match line(&mut client).as_str() {
                WELCOME => served.push(client),
                told => assert_eq!(told, "busy, try again later\n"),
            }
        }
        assert!(served.len() < 100, "threads need memory");
        is_greeted(&mut first);
        drop(served);
        let mut next = connect(address);
        while line(&mut next) != WELCOME {
            next = connect(address);
        }
        let connected =
            format!("{} connected", next.get_ref().local_addr().unwrap());
        let until = std::iter::from_fn(|| Some(next_line()));
        let until = until.take_while(|line| *line != connected);
        let lacks =
            until.filter(|line| line.starts_with("cannot start a thread: "));
        assert_eq!(lacks.count(), 1);
    });
}
