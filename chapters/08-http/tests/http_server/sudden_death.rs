//! The guest book's process dies at any moment, and no entry is lost of which anybody
//! was told that it's kept.

use std::collections::HashMap;
use std::env;
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{self, Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;

use app_protocol::json::{self, Value};

use crate::within_limit::within_limit;

/// How many post at a time.
const CLIENTS: usize = 4;

/// A server, until it's killed.
struct App {
    process: Child,
    address: String,
}

impl App {
    fn start(file: &PathBuf) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_chapter8"))
            .args(["app", "--quiet", "--address", "127.0.0.1:0", "--file"])
            .arg(file)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut ready = String::new();
        let output = process.stdout.take().unwrap();
        BufReader::new(output).read_line(&mut ready).unwrap();
        let address = ready.trim().strip_prefix("listening on ").unwrap();
        Self {
            address: address.to_owned(),
            process,
        }
    }
}

/// By SIGKILL, which no process can prepare for.
impl Drop for App {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// Asks, and returns the answer's body, if all of it has come and the status is right.
fn ask(address: &str, request: &str, status: &str) -> io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
    let length = format!("\r\nContent-Length: {}", body.len());
    if head.starts_with(&format!("HTTP/1.1 {status} ")) && head.contains(&length) {
        return Ok(body.to_owned());
    }
    Err(io::Error::other(answer))
}

/// Posts an entry, and returns its number when the server has said that it's kept.
fn post(address: &str, message: &str) -> io::Result<u64> {
    let body = format!(r#"{{"name":"Ada","message":"{message}"}}"#);
    let length = body.len();
    let request = format!(
        "POST /entries HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    let answer = ask(address, &request, "201")?;
    let answer = json::parse(answer.as_bytes()).unwrap();
    Ok(number(&answer))
}

fn number(entry: &Value<'_>) -> u64 {
    entry
        .get("id")
        .unwrap()
        .as_number()
        .unwrap()
        .as_u64()
        .unwrap()
}

/// All entries, by message.
fn entries(address: &str) -> HashMap<String, u64> {
    let mut entries = HashMap::new();
    let mut last = 0;
    loop {
        let request = format!(
            "GET /entries?after={last} HTTP/1.1\r\nHost: a\r\n\
             Connection: close\r\n\r\n"
        );
        let answer = ask(address, &request, "200").unwrap();
        let answer = json::parse(answer.as_bytes()).unwrap();
        let Some(Value::Array(listed)) = answer.get("entries") else {
            panic!("{answer}");
        };
        if listed.is_empty() {
            return entries;
        }
        for entry in listed {
            let message = entry.get("message").unwrap().as_str().unwrap();
            assert!(number(entry) > last);
            last = number(entry);
            let twice = entries.insert(message.to_owned(), last);
            assert_eq!(twice, None, "{message}");
        }
    }
}

/// Has clients post until `most` entries are told to be kept, kills the server in the
/// middle of the others, and returns those that were told to be kept.
fn post_until_death(
    file: &PathBuf,
    life: usize,
    most: usize,
) -> Vec<(String, u64)> {
    let app = App::start(file);
    let address = app.address.clone();
    let (kept, told) = mpsc::channel();
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let (address, kept) = (address.clone(), kept.clone());
            thread::spawn(move || {
                // Of various lengths, so that they end at various places of a block.
                for number in 0.. {
                    let length = (client * 331 + number * 97) % 900;
                    let text = "x".repeat(length);
                    let message = format!("{life} {client} {number} {text}.");
                    let Ok(id) = post(&address, &message) else {
                        return; // the server is dead
                    };
                    if kept.send((message, id)).is_err() {
                        return;
                    }
                }
            })
        })
        .collect();
    drop(kept);
    let mut all: Vec<_> = told.iter().take(most).collect();
    drop(app);
    for client in clients {
        client.join().unwrap();
    }
    // Those of which the clients were told while the server was being killed.
    all.extend(told.try_iter());
    all
}

#[test]
fn no_entry_that_was_told_to_be_kept_is_lost_when_the_process_is_killed() {
    let name = format!("sudden-death-{}", process::id());
    let file = env::temp_dir().join(name);
    let path = file.clone();
    within_limit(move || {
        let mut told = HashMap::new();
        for (life, most) in [1, 2, 3, 7, 20, 60].into_iter().enumerate() {
            for (message, id) in post_until_death(&file, life, most) {
                told.insert(message, id);
            }
            let app = App::start(&file);
            let found = entries(&app.address);
            for (message, id) in &told {
                assert_eq!(found.get(message), Some(id), "{message}");
            }
            // Each client may have had one underway of which it wasn't told.
            let untold = found.len() - told.len();
            assert!(untold <= (life + 1) * CLIENTS, "{untold}");
        }
    });
    fs::remove_file(path).unwrap();
}

#[test]
fn a_second_process_is_told_that_the_book_is_open() {
    let name = format!("second-process-{}", process::id());
    let file = env::temp_dir().join(name);
    let path = file.clone();
    within_limit(move || {
        let _app = App::start(&file);
        let second = Command::new(env!("CARGO_BIN_EXE_chapter8"))
            .args(["app", "--address", "127.0.0.1:0", "--file"])
            .arg(&file)
            .output()
            .unwrap();
        assert_eq!(second.status.code(), Some(1));
        let told = String::from_utf8(second.stderr).unwrap();
        let expected = format!(
            "error: cannot open the guest book {}: another process has it open\n\
             hint: does it have a server already?\n",
            file.display()
        );
        assert_eq!(told, expected);
    });
    fs::remove_file(path).unwrap();
}
