//! Clients and servers as the manual of Python's standard library teaches to write
//! them, against ours.

use std::process::Command;

use crate::program::{python, stderr, stdout, with_server};

/// A line, and one `recv` for the answer.
const LINE: &str = "\
import socket, sys
with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as client:
    client.connect((sys.argv[1], int(sys.argv[2])))
    client.sendall(b'what a day\\n')
    print(client.recv(1024))
";

/// The same through objects that are like files.
const FILE: &str = "\
import socket, sys
with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as client:
    with client.makefile('rw', encoding='utf-8', newline='\\n') as file:
        for line in ['what', 'a day']:
            print(line, file=file, flush=True)
            print(file.readline(), end='')
        client.shutdown(socket.SHUT_WR)
        print(repr(file.read()))
";

/// A datagram from a socket without an address of its own.
const DATAGRAM: &str = "\
import socket, sys
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
    client.settimeout(10)
    client.sendto(b'what a day', (sys.argv[1], int(sys.argv[2])))
    answer, server = client.recvfrom(1024)
    print(answer, server[1] == int(sys.argv[2]))
";

/// Three at once, who send no line break.
const THREE: &str = "\
import socket, sys, threading
answers = []
def talk(number):
    with socket.socket() as client:
        client.connect((sys.argv[1], int(sys.argv[2])))
        client.sendall(b'this is %d' % number)
        answers.append(client.recv(1024))
clients = [threading.Thread(target=talk, args=[number]) for number in range(3)]
for client in clients:
    client.start()
for client in clients:
    client.join()
print(sorted(answers))
";

const DISPATCHES: [&str; 4] = ["inline", "threads", "processes", "pool"];

#[test]
fn a_client_in_python_gets_its_line_in_capitals() {
    answers("upper", LINE, "b'WHAT A DAY\\n'\n");
}

#[test]
fn a_client_in_python_reads_lines_as_from_a_file() {
    answers("upper", FILE, "WHAT\nA DAY\n''\n");
}

#[test]
fn a_client_in_python_gets_its_datagram_back() {
    answers("udp-echo", DATAGRAM, "b'what a day' True\n");
}

#[test]
fn three_clients_in_python_are_echoed_at_once() {
    let expected = "[b'this is 0', b'this is 1', b'this is 2']\n";
    answers("echo", THREE, expected);
}

/// Runs a client in Python against a server of ours, for each way to do the work.
fn answers(role: &'static str, client: &'static str, expected: &'static str) {
    for dispatch in DISPATCHES {
        let mut server = Command::new(env!("CARGO_BIN_EXE_chapter5"));
        server.args([role, "--dispatch", dispatch, "--address", "127.0.0.1:0"]);
        with_server(server, move |address, _| {
            let (host, port) = address.rsplit_once(':').unwrap();
            if let Some(mut python) = python(client) {
                python.args([host, port]);
                let output = python.output().unwrap();
                assert_eq!(stdout(&output), expected, "{}", stderr(&output));
            }
        });
    }
}

/// A server in Python, over whose class and handler the rest of the program decides.
const SERVER: &str = "\
import socketserver, threading
class Stream(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            self.wfile.write(line.upper())
class Base(socketserver.BaseRequestHandler):
    def handle(self):
        while data := self.request.recv(1024):
            self.request.sendall(data.upper())
def serve(kind, handler):
    with kind(('127.0.0.1', 0), handler) as server:
        print('listening on %s:%d' % server.server_address, flush=True)
        server.serve_forever()
";

#[test]
fn our_client_is_answered_by_servers_in_python() {
    for server in [
        "serve(socketserver.TCPServer, Stream)",
        "serve(socketserver.TCPServer, Base)",
        "serve(socketserver.ThreadingTCPServer, Stream)",
        "serve(socketserver.ForkingTCPServer, Base)",
    ] {
        let Some(python) = python(&format!("{SERVER}{server}\n")) else {
            return;
        };
        with_server(python, move |address, _| {
            let mut client = Command::new(env!("CARGO_BIN_EXE_chapter5"));
            client.args(["client", "--address", address, "what", "a day"]);
            let output = client.output().unwrap();
            let answers = stdout(&output).split_once('\n').unwrap().1;
            assert_eq!(answers, "WHAT\nA DAY\n", "{server}: {}", stderr(&output));
        });
    }
}
