//! What the server asks of the system: calls and processor time, seen from outside.

use std::fs;
use std::io::{BufRead, BufReader, Lines, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use selector::descriptors;
use tcp_vs_udp::loopback::PATIENCE;
use threading::observed::{Limit, Observed};

use crate::{numbers, within_limit};

const PROGRAM: &str = env!("CARGO_BIN_EXE_chapter6");

/// So many connections that their cost is shared, and each has one message in flight.
const BUSY: usize = 100;

/// Each costs the server a descriptor, and this process one too.
const IDLE: usize = 1000;

/// What the server has: the connections', and some besides.
const DESCRIPTORS: u32 = 1100;

/// More than a second: longer than any pause that a server makes.
const A_WHILE: Duration = Duration::from_millis(1100);

fn connect(address: &str, number: usize) -> Vec<TcpStream> {
    (0..number)
        .map(|_| TcpStream::connect(address).unwrap())
        .collect()
}

fn exchange(clients: &mut [TcpStream]) {
    for client in &mut *clients {
        client.write_all(&[b'x'; 64]).unwrap();
    }
    for client in clients {
        client.read_exact(&mut [0; 64]).unwrap();
    }
}

/// A server under `strace`, which counts its system calls.
struct Counted {
    strace: Child,
    server: String,
    lines: Lines<BufReader<ChildStdout>>,
    counts: PathBuf,
}

impl Counted {
    fn start(backend: &str) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("selector-{}-{number}.strace", std::process::id());
        let counts = std::env::temp_dir().join(name);
        let mut command = Command::new("strace");
        command.args(["-c", "-o"]).arg(&counts);
        // So that we know whom to send a signal: strace passes none on.
        command.args(["sh", "-c", "echo $$ && exec \"$0\" \"$@\"", PROGRAM]);
        command.args(["server", "--address", "127.0.0.1:0", "--backend", backend]);
        let strace = command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut strace = strace.spawn().unwrap();
        let output = strace.stdout.take().unwrap();
        let mut counted = Self {
            strace,
            server: String::new(),
            lines: BufReader::new(output).lines(),
            counts,
        };
        counted.server = counted.next_line();
        counted
    }

    fn next_line(&mut self) -> String {
        self.lines.next().unwrap().unwrap()
    }

    /// Ends the server, and returns how many calls it made in its life.
    fn stop(mut self) -> usize {
        let kill = Command::new("kill").args(["-INT", &self.server]).status();
        assert!(kill.unwrap().success());
        assert!(self.strace.wait().unwrap().success());
        let table = fs::read_to_string(&self.counts).unwrap();
        let total = table.lines().find(|line| line.ends_with("total")).unwrap();
        // % time, seconds, usecs/call, calls, errors if there are any, total
        total.split_whitespace().nth(3).unwrap().parse().unwrap()
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let _ = self.strace.kill(); // which ends the server too, if it runs still
        let _ = self.strace.wait();
        let _ = fs::remove_file(&self.counts);
    }
}

/// How many system calls a server makes in its life, in which a hundred clients send so
/// many messages each.
fn system_calls(backend: &'static str, messages: usize) -> usize {
    within_limit(move || {
        let mut server = Counted::start(backend);
        let ready = server.next_line();
        let address = ready.strip_prefix("listening on ").unwrap();
        let mut clients = connect(address, BUSY);
        for _ in 0..messages {
            exchange(&mut clients);
        }
        drop(clients);
        for _ in 0..2 * BUSY {
            server.next_line(); // connected, or closed
        }
        server.stop()
    })
}

#[test]
fn a_message_costs_two_system_calls_and_a_share_in_the_wait() {
    let tried = Command::new("strace")
        .args(["-o", "/dev/null", "true"])
        .status();
    if !tried.is_ok_and(|status| status.success()) {
        println!("left out: it needs strace, which is not here or not permitted");
        return;
    }
    for backend in ["epoll", "poll"] {
        // What coming and going costs is in both numbers.
        let calls = system_calls(backend, 60) - system_calls(backend, 10);
        let messages = BUSY * (60 - 10);
        let each = calls as f64 / messages as f64;
        assert!((2.0..=2.1).contains(&each), "{backend}: {each}");
    }
}

fn start(options: &[&str]) -> Observed {
    let limit = Limit::Descriptors(DESCRIPTORS);
    Observed::start(Path::new(PROGRAM), "server", options, limit).unwrap()
}

/// Returns as soon as there was a while in which a server, with so many idle connections,
/// has used no processor time: not a nanosecond. One that always finds something to do
/// hangs here. (The first time it may still come to its wait.)
fn wait_until_it_rests(options: &'static [&str]) {
    within_limit(move || {
        let server = start(options);
        let mut clients = connect(server.address(), IDLE);
        exchange(&mut clients); // it knows them all, and has answered
        let mut before = server.processor_time().unwrap();
        loop {
            thread::sleep(A_WHILE);
            let now = server.processor_time().unwrap();
            if now == before {
                break;
            }
            before = now;
        }
    });
}

#[test]
fn a_thousand_idle_connections_take_no_time_at_all() {
    let _many = numbers::many();
    let room = descriptors::make_room(2 * IDLE + 500).unwrap();
    if room < 2 * IDLE + 500 {
        println!("left out: there is room for {room} connections");
        return;
    }
    for options in [&["--backend", "epoll"], &["--backend", "poll"]] {
        wait_until_it_rests(options);
    }
}

#[test]
fn whoever_always_asks_to_write_never_waits() {
    within_limit(|| {
        let server = start(&["--write-interest", "always"]);
        exchange(&mut connect(server.address(), 3));
        let clients = connect(server.address(), 3);
        let begin = server.processor_time().unwrap();
        // It has nothing to do, and never comes to an end of it.
        while server.processor_time().unwrap() < begin + PATIENCE {}
        drop(clients);
    });
}
