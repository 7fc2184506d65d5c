//! The command as a person types it.

use std::io::{BufRead, BufReader, Lines, Read, Write};
use std::net::{TcpStream, UdpSocket};
use std::os::unix::net::UnixDatagram;
use std::process::{self, Child, ChildStdout, Command, Output, Stdio};
use std::{env, fs};

use tcp_vs_udp::loopback::{NOBODY, PATIENCE};

use crate::program::{run, stderr, stdout};
use crate::within_limit;

const WAYS: [&str; 4] = ["inline", "threads", "pool", "processes"];

fn chapter5(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chapter5"));
    command.args(arguments).stdin(Stdio::null());
    command
}

/// A server in a process of its own, which is ended at the latest when this is
/// dropped.
struct Running {
    process: Child,
    lines: Lines<BufReader<ChildStdout>>,
    address: String,
}

impl Running {
    fn start(role: &str, arguments: &[&str]) -> Self {
        let mut command = chapter5(&[role, "--address", "127.0.0.1:0"]);
        let command = command.args(arguments).stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut server = Self {
            process,
            lines,
            address: String::new(),
        };
        let ready = server.next_line();
        server.address = ready.strip_prefix("listening on ").unwrap().to_owned();
        server
    }

    fn next_line(&mut self) -> String {
        self.lines.next().unwrap().unwrap()
    }

    fn press_ctrl_c(&self) {
        let kill = format!("kill -INT {}", self.process.id());
        let status = Command::new("sh").args(["-c", &kill]).status().unwrap();
        assert!(status.success());
    }

    fn client(&self, texts: &[&str]) -> Output {
        let mut command = chapter5(&["client", "--address", &self.address]);
        command.args(texts).output().unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The client's own end, as it says it, and what else it says.
fn said(output: &Output) -> (String, Vec<&str>) {
    let mut lines = stdout(output).lines();
    let (_, here) = lines.next().unwrap().split_once(" from ").unwrap();
    (here.to_owned(), lines.collect())
}

#[test]
fn the_demonstration_tells_the_same_each_time() {
    let output = run(chapter5(&[]));
    assert!(output.status.success());
    let mut told = stdout(&output).to_owned();
    for name in ["SERVER", "ONE", "TWO"] {
        let start = told.find("127.0.0.1:").unwrap();
        let address = told.split_at(start).1.split_whitespace().next().unwrap();
        let address = address.to_owned();
        told = told.replace(&address, name);
    }
    let expected = "\
server    listening on SERVER
server    ONE connected
server    TWO connected
client 2  says hello, hears HELLO
client 1  says one, hears ONE
server    ONE closed after 4 bytes
server    is told to stop
client 2  says more, hears MORE
server    TWO closed after 11 bytes
server    has ended
";
    assert_eq!(told, expected);
}

#[test]
fn each_server_answers_and_tells_of_it_whoever_does_the_work() {
    within_limit(|| {
        for way in WAYS {
            for (role, answer) in [("echo", "hello"), ("upper", "HELLO")] {
                let mut server = Running::start(role, &["--dispatch", way]);
                let output = server.client(&["hello"]);
                let (client, answers) = said(&output);
                assert_eq!(answers, [answer]);
                for event in ["connected", "closed after 6 bytes"] {
                    assert_eq!(server.next_line(), format!("{client} {event}"));
                }
            }
        }
    });
}

#[test]
fn a_line_that_is_none_is_told_from_the_end_whoever_does_the_work() {
    within_limit(|| {
        for way in WAYS {
            let mut server = Running::start("upper", &["--dispatch", way]);
            for (sent, end) in [
                (&b"one\ntw"[..], "cut off after 4 bytes"),
                (&[b'a'; 9000], "refused after 0 bytes"),
                (b"one\n", "closed after 4 bytes"),
            ] {
                let mut client = TcpStream::connect(&server.address).unwrap();
                let here = client.local_addr().unwrap();
                client.write_all(sent).unwrap();
                client.shutdown(std::net::Shutdown::Write).unwrap();
                client.read_to_end(&mut Vec::new()).unwrap();
                // Nothing is told but this: not that a handler has failed.
                assert_eq!(server.next_line(), format!("{here} connected"));
                assert_eq!(server.next_line(), format!("{here} {end}"));
            }
        }
    });
}

#[test]
fn the_time_is_told_unasked() {
    within_limit(|| {
        for way in WAYS {
            let mut server = Running::start("time", &["--dispatch", way]);
            let mut client = TcpStream::connect(&server.address).unwrap();
            let here = client.local_addr().unwrap();
            let mut answer = String::new();
            client.read_to_string(&mut answer).unwrap();
            let form: String = answer
                .chars()
                .map(|c| if c.is_ascii_digit() { '0' } else { c })
                .collect();
            assert_eq!(form, "0000-00-00 00:00:00\n");
            for event in ["connected", "closed after 20 bytes"] {
                assert_eq!(server.next_line(), format!("{here} {event}"));
            }
        }
    });
}

#[test]
fn datagrams_are_echoed_whoever_does_the_work() {
    within_limit(|| {
        for way in WAYS {
            let mut server = Running::start("udp-echo", &["--dispatch", way]);
            let client = UdpSocket::bind("127.0.0.1:0").unwrap();
            let here = client.local_addr().unwrap();
            client.connect(&server.address).unwrap();
            for (length, event) in [
                (1473, "sent more than 1472 bytes: not answered"),
                (0, "sent 0 bytes"),
                (1472, "sent 1472 bytes"),
            ] {
                let sent = vec![b'a'; length];
                client.send(&sent).unwrap();
                assert_eq!(server.next_line(), format!("{here} {event}"));
                if length <= 1472 {
                    let mut buffer = [0; 2000];
                    let length = client.recv(&mut buffer).unwrap();
                    assert_eq!(buffer[..length], sent);
                }
            }
        }
    });
}

#[test]
fn a_line_at_which_the_handler_panics_costs_its_client_only() {
    within_limit(|| {
        for (way, told) in [
            ("inline", "handle panicked: this line is too much for me"),
            ("threads", "handle panicked: this line is too much for me"),
            ("pool", "handle panicked: this line is too much for me"),
            (
                "processes",
                "handle failed: the program ended with status 1",
            ),
        ] {
            let arguments = ["--dispatch", way, "--panic-at", "boom"];
            let mut server = Running::start("upper", &arguments);
            let output = server.client(&["hello", "boom"]);
            assert_eq!(output.status.code(), Some(1));
            let (client, answers) = said(&output);
            assert_eq!(answers, ["HELLO"]);
            while server.next_line() != format!("{client}: {told}") {}
            assert!(server.client(&["hello"]).status.success());
        }
    });
}

#[test]
fn after_ctrl_c_those_who_are_there_are_still_answered() {
    within_limit(|| {
        for way in WAYS {
            let mut server = Running::start("upper", &["--dispatch", way]);
            let client = TcpStream::connect(&server.address).unwrap();
            let mut answers = BufReader::new(&client).lines();
            (&client).write_all(b"one\n").unwrap();
            assert_eq!(answers.next().unwrap().unwrap(), "ONE");
            server.press_ctrl_c();
            (&client).write_all(b"two\n").unwrap();
            assert_eq!(answers.next().unwrap().unwrap(), "TWO");
            client.shutdown(std::net::Shutdown::Write).unwrap();
            assert!(server.process.wait().unwrap().success(), "{way}");
        }
    });
}

#[test]
fn who_stays_too_long_after_ctrl_c_is_left() {
    within_limit(|| {
        for way in ["inline", "threads", "pool"] {
            let arguments = ["--dispatch", way, "--grace", "0.05"];
            let mut server = Running::start("upper", &arguments);
            let mut client = TcpStream::connect(&server.address).unwrap();
            server.next_line();
            server.press_ctrl_c();
            assert_eq!(server.process.wait().unwrap().code(), Some(1), "{way}");
            client.read_to_end(&mut Vec::new()).unwrap();
        }
    });
}

#[test]
fn a_process_that_stays_too_long_after_ctrl_c_ends_with_the_server() {
    within_limit(|| {
        let arguments = ["--dispatch", "processes", "--grace", "0.05"];
        for role in ["upper", "visitors"] {
            let mut server = Running::start(role, &arguments);
            let mut client = TcpStream::connect(&server.address).unwrap();
            server.next_line();
            server.press_ctrl_c();
            assert!(server.process.wait().unwrap().success(), "{role}");
            // A child that was left behind would keep the connection.
            client.read_to_end(&mut Vec::new()).unwrap();
        }
    });
}

#[test]
fn the_limits_are_those_that_were_given() {
    within_limit(|| {
        for way in WAYS {
            for limit in ["--timeout", "--deadline"] {
                let arguments = ["--dispatch", way, limit, "0.02"];
                let mut server = Running::start("echo", &arguments);
                let _client = TcpStream::connect(&server.address).unwrap();
                assert!(server.next_line().ends_with(" connected"));
                let line = server.next_line();
                assert!(line.ends_with(" timed out after 0 bytes"), "{line}");
            }
        }
    });
}

#[test]
fn the_limit_to_clients_is_the_one_that_was_given() {
    within_limit(|| {
        for way in ["threads", "pool", "processes"] {
            let arguments = ["--dispatch", way, "--clients", "1"];
            let server = Running::start("upper", &arguments);
            let first = TcpStream::connect(&server.address).unwrap();
            let mut second = TcpStream::connect(&server.address).unwrap();
            second.write_all(b"two\n").unwrap();
            second.set_read_timeout(Some(PATIENCE)).unwrap();
            let mut answer = [0; 4];
            second.read_exact(&mut answer).unwrap_err();
            drop(first);
            second.set_read_timeout(None).unwrap();
            second.read_exact(&mut answer).unwrap();
            assert_eq!(&answer, b"TWO\n", "{way}");
        }
    });
}

#[test]
fn a_server_whose_output_nobody_reads_ends() {
    within_limit(|| {
        let mut server = Running::start("time", &["--dispatch", "threads"]);
        let nothing = chapter5(&["--help"]).stdout(Stdio::piped()).spawn();
        let mut nothing = nothing.unwrap();
        let other = BufReader::new(nothing.stdout.take().unwrap()).lines();
        drop(std::mem::replace(&mut server.lines, other));
        // A program that another test is just starting may have the other end of the
        // pipe for a moment, so that one line may still be written.
        while TcpStream::connect(&server.address).is_ok() {}
        assert_eq!(server.process.wait().unwrap().code(), Some(1));
        nothing.wait().unwrap();
    });
}

#[test]
fn the_four_echo_servers_echo() {
    within_limit(|| {
        for which in ["socket", "inline", "threaded", "process"] {
            let server = Running::start("four-times", &[which]);
            let (_, answers) = {
                let output = server.client(&["hello", "world"]);
                let (here, answers) = said(&output);
                let answers: Vec<String> =
                    answers.into_iter().map(str::to_owned).collect();
                (here, answers)
            };
            assert_eq!(answers, ["hello", "world"], "{which}");
        }
    });
}

#[test]
fn a_file_that_was_left_behind_is_told_from_a_port_in_use() {
    let folder = env::temp_dir().join(format!("left-behind-{}", process::id()));
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join("socket");
    drop(UnixDatagram::bind(&path).unwrap());
    for role in ["unix-echo", "unix-datagram-echo"] {
        let output = run(chapter5(&[role, path.to_str().unwrap()]));
        assert_eq!(output.status.code(), Some(1));
        let hint = "\nhint: if no server has that file open, one has left it";
        assert!(stderr(&output).contains(hint), "{}", stderr(&output));
    }
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn what_is_not_understood_is_said() {
    for (arguments, error) in [
        (&["serve"][..], "error: there is no role serve\n"),
        (&["echo", "hello"], "error: one argument too many: hello\n"),
        (
            &["echo", "--clients", "3"],
            "error: echo takes no --clients\n",
        ),
        (
            &["four-times"],
            "error: which one: socket, inline, threaded or process?\n",
        ),
        (&["child"], "error: child needs the name of a server\n"),
        (&["child", "serve"], "error: serve is no server\n"),
    ] {
        let output = run(chapter5(arguments));
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).starts_with(error), "{}", stderr(&output));
    }
}

#[test]
fn a_client_without_a_server_says_so() {
    let output = run(chapter5(&["client", "--address", NOBODY, "hello"]));
    assert_eq!(output.status.code(), Some(1));
    let error = format!("error: cannot connect to {NOBODY}: Connection refused");
    assert!(stderr(&output).starts_with(&error), "{}", stderr(&output));
}

/// How many lines a listing of the page has.
fn lines_of(anchor: &str) -> usize {
    let source = include_str!("../../src/four_times.rs");
    let begin = format!("// ANCHOR: {anchor}\n");
    let end = format!("// ANCHOR_END: {anchor}\n");
    let (_, rest) = source.split_once(&begin).unwrap();
    rest.split_once(&end).unwrap().0.lines().count()
}

#[test]
fn the_page_says_how_many_lines_each_of_the_four_has() {
    let page = include_str!("../../../../book/src/05-socketserver/choosing.md");
    for which in ["socket", "inline", "threaded", "process"] {
        let row = format!("| `{which}` | {} |", lines_of(which));
        assert!(page.contains(&row), "no row begins with {row}");
    }
}

#[test]
fn a_reset_ends_the_bare_server_and_no_other() {
    within_limit(|| {
        for which in ["socket", "inline", "threaded", "process"] {
            let mut server = Running::start("four-times", &[which]);
            let client = TcpStream::connect(&server.address).unwrap();
            (&client).write_all(b"hello").unwrap();
            // All of the echo has come, and most of it is left unread.
            (&client).read_exact(&mut [0]).unwrap();
            drop(client);
            if which == "socket" {
                assert_eq!(server.process.wait().unwrap().code(), Some(1));
            } else {
                assert!(server.client(&["hello"]).status.success(), "{which}");
            }
        }
    });
}

#[test]
fn a_silent_client_holds_up_who_comes_next_or_not() {
    within_limit(|| {
        for which in ["socket", "inline", "threaded", "process"] {
            let server = Running::start("four-times", &[which]);
            let silent = TcpStream::connect(&server.address).unwrap();
            let next = TcpStream::connect(&server.address).unwrap();
            (&next).write_all(b"hello").unwrap();
            next.set_read_timeout(Some(PATIENCE)).unwrap();
            let mut answer = [0; 5];
            if matches!(which, "socket" | "inline") {
                (&next).read_exact(&mut answer).unwrap_err();
                drop(silent);
            }
            next.set_read_timeout(None).unwrap();
            (&next).read_exact(&mut answer).unwrap();
            assert_eq!(&answer, b"hello", "{which}");
        }
    });
}
