//! The command as a person types it.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use echo_server::experiment::connected_pair;

use crate::within_limit;

fn chapter3(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chapter3"));
    command.args(arguments).stdin(Stdio::null());
    command
}

fn run(arguments: &'static [&'static str]) -> Output {
    within_limit(|| chapter3(arguments).output().unwrap())
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

/// A server in a process of its own, ended when the test ends.
// ANCHOR: server-process
struct ServerProcess {
    child: Child,
    lines: BufReader<ChildStdout>,
    address: String,
}

impl ServerProcess {
    fn start(arguments: &[&str]) -> Self {
        let mut child = chapter3(arguments).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut ready = String::new();
        lines.read_line(&mut ready).unwrap();
        let address = ready
            .trim()
            .strip_prefix("listening on ")
            .unwrap()
            .to_owned();
        Self {
            child,
            lines,
            address,
        }
    }

    fn next_line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
// ANCHOR_END: server-process

#[test]
fn server_and_client_are_two_processes_that_talk() {
    within_limit(|| {
        let mut server =
            ServerProcess::start(&["server", "--address", "127.0.0.1:0"]);
        let client =
            chapter3(&["client", "--address", &server.address, "hello", "äöü"])
                .output()
                .unwrap();
        assert!(client.status.success());
        let lines: Vec<&str> = stdout(&client).lines().collect();
        let (there, here) = lines[0]
            .strip_prefix("connected to ")
            .unwrap()
            .split_once(" from ")
            .unwrap();
        assert_eq!(there, server.address);
        assert_eq!(lines[1], "sent 5 bytes, got back: hello");
        assert_eq!(lines[2], "sent 6 bytes, got back: äöü");
        assert_eq!(server.next_line(), format!("{here} connected"));
        assert_eq!(server.next_line(), format!("{here} closed after 11 bytes"));
    });
}

#[test]
fn the_smallest_server_and_client_talk_and_end() {
    within_limit(|| {
        let mut server =
            ServerProcess::start(&["smallest-server", "--address", "127.0.0.1:0"]);
        let client =
            chapter3(&["smallest-client", "--address", &server.address, "hello"])
                .output()
                .unwrap();
        assert!(client.status.success());
        assert_eq!(stdout(&client), "hello\n");
        assert!(server.next_line().ends_with(" connected"));
        assert!(server.next_line().ends_with(" closed"));
        assert!(server.child.wait().unwrap().success());
    });
}

#[test]
fn the_demonstration_tells_the_conversation_in_order_and_ends() {
    let output = run(&[]);
    assert!(output.status.success());
    let who: Vec<&str> = stdout(&output)
        .lines()
        .filter_map(|line| line.split("  ").next())
        .collect();
    assert_eq!(
        who,
        [
            "server", "client 1", "server", "client 1", "server", "client 2",
            "server", "client 2", "client 2", "server"
        ]
    );
}

#[test]
fn a_port_in_use_is_said_with_a_way_out() {
    within_limit(|| {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = taken.local_addr().unwrap().to_string();
        let output = chapter3(&["server", "--address", &address])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(
            stderr(&output)
                .starts_with(&format!("error: cannot listen on {address}: ")),
            "{}",
            stderr(&output)
        );
        assert!(stderr(&output).contains("\nhint: another program listens there"));
    });
}

#[test]
fn no_server_is_said_with_a_way_out() {
    within_limit(|| {
        // The port belongs to a connection, so nobody can listen on it meanwhile.
        let (near, _far) = connected_pair().unwrap();
        let address = near.local_addr().unwrap().to_string();
        let output = chapter3(&["client", "--address", &address, "hello"])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(
            stderr(&output)
                .starts_with(&format!("error: cannot connect to {address}: ")),
            "{}",
            stderr(&output)
        );
        assert!(stderr(&output).contains("\nhint: is the server running?"));
    });
}

#[test]
fn wrong_usage_is_exit_status_2() {
    for arguments in [
        &["dance"][..],
        &["server", "--address", "nowhere"],
        &["client"],
        &["server", "--timeout", "0"],
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(
            stderr(&output).starts_with("error: "),
            "{}",
            stderr(&output)
        );
        assert!(stderr(&output).contains("--help"), "{}", stderr(&output));
    }
}

#[test]
fn help_names_every_role() {
    let output = run(&["--help"]);
    assert!(output.status.success());
    for role in [
        "server",
        "client",
        "smallest-server",
        "smallest-client",
        "one-read",
        "part-write",
        "endings",
    ] {
        assert!(stdout(&output).contains(&format!("\n  {role}")), "{role}");
    }
}

#[test]
fn a_closed_standard_output_ends_the_command_without_a_panic() {
    within_limit(|| {
        let mut child = chapter3(&["--help"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert!(!stderr(&output).contains("panicked"), "{}", stderr(&output));
    });
}
