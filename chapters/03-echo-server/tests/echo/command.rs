//! The command as a person types it.

use std::io::Write;
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::process::{Command, Output, Stdio};

use echo_server::client::Client;
use echo_server::limits::SILENCE_LIMIT;
use tcp_vs_udp::loopback::NOBODY;

use crate::program::{run, stderr, stdout, with_server};
use crate::within_limit;

fn chapter3(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chapter3"));
    command.args(arguments).stdin(Stdio::null());
    command
}

fn client(address: &str, arguments: &[&str]) -> Output {
    let (role, rest) = arguments.split_first().unwrap();
    let mut command = chapter3(&[role, "--address", address]);
    command.args(rest).output().unwrap()
}

#[test]
fn server_and_client_are_two_processes_that_talk() {
    with_server(
        chapter3(&["server", "--address", "127.0.0.1:0"]),
        |address, next_line| {
            let output = client(address, &["client", "hello", "äöü"]);
            assert!(output.status.success());
            let lines: Vec<&str> = stdout(&output).lines().collect();
            let (there, here) = lines[0]
                .strip_prefix("connected to ")
                .unwrap()
                .split_once(" from ")
                .unwrap();
            assert_eq!(there, address);
            assert_eq!(lines[1], "sent 5 bytes, got back: \"hello\"");
            assert_eq!(lines[2], "sent 6 bytes, got back: \"äöü\"");
            assert_eq!(next_line(), format!("{here} connected"));
            assert_eq!(next_line(), format!("{here} closed after 11 bytes"));
        },
    );
}

#[test]
fn the_smallest_server_and_client_talk_and_end() {
    let arguments = ["smallest-server", "--address", "127.0.0.1:0"];
    with_server(chapter3(&arguments), |address, next_line| {
        let output = client(address, &["smallest-client", "hello"]);
        assert!(output.status.success());
        assert_eq!(stdout(&output), "hello\n");
        assert!(next_line().ends_with(" connected"));
        assert!(next_line().ends_with(" closed"));
    });
}

#[test]
fn the_smallest_server_echoes_until_the_end_of_file() {
    let arguments = ["smallest-server", "--address", "127.0.0.1:0"];
    with_server(chapter3(&arguments), |address, next_line| {
        let mut client = Client::connect(address, SILENCE_LIMIT).unwrap();
        for message in [&b"one"[..], &[b'a'; 3000]] {
            assert_eq!(client.exchange(message).unwrap(), message);
        }
        drop(client);
        assert!(next_line().ends_with(" connected"));
        assert!(next_line().ends_with(" closed"));
    });
}

#[test]
fn the_smallest_client_prints_what_one_read_returns() {
    with_server(
        chapter3(&["server", "--address", "127.0.0.1:0"]),
        |address, _| {
            let text = "a".repeat(3000);
            let output = client(address, &["smallest-client", &text]);
            assert!(output.stdout.len() <= 1024 + "\n".len());
        },
    );
}

#[test]
fn a_silent_client_is_hung_up_on_after_the_timeout_that_was_asked_for() {
    let arguments = ["server", "--address", "127.0.0.1:0", "--timeout", "0.05"];
    with_server(chapter3(&arguments), |address, next_line| {
        let _silent = TcpStream::connect(address).unwrap();
        assert!(next_line().ends_with(" connected"));
        assert!(next_line().ends_with(" timed out after 0 bytes"));
    });
}

#[test]
fn a_client_gives_up_after_the_timeout_that_was_asked_for() {
    within_limit(|| {
        // Connected by the system, never accepted by us.
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let output = client(&address, &["client", "--timeout", "0.05", "hello"]);
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(
            stderr(&output),
            format!(
                "error: cannot get an echo from {address}: no answer within 50ms\n\
                 hint: is the server busy with another client? it serves one at a time\n"
            )
        );
    });
}

#[test]
fn a_servers_control_characters_do_not_reach_the_terminal() {
    with_server(
        chapter3(&["server", "--address", "127.0.0.1:0"]),
        |address, _| {
            let output = client(address, &["client", "\u{1b}[2J"]);
            assert!(!stdout(&output).contains('\u{1b}'));
            assert!(stdout(&output).ends_with("\"\\u{1b}[2J\"\n"));
        },
    );
}

#[test]
fn the_demonstration_tells_the_conversation_in_order_and_ends() {
    let output = run(chapter3(&[]));
    assert!(output.status.success());
    // With names in the place of the addresses, in order of appearance.
    let mut told = stdout(&output).to_owned();
    for name in ["SERVER", "ONE", "TWO"] {
        let start = told.find("127.0.0.1:").unwrap();
        let address: String = told
            .split_at(start)
            .1
            .chars()
            .take_while(|character| !character.is_whitespace())
            .collect();
        told = told.replace(&address, name);
    }
    assert_eq!(
        told,
        "\
server    listening on SERVER
client 1  connected to SERVER from ONE
server    ONE connected
client 1  sent hello, got back hello
server    ONE closed after 5 bytes
client 2  connected to SERVER from TWO
server    TWO connected
client 2  sent one, got back one
client 2  sent two, got back two
server    TWO closed after 6 bytes
"
    );
}

#[test]
fn each_experiment_has_its_role() {
    let roles = [
        ("one-read", "sent 10000 bytes, and one read returned "),
        (
            "part-write",
            "offered 64000000 bytes, and one write took fewer than ",
        ),
        ("endings", "read after the peer closed     Ok(0)\n"),
        ("hang-up", "close at once                  "),
        (
            "small-writes",
            "20 lines, each sent after the answer to the last\n",
        ),
        ("datagrams", "receive the first of two       Ok(5)\n"),
        ("to-many", "broadcast without permission   "),
    ];
    for (role, beginning) in roles {
        // On Windows, a write that times out is an error.
        if cfg!(windows) && role == "part-write" {
            continue;
        }
        let output = within_limit(move || chapter3(&[role]).output().unwrap());
        assert!(output.status.success());
        assert!(
            stdout(&output).starts_with(beginning),
            "{}",
            stdout(&output)
        );
    }
}

#[test]
fn a_text_that_cannot_be_sent_is_said_in_one_line() {
    with_server(
        chapter3(&["server", "--address", "127.0.0.1:0"]),
        |address, _| {
            let folder = env!("CARGO_MANIFEST_DIR");
            // This program is no text.
            let program = env!("CARGO_BIN_EXE_chapter3");
            for (file, wrong) in [
                ("no-such-file", "error: cannot read no-such-file: "),
                (folder, "error: cannot read "),
                (program, "error: cannot send "),
            ] {
                let output = client(address, &["send-book", file]);
                assert_eq!(output.status.code(), Some(1), "{file}");
                let complaint = stderr(&output);
                assert!(complaint.starts_with(wrong), "{complaint}");
                assert_eq!(complaint.lines().count(), 1, "{complaint}");
            }
        },
    );
}

#[test]
#[cfg(target_os = "linux")]
fn what_is_sent_to_many_is_heard() {
    for (listener, address, sender) in [
        (
            "broadcast-listener",
            "127.255.255.255:0",
            "broadcast-sender",
        ),
        ("group-listener", "239.255.3.3:0", "group-sender"),
    ] {
        let arguments = [listener, "--address", address];
        with_server(chapter3(&arguments), move |address, next_line| {
            let output = client(address, &[sender, "hello", "äöü"]);
            assert!(output.status.success());
            let lines: Vec<&str> = stdout(&output).lines().collect();
            let here = lines[0]
                .strip_prefix("sent 5 bytes from ")
                .unwrap()
                .strip_suffix(&format!(" to {address}"))
                .unwrap();
            assert_eq!(lines[1], format!("sent 6 bytes from {here} to {address}"));
            assert_eq!(next_line(), format!("{here} says: hello"));
            assert_eq!(next_line(), format!("{here} says: äöü"));
        });
    }
}

#[test]
fn an_address_that_is_not_for_many_is_said_with_a_way_out() {
    let output = run(chapter3(&["group-listener", "--address", "127.0.0.1:0"]));
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        stderr(&output),
        "error: cannot listen on 127.0.0.1:0: that is no group\n\
         hint: groups are 224.0.0.0 to 239.255.255.255\n"
    );
    let output = run(chapter3(&["group-sender", "--address", "[::1]:7", "hello"]));
    assert_eq!(
        stderr(&output),
        "error: cannot send to [::1]:7: that is no IPv4 address with a port\n"
    );
}

#[test]
fn the_roles_that_go_together_talk() {
    for (server, role, expected) in [
        ("server", "send-book", "100 %  line 40\n40 lines sent"),
        (
            "checksum-server",
            "checksum-client",
            "bytes, Adler-32 661c9a78\nthe book arrived as it is\n",
        ),
    ] {
        with_server(
            chapter3(&[server, "--address", "127.0.0.1:0"]),
            move |address, _| {
                let output = client(address, &[role]);
                assert!(output.status.success(), "{}", stderr(&output));
                assert!(stdout(&output).contains(expected), "{}", stdout(&output));
            },
        );
    }
    with_server(
        chapter3(&["udp-server", "--address", "127.0.0.1:0"]),
        |address, next| {
            let output = client(address, &["udp-client", "hello"]);
            assert_eq!(stdout(&output), "sent 5 bytes, and they came back\n");
            assert!(next().ends_with(" sent 5 bytes"));
        },
    );
}

#[test]
fn the_interactive_client_ends_with_its_input() {
    with_server(
        chapter3(&["time-server", "--address", "127.0.0.1:0"]),
        |address, _| {
            let mut child = chapter3(&["interactive", "--address", address])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let mut typed = child.stdin.take().unwrap();
            typed.write_all(b"hello\n").unwrap();
            drop(typed);
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success());
            assert!(
                stdout(&output).ends_with("] hello\n"),
                "{}",
                stdout(&output)
            );
        },
    );
}

#[test]
fn silence_after_datagrams_has_an_end_and_a_hint() {
    within_limit(|| {
        let deaf = UdpSocket::bind("127.0.0.1:0").unwrap();
        let address = deaf.local_addr().unwrap().to_string();
        let output =
            client(&address, &["udp-client", "--timeout", "0.01", "hello"]);
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(stdout(&output).lines().count(), 3, "{}", stdout(&output));
        assert!(stderr(&output).contains("no answer to 3 datagrams\nhint: "));
    });
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
        assert!(stderr(&output).contains("\nhint: another program has that port"));
    });
}

#[test]
fn no_server_is_said_with_a_way_out() {
    within_limit(|| {
        let output = chapter3(&["client", "--address", NOBODY, "hello"])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(
            stderr(&output)
                .starts_with(&format!("error: cannot connect to {NOBODY}: ")),
            "{}",
            stderr(&output)
        );
        assert!(stderr(&output).contains("\nhint: is the server running?"));
    });
}

#[test]
fn a_role_for_many_has_an_address_of_its_own() {
    for (role, address) in [
        ("broadcast-sender", "127.255.255.255:20003"),
        ("group-sender", "239.255.3.3:20003"),
    ] {
        let output = run(chapter3(&[role, "hello"]));
        let wanted = format!(" to {address}\n");
        assert!(stdout(&output).ends_with(&wanted), "{}", stdout(&output));
    }
}

#[test]
fn wrong_usage_is_exit_status_2() {
    for (arguments, wrong) in [
        (&["dance"][..], "there is no role dance"),
        (&["server", "--loud"], "server takes no --loud"),
        (&["server", "text"], "one argument too many: text"),
        (
            &["server", "--address", "nowhere"],
            "nowhere is not HOST:PORT",
        ),
        (
            &["server", "--timeout", "0"],
            "0 is not a number of seconds",
        ),
        (
            &["udp-server", "--timeout", "2"],
            "udp-server takes no --timeout",
        ),
        (&["client"], "client needs at least one TEXT to send"),
        (
            &["client", "a", "--deadline", "2"],
            "client takes no --deadline",
        ),
        (
            &["udp-client"],
            "udp-client needs at least one TEXT to send",
        ),
        (
            &["group-sender"],
            "group-sender needs at least one TEXT to send",
        ),
        (&["send-book", "a", "b"], "one argument too many: b"),
        (&["smallest-client"], "smallest-client needs a TEXT to send"),
        (
            &["smallest-client", ""],
            "smallest-client needs a TEXT to send",
        ),
        (&["smallest-client", "a", "b"], "one argument too many: b"),
        (
            &["flood", "0"],
            "0 is not a number of bytes from 1 to 64000000",
        ),
        (&["flood-in-turns", "9"], "one argument too many: 9"),
        (&["endings", "--timeout", "2"], "endings takes no --timeout"),
        (
            &["--address", "a:1"],
            "the demonstration takes no --address",
        ),
    ] {
        let output = run(chapter3(arguments));
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let complaint = stderr(&output);
        let error = format!("error: {wrong}");
        assert!(complaint.starts_with(&error), "{complaint}");
        assert!(complaint.contains("\nhint: "), "{complaint}");
        assert_eq!(stdout(&output), "", "{arguments:?}");
    }
}

#[test]
fn help_names_every_role() {
    let output = run(chapter3(&["--help"]));
    assert!(output.status.success());
    for role in [
        "server",
        "time-server",
        "checksum-server",
        "udp-server",
        "smallest-server",
        "client",
        "send-book",
        "interactive",
        "checksum-client",
        "udp-client",
        "smallest-client",
        "flood",
        "flood-in-turns",
        "flood-two-threads",
        "one-read",
        "part-write",
        "endings",
        "hang-up",
        "small-writes",
        "datagrams",
        "broadcast-listener",
        "broadcast-sender",
        "group-listener",
        "group-sender",
        "to-many",
    ] {
        assert!(stdout(&output).contains(&format!("\n  {role}")), "{role}");
    }
}

#[test]
#[cfg(unix)]
fn an_argument_that_is_no_text_is_wrong_usage() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let mut command = chapter3(&["client"]);
    command.arg(OsStr::from_bytes(b"\xff"));
    let output = within_limit(move || command.output().unwrap());
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("is not UTF-8"),
        "{}",
        stderr(&output)
    );
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
