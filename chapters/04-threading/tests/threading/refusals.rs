//! What the system refuses a server, it is refused for a while. The limits of a
//! process are set by the shell that starts it.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

use threading::greeting::WELCOME;

use crate::program::with_server;

/// The server, with a limit as `ulimit` takes it.
fn server(role: &str, limit: &str) -> Command {
    let mut command = Command::new("sh");
    command
        .args(["-c", &format!("ulimit {limit} && exec \"$0\" \"$@\"")])
        .args([env!("CARGO_BIN_EXE_chapter4"), role])
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
    with_server(server("greet", "-n 24"), |address, next_line| {
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
        // As soon as somebody leaves, another may be let in, and it may lack again.
        let moves =
            |line: &str| line.contains(" after ") || line.contains(" connected");
        let mut until = said.take_while(|line| !moves(line));
        assert!(!until.any(|line| lacks(&line)), "it is said once");
        // The pause has an end, and each client that has left makes room.
        assert_eq!(line(&mut last), WELCOME);
        is_greeted(&mut last);
        is_greeted(&mut first);
        // The next time it is said again.
        let _others: Vec<_> = (0..24).map(|_| connect(address)).collect();
        while !lacks(&next_line()) {}
    });
}

/// Each thread reserves memory for its stack, of which there is little here.
const FEW_THREADS: &str = "-v 30000";

/// More clients than it has threads for come to `role`. It welcomes some, and answers
/// them, and tells the others that it is busy.
fn tells_them_that_it_is_busy(
    role: &str,
    welcome: &'static str,
    answer: &'static str,
) {
    with_server(server(role, FEW_THREADS), move |address, next_line| {
        let mut served = Vec::new();
        let mut told = 0;
        for _ in 0..100 {
            let mut client = connect(address);
            match line(&mut client).as_str() {
                "busy, try again later\n" => told += 1,
                other => {
                    assert_eq!(other, welcome);
                    served.push(client);
                }
            }
        }
        assert!(told > 0, "threads need memory");
        served[0].get_mut().write_all(b"Ada King\n").unwrap();
        assert_eq!(line(&mut served[0]), answer);
        drop(served);
        let mut next = connect(address);
        while line(&mut next) != welcome {
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

#[test]
fn without_threads_a_server_says_so_once_and_tells_clients_that_it_is_busy() {
    tells_them_that_it_is_busy("greet", WELCOME, "Hello, Ada King!\n");
}

#[test]
fn without_threads_a_room_does_the_same() {
    let answer = "* Please take another name: a name is made of letters, digits, \
                  - and _.\n";
    tells_them_that_it_is_busy("chat", "What is your name?\n", answer);
}
