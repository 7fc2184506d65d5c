//! The tables of the page "What each design costs", cell by cell.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use socket_api::socket::Socket;
use threading::client::Client;
use threading::costs;
use threading::observed::{Limit, Observed};

use crate::within_limit;

const PAGE: &str = include_str!("../../../../book/src/04-threading/costs.md");

const PROGRAM: &str = env!("CARGO_BIN_EXE_chapter4");

/// How long a polite client waits before it is one that has to wait.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long a slow client goes on: longer than a server that has this much less
/// patience would have it.
const SLOW: Duration = Duration::from_secs(2);
const IMPATIENT: [&str; 2] = ["--timeout", "1"];

fn start(design: &str, options: &[&str]) -> Observed {
    let mut words = design.split(' ');
    let role = words.next().unwrap();
    let places: &[&str] = match role {
        "scoped" => &["1000"],
        "greet" | "chat" => &["--clients", "50"],
        "pool" => &["--clients", "8"],
        _ => &[],
    };
    let arguments: Vec<&str> =
        words.chain(places.iter().chain(options).copied()).collect();
    let limit = Limit::Descriptors(1000);
    Observed::start(Path::new(PROGRAM), role, &arguments, limit).unwrap()
}

/// A client that is welcomed, or told that the server is busy.
fn welcomed(server: &Observed) -> Client {
    let mut client = server.connect(PATIENCE).unwrap();
    client.hear().unwrap();
    client
}

/// How it goes for those who come after.
fn others(server: &Observed) -> &'static str {
    match server.greeting_time(PATIENCE) {
        Ok(Some(_)) => "others are served",
        Ok(None) => "others wait",
        // Told that the server is busy, it has nothing more to hear.
        Err(_) => "others are told",
    }
}

fn wait_for(server: &Observed, what: &str) {
    while !server.next_line().unwrap().contains(what) {}
}

fn silent(design: &str) -> String {
    let server = start(design, &[]);
    let _silent = welcomed(&server);
    let others = others(&server);

    let server = start(design, &["--timeout", "0.1"]);
    let mut silent = welcomed(&server);
    wait_for(&server, " timed out after ");
    while silent.hear().is_ok() {}
    format!("{others}; hung up on")
}

fn slow(design: &str) -> String {
    let server = start(design, &[]);
    let mut slow = welcomed(&server);
    slow.begin(b"x").unwrap();
    let others = others(&server);

    let server = start(design, &IMPATIENT);
    let mut slow = welcomed(&server);
    let begin = Instant::now();
    while begin.elapsed() < SLOW && slow.begin(b"x").is_ok() {
        thread::sleep(SLOW / 40); // the slow client's pace
    }
    // The first may hear why it was hung up on.
    let goes_on = slow.say(b"").is_ok() && slow.say(b"Ada").is_ok();
    let end = if goes_on { "goes on" } else { "hung up on" };
    format!("{others}; {end}")
}

fn resets(design: &str) -> String {
    let server = start(design, &[]);
    let rude = TcpStream::connect(server.address()).unwrap();
    wait_for(&server, " connected");
    (&rude).write_all(b"x").unwrap();
    Socket::of(&rude).set_linger(Some(Duration::ZERO)).unwrap();
    drop(rude);
    wait_for(&server, " reset after ");
    assert_eq!(others(&server), "others are served");
    "its own end".to_owned()
}

fn crowd(design: &str) -> String {
    let server = start(design, &[]);
    let crowd: Vec<Client> = (0..costs::CROWD)
        .map(|_| server.connect(PATIENCE).unwrap())
        .collect();
    let others = others(&server);
    drop(crowd);
    others.to_owned()
}

#[test]
fn each_design_does_what_the_table_says() {
    let rows: Vec<Vec<&str>> = PAGE
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.strip_suffix(" |"))
        .filter(|row| row.contains(" others "))
        .map(|row| row.split(" | ").collect())
        .collect();
    assert_eq!(rows.len(), 7);
    within_limit(move || {
        thread::scope(|scope| {
            for row in &rows {
                scope.spawn(|| {
                    let design = row[0].trim_end_matches('`');
                    assert_eq!(
                        row[1..],
                        [
                            silent(design),
                            slow(design),
                            resets(design),
                            crowd(design)
                        ],
                        "{design}"
                    );
                });
            }
        });
    });
}

/// Besides those of the fifty who are served, and the two that are always there,
/// there are sixteen at most.
#[test]
fn those_who_are_told_busy_cost_few_threads() {
    within_limit(|| {
        let server = start("greet --when-full busy", &[]);
        let clients = [(); 90].map(|()| welcomed(&server));
        assert!(server.usage().unwrap().threads <= 50 + 2 + 16);
        drop(clients);
    });
}

/// Nobody reads any more what it prints, and so it ends, as if it were told to stop.
#[test]
fn a_server_ends_when_it_cannot_say_anything() {
    for role in ["greet", "pool", "chat"] {
        let mut command = Command::new(PROGRAM);
        command.args([role, "--address", "127.0.0.1:0"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        within_limit(move || {
            let mut server = command.spawn().unwrap();
            let mut output = BufReader::new(server.stdout.take().unwrap());
            let mut ready = String::new();
            output.read_line(&mut ready).unwrap();
            drop(output);
            let address = ready.strip_prefix("listening on ").unwrap();
            let _client = TcpStream::connect(address.trim_end()).unwrap();
            let ended = server.wait_with_output().unwrap();
            assert_eq!(ended.status.code(), Some(1));
            let complaint = String::from_utf8(ended.stderr).unwrap();
            assert!(
                complaint.starts_with("error: cannot write to standard output")
            );
        });
    }
}

#[test]
fn no_conversation_goes_on_past_its_deadline() {
    for role in ["greet", "pool", "chat"] {
        within_limit(move || {
            let server = start(role, &["--deadline", "0.1"]);
            let _silent = welcomed(&server);
            wait_for(&server, " timed out after 0 bytes");
        });
    }
}

#[test]
fn what_each_design_costs_is_a_table() {
    let table = within_limit(|| {
        let mut table = Vec::new();
        costs::run(Path::new(PROGRAM), &mut table).unwrap();
        String::from_utf8(table).unwrap()
    });
    let rows: Vec<Vec<&str>> = table
        .lines()
        .skip(1)
        .map(|row| row.split_whitespace().collect())
        .collect();
    // Design, at once, threads: one for each, and those who accept or wait.
    let threads = |row: &[&str]| row[2].parse::<u64>().unwrap();
    assert_eq!(rows[0][..3], ["one-at-a-time", "1", "1"]);
    assert_eq!(rows[1][..3], ["one-thread-each", "100", "101"]);
    assert_eq!(rows[2][..3], ["scoped", "100", "101"]);
    assert!(threads(&rows[5]) > 200, "two for each: {table}");
    // What one of the clients takes, and not all of them.
    for row in &rows[1..] {
        let number = |at: usize| row[at].parse::<f64>().unwrap();
        assert!(number(3) < 10.0 && row[4] == "MiB", "{table}");
        assert!(number(5) < 500.0 && row[6] == "KiB", "{table}");
    }
    // Two numbers with their units, and three times.
    let waits: Vec<usize> = rows
        .iter()
        .map(|row| row[7..].iter().filter(|&&word| word == "waits").count())
        .collect();
    assert_eq!(waits, [2, 0, 0, 1, 1, 0], "{table}");
}
