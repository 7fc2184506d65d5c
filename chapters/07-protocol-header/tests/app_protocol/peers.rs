//! Clients and servers in Python, against ours: everybody with everybody.

mod relay;

use std::fs;
use std::net::SocketAddr;
use std::process::Command;

use app_protocol::client::{Client, TIMEOUT, result};
use app_protocol::json::Value;
use app_protocol::{Limits, Message, request};
use socket_api::families::folder::Folder;

use crate::conversations::SERVERS;
use crate::program::{python, run, stderr, stdout, with_server};
use relay::{Cut, relay};

/// Where the programs are that the book shows.
const PEERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/peers");

/// A server that closes after each answer, as existing ones do.
const ONE_EACH: &str = "Python, one answer for each connection";

/// How long the large contents are, in bytes.
const LARGE: usize = 1024 * 1024;

/// A program in Python that has the book's modules at hand.
fn python_with_peers(program: &str) -> Option<Command> {
    python(&format!(
        "import sys\nsys.dont_write_bytecode = True\n\
         sys.path.insert(0, {PEERS:?})\n{program}"
    ))
}

/// Everybody who serves, told where the dictionary is.
fn servers(dictionary: &str) -> Vec<(&'static str, Command)> {
    let mut servers = Vec::new();
    for role in SERVERS {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chapter7"));
        command.args([role, "--address", "127.0.0.1:0"]);
        servers.push((*role, command));
    }
    for (name, options) in [("Python", &[][..]), (ONE_EACH, &["--once"][..])] {
        if let Some(mut command) = python_with_peers("import server") {
            command.args(["--port", "0"]).args(options);
            servers.push((name, command));
        }
    }
    for (_, server) in &mut servers {
        server.args(["--dictionary", dictionary]);
    }
    servers
}

/// Runs `test` beside each of the servers.
fn with_each(test: impl Fn(&str, SocketAddr) + Copy + Send + 'static) {
    let folder = Folder::new().unwrap();
    let path = folder.file("words.json");
    let words = r#"{"ring": "💍 of gold", "🐶": "good dog 🦴"}"#;
    fs::write(&path, words).unwrap();
    for (name, server) in servers(path.to_str().unwrap()) {
        with_server(server, move |address, _| {
            test(name, address.parse().unwrap());
        });
    }
}

fn client(address: SocketAddr) -> Client {
    Client::connect(address, Limits::default(), TIMEOUT).unwrap()
}

/// Runs a program in Python that is given the server's port.
fn run_python(program: &str, address: SocketAddr, args: &[&str]) -> Option<String> {
    let mut python = python_with_peers(program)?;
    python
        .args(["--port", &address.port().to_string()])
        .args(args);
    let output = run(python);
    assert!(output.status.success(), "{}", stderr(&output));
    Some(stdout(&output).to_owned())
}

/// What is searched for, and the answer.
const SEARCHES: [(&str, &str); 6] = [
    ("ring", "💍 of gold"),
    ("🐶", "good dog 🦴"),
    ("", "No match for ''."),
    ("no such thing", "No match for 'no such thing'."),
    ("a \"b\" \\ 'c'", "No match for 'a \"b\" \\ 'c''."),
    ("👩‍👩‍👧", "No match for '👩‍👩‍👧'."),
];

#[test]
fn hits_misses_emoji_and_nothing_are_answered_alike_by_everybody() {
    with_each(|name, address| {
        let mut ours = client(address);
        for (value, expected) in SEARCHES {
            let found = ours.search(value).unwrap();
            assert_eq!(found, Value::from(expected), "{name}");
        }
        drop(ours); // of whom one server serves one at a time
        // Who closes after each answer is asked for one thing.
        let count = if name == ONE_EACH { 1 } else { SEARCHES.len() };
        let (values, expected): (Vec<&str>, Vec<&str>) =
            SEARCHES.into_iter().take(count).unzip();
        let args = [&["search", "--"][..], &values].concat();
        if let Some(printed) = run_python("import client", address, &args) {
            let printed: Vec<&str> = printed.lines().collect();
            assert_eq!(printed, expected, "{name}");
        }
    });
}

#[test]
fn bytes_are_answered_alike_by_everybody() {
    with_each(|name, address| {
        let mut ours = client(address);
        for (value, expected) in [
            ("0123456789abc", "0123456789"),
            ("short", "short"),
            ("", ""),
        ] {
            let answer = ours.ask(&request::binary("", value)).unwrap();
            let told = format!("First 10 bytes of request: {expected}");
            assert_eq!(answer.content, told.as_bytes(), "{name}");
            assert_eq!(
                answer.header.content_type,
                "binary/custom-server-binary-type"
            );
        }
        drop(ours);
        let args = ["binary", "0123456789abc"];
        if let Some(printed) = run_python("import client", address, &args) {
            let expected = "b'First 10 bytes of request: 0123456789'\n";
            assert_eq!(printed, expected, "{name}");
        }
    });
}

/// Asks for everything over one connection.
const IN_A_ROW: &str = "\
import json, socket
from messages import *
with socket.create_connection(('127.0.0.1', int(sys.argv[2])), timeout=10) as sock:
    answers = sock.makefile('rb')
    searches = [encode_json({'action': 'search', 'value': str(n)}) for n in range(100)]
    sock.sendall(b''.join(searches))
    for n in range(100):
        header, content = read(answers)
        assert json.loads(content)['result'] == f\"No match for '{n}'.\"
    sock.shutdown(socket.SHUT_WR)
    assert read(answers) is None
";

#[test]
fn requests_in_one_segment_are_answered_in_order() {
    with_each(|name, address| {
        if name == ONE_EACH {
            return; // which throws away what came behind the first
        }
        let searches: Vec<Message> = (0..100)
            .map(|number| request::search(&number.to_string()))
            .collect();
        let answers = client(address).ask_all(&searches).unwrap();
        for (number, answer) in answers.iter().enumerate() {
            let expected = format!("No match for '{number}'.");
            assert_eq!(result(answer).unwrap(), Value::from(expected), "{name}");
        }
        run_python(IN_A_ROW, address, &[]);
    });
}

/// A mebibyte there, and another back.
const MUCH: &str = "\
import json, socket
from messages import *
def ask(request):
    with socket.create_connection(('127.0.0.1', int(sys.argv[2])), timeout=10) as sock:
        sock.sendall(request)
        return read(sock.makefile('rb'))[1]
large = b'0123456789' + bytes(range(256)) * 4096
assert ask(encode(large, 'a/b', 'binary')) == b'First 10 bytes of request: 0123456789'
value = 'x' * 1024 * 1024
answer = json.loads(ask(encode_json({'action': 'search', 'value': value})))
assert answer == {'result': f\"No match for '{value}'.\"}
";

#[test]
fn a_mebibyte_goes_there_and_back() {
    with_each(|name, address| {
        let mut ours = client(address);
        let large: Vec<u8> = (0..LARGE).map(|at| (at % 251) as u8).collect();
        let answer = ours.ask(&Message::binary("a/b", large.clone())).unwrap();
        let first = [b"First 10 bytes of request: ", &large[..10]].concat();
        assert_eq!(answer.content, first, "{name}");
        let value = "x".repeat(LARGE);
        let found = ours.search(&value).unwrap();
        let expected = format!("No match for '{value}'.");
        assert!(found.as_str() == Some(&expected), "{name}");
        drop(ours);
        run_python(MUCH, address, &[]);
    });
}

/// As many questions as there are places to cut a question or an answer, each over a
/// connection of its own.
const CUTS: usize = 200;

/// The same in Python.
const ASK_OFTEN: &str = "\
import json, socket
from messages import *
for _ in range(int(sys.argv[3])):
    with socket.create_connection(('127.0.0.1', int(sys.argv[2])), timeout=10) as sock:
        sock.sendall(encode_json({'action': 'search', 'value': 'ring'}))
        header, content = read(sock.makefile('rb'))
        assert json.loads(content) == {'result': '💍 of gold'}
";

#[test]
fn no_cut_in_two_makes_a_difference() {
    with_each(|name, address| {
        let cut = relay(address, Cut::InTwo);
        for _ in 0..CUTS {
            let found = client(cut).search("ring").unwrap();
            assert_eq!(found, Value::from("💍 of gold"), "{name}");
        }
        run_python(ASK_OFTEN, relay(address, Cut::InTwo), &[&CUTS.to_string()]);
    });
}

#[test]
fn one_byte_at_a_time_makes_no_difference() {
    with_each(|name, address| {
        let cut = relay(address, Cut::InBytes);
        let found = client(cut).search("ring").unwrap();
        assert_eq!(found, Value::from("💍 of gold"), "{name}");
        run_python(ASK_OFTEN, cut, &["1"]);
    });
}

/// A client in the manner of existing ones: one request, written and read when a
/// selector says so, and closed as soon as the answer is whole.
const EXISTING: &str = "\
import json, selectors, socket, struct
content = json.dumps({'action': 'search', 'value': 'ring'}).encode()
header = json.dumps({
    'byteorder': sys.byteorder, 'content-type': 'text/json',
    'content-encoding': 'utf-8', 'content-length': len(content),
}).encode()
to_send, received = struct.pack('>H', len(header)) + header + content, b''
sock = socket.socket()
sock.setblocking(False)
sock.connect_ex(('127.0.0.1', int(sys.argv[2])))
selector = selectors.DefaultSelector()
selector.register(sock, selectors.EVENT_READ | selectors.EVENT_WRITE)
def is_whole():
    if len(received) < 2:
        return False
    end = 2 + struct.unpack('>H', received[:2])[0]
    return len(received) >= end and (
        len(received) >= end + json.loads(received[2:end])['content-length'])
while not is_whole():
    [(_, events)] = selector.select(timeout=10)
    if events & selectors.EVENT_READ:
        data = sock.recv(4096)
        assert data, 'the peer has closed'
        received += data
    if events & selectors.EVENT_WRITE and to_send:
        to_send = to_send[sock.send(to_send):]
        if not to_send:
            selector.modify(sock, selectors.EVENT_READ)
selector.unregister(sock)
sock.close()
assert json.loads(received[received.index(b'}') + 1:]) == {'result': '💍 of gold'}
";

#[test]
fn a_client_that_asks_once_and_closes_is_served() {
    with_each(|_, address| {
        run_python(EXISTING, address, &[]);
    });
}
