//! Ten thousand connections, as the command makes them: the server in one process, the
//! client in another.

#[cfg(target_os = "linux")]
use std::io::{Read, Write};
#[cfg(target_os = "linux")]
use std::net::TcpStream;
use std::process::Command;
use std::thread;

use crate::program::{run, stderr, stdout, with_server};

const PROGRAM: &str = env!("CARGO_BIN_EXE_chapter6");

const MANY: usize = 10_000;

/// How many descriptors each process needs.
const NEEDED: usize = MANY + 64;

fn server() -> Command {
    let mut server = Command::new(PROGRAM);
    server.args(["server", "--address", "127.0.0.1:0"]);
    server
}

fn client(role: &str, address: &str, words: &[&str]) -> Command {
    let mut client = Command::new(PROGRAM);
    client.args([role, "--address", address]).args(words);
    client
}

/// The same, with limits as `ulimit` takes them.
fn limited(limits: &str, command: &Command) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{limits} && exec \"$0\" \"$@\"")]);
    shell.arg(command.get_program()).args(command.get_args());
    shell
}

/// Whether this machine allows so many; if not, it is said.
fn is_allowed() -> bool {
    let mut shell = Command::new("sh");
    shell.args(["-c", "ulimit -Hn"]);
    let output = run(shell);
    let limit = stdout(&output).trim();
    let is_allowed = limit.parse().map_or(true, |limit: usize| limit >= NEEDED);
    if !is_allowed {
        eprintln!(
            "left out: {MANY} connections take {NEEDED} descriptors, and the hard \
             limit (ulimit -Hn) is {limit}"
        );
    }
    is_allowed
}

#[test]
fn ten_thousand_connections_each_get_their_own_bytes_back() {
    if !is_allowed() {
        return;
    }
    with_server(server(), |address, next_line| {
        let client = client("client", address, &["10000", "hello"]);
        let talking = thread::spawn(|| run(client));
        // Whoever doesn't read what a server prints stops it.
        let mut lines = (0..2 * MANY).map(|_| next_line());
        let answered: u64 = lines.by_ref().filter_map(|line| bytes(&line)).sum();
        assert_eq!(answered, 158_894);
        let output = talking.join().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        assert_eq!(
            stdout(&output),
            "all 10000 connections got back what they sent: 10000 messages, \
             158894 bytes\n"
        );
    });
}

/// How many were answered on a connection that has ended well.
fn bytes(line: &str) -> Option<u64> {
    let (_, bytes) = line.split_once(" closed after ")?;
    bytes.strip_suffix(" bytes")?.parse().ok()
}

/// What a connection is to take in the server at most.
#[cfg(target_os = "linux")]
const KIBIBYTES_EACH: f64 = 300.0 / 1024.0;

#[test]
#[cfg(target_os = "linux")]
fn an_idle_connection_takes_less_than_300_bytes_of_the_server() {
    if !is_allowed() {
        return;
    }
    let mut memory = Command::new(PROGRAM);
    memory.arg("memory");
    let output = run(memory);
    assert!(output.status.success(), "{}", stderr(&output));
    let (_, each) = stdout(&output).split_once("for each").unwrap();
    let server: f64 = each.split_whitespace().next().unwrap().parse().unwrap();
    assert!(server < KIBIBYTES_EACH, "{}", stdout(&output));
}

#[test]
fn connections_are_held_until_the_server_ends_them() {
    let mut server = server();
    server.args(["--idle-timeout", "0.1"]);
    with_server(server, |address, next_line| {
        let output = run(client("idle", address, &["3"]));
        assert!(output.status.success(), "{}", stderr(&output));
        let told = "3 connections are open\nthe server has ended them all\n";
        assert_eq!(stdout(&output), told);
        let lines: Vec<String> = (0..6).map(|_| next_line()).collect();
        let is_ended = |line: &&String| line.ends_with(" timed out after 1 bytes");
        assert_eq!(lines.iter().filter(is_ended).count(), 3, "{lines:?}");
    });
}

/// `select` can't wait for those with a number from 1,024 on. They are sent away, and
/// the server goes on.
#[test]
fn whoever_cannot_be_waited_for_is_sent_away_and_the_others_stay() {
    if !is_allowed() {
        return;
    }
    let mut server = server();
    server.args(["--backend", "select", "--quiet"]);
    with_server(server, |address, _| {
        let output = run(client("client", address, &["1100", "hello"]));
        assert_eq!(output.status.code(), Some(1));
        let output = run(client("client", address, &["100", "hello"]));
        assert!(output.status.success(), "{}", stderr(&output));
    });
}

/// With no more places than `select` has room for, they wait instead. This server has
/// one left.
#[test]
#[cfg(target_os = "linux")]
fn a_cap_below_what_can_be_waited_for_has_others_wait() {
    const OPEN: &str = r#"for n in {3..1017}; do eval "exec $n</dev/null"; done"#;
    let mut bash = Command::new("bash");
    bash.args(["-c", &format!(r#"{OPEN}; exec "$0" "$@""#), PROGRAM]);
    bash.args(["server", "--address", "127.0.0.1:0"]);
    bash.args(["--backend", "select", "--max-connections", "1"]);
    with_server(bash, |address, next_line| {
        for _ in 0..2 {
            let first = TcpStream::connect(address).unwrap();
            let mut second = TcpStream::connect(address).unwrap();
            let [one, other] =
                [&first, &second].map(|one| one.local_addr().unwrap());
            assert_eq!(next_line(), format!("{one} connected"));
            second.write_all(b"hello").unwrap();
            drop(first);
            assert_eq!(next_line(), format!("{one} closed after 0 bytes"));
            assert_eq!(next_line(), format!("{other} connected"));
            second.read_exact(&mut [0; 5]).unwrap();
            drop(second);
            assert_eq!(next_line(), format!("{other} closed after 5 bytes"));
        }
    });
}

/// A soft limit is no obstacle, for either of them.
#[test]
fn a_soft_limit_is_raised_and_a_hard_one_is_told() {
    with_server(limited("ulimit -Sn 80", &server()), |address, _| {
        let client = client("client", address, &["100", "hello"]);
        let raised = run(limited("ulimit -Sn 80", &client));
        assert!(raised.status.success(), "{}", stderr(&raised));

        let told = run(limited("ulimit -n 80", &client));
        assert_eq!(told.status.code(), Some(1));
        assert_eq!(
            stderr(&told),
            "error: cannot open 100 connections: no more than 16 connections are \
             allowed here\n\
             hint: a connection is a descriptor; `ulimit -Hn` shows how many a process \
             may have, and only root can have it raised\n"
        );
    });
}

/// The name stands for two addresses in many places, at one of which nobody listens.
#[test]
fn a_server_is_found_by_its_name() {
    with_server(server(), |address, _| {
        let (_, port) = address.rsplit_once(':').unwrap();
        let name = format!("localhost:{port}");
        let output = run(client("client", &name, &["3", "hello"]));
        assert!(output.status.success(), "{}", stderr(&output));
    });
}

#[test]
fn a_client_without_a_server_says_so() {
    let output = run(client("client", "127.0.0.1:1", &["30", "hello"]));
    assert_eq!(output.status.code(), Some(1));
    // Ten of them are told.
    assert_eq!(stdout(&output).lines().count(), 10);
    let error = stderr(&output);
    assert!(error.contains("(30 failed)"), "{error}");
    assert!(error.contains("hint: is the server running?"), "{error}");
}

#[test]
fn wrong_words_are_told() {
    for (words, told) in [
        (
            &["x", "hello"][..],
            "error: \"x\" is no number of connections",
        ),
        (&["0", "hello"], "error: \"0\" is no number of connections"),
        (&[], "error: \"\" is no number of connections"),
        (&["3"], "error: client needs a message"),
    ] {
        let output = run(client("client", "127.0.0.1:1", words));
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).starts_with(told), "{}", stderr(&output));
    }
}
