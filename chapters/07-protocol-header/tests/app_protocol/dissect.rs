//! The role `dissect`, as it is typed.

use std::env;
use std::fs::{self, File};
use std::io::Write;
use std::process::{self, Command, Output, Stdio};

use app_protocol::dissect::dissect;

use crate::golden;
use crate::program::{stderr, stdout};
use crate::within_limit::within_limit;

/// Pipes `stream` into `dissect`.
fn run(words: &[&str], stream: &'static [u8]) -> Output {
    pipe(&[&["dissect"], words].concat(), stream)
}

/// Pipes `stream` into a role of the chapter.
pub fn pipe(words: &[&str], stream: impl AsRef<[u8]> + Send + 'static) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chapter7"));
    command.args(words);
    command.stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    within_limit(move || {
        let mut program = command.spawn().unwrap();
        // It may end before it has read everything.
        let _ = program.stdin.take().unwrap().write_all(stream.as_ref());
        program.wait_with_output().unwrap()
    })
}

#[test]
fn every_byte_of_a_golden_message_has_its_place() {
    let stream = golden::messages()
        .into_values()
        .collect::<Vec<_>>()
        .concat();
    let mut bytes = Vec::new();
    for frame in dissect(&stream) {
        assert_eq!(frame.fault(), None);
        assert_eq!(frame.offset, bytes.len());
        bytes.extend([frame.prefix, frame.header, frame.content].concat());
        assert_eq!(frame.content, frame.decoded.unwrap().content);
    }
    assert_eq!(bytes, stream);
}

#[test]
fn what_is_wrong_is_said_and_is_a_failure() {
    let output = run(&["-"], b"\0\x02{}rest");
    assert_eq!(output.status.code(), Some(1));
    let printed = stdout(&output);
    assert!(printed.contains("\nwrong: the header has no byteorder\n"));
    assert!(printed.ends_with("|rest|\n"), "{printed}");
    let error = "error: cannot read every message: 1 of 1 wrong\n";
    assert_eq!(stderr(&output), error);
}

#[test]
fn a_request_can_be_made_and_no_bytes_are_no_failure() {
    let output = run(&["binary", "turn", "left"], b"");
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stdout(&output).contains("content: 8 bytes\n"));
    assert!(stdout(&output).ends_with("|turnleft|\n"));
    let output = run(&[], b"");
    assert!(output.status.success());
    assert_eq!(stdout(&output), "");
}

#[test]
fn a_pipe_gets_no_colours_and_no_control_character_of_a_stream() {
    let hostile =
        b"\0\x18{\"\x1b[2J\xc2\x9b31m\": \"\\u001b[31m\"}\x1b]0;title\x07";
    let output = run(&["-"], hostile);
    for printed in [stdout(&output), stderr(&output)] {
        let is_control = |c: char| c.is_control() && c != '\n';
        assert!(!printed.contains(is_control), "{}", printed.escape_debug());
    }
}

#[test]
fn a_file_is_taken_apart_unless_it_is_too_long() {
    let path = env::temp_dir().join(format!("dissect-{}", process::id()));
    let name = path.to_str().unwrap();
    fs::write(&path, &golden::messages()["search"]).unwrap();
    let output = run(&[name], b"");
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stdout(&output).starts_with("message 1, from byte 0\n"));

    File::create(&path)
        .unwrap()
        .set_len(64 * 1024 * 1024 + 1)
        .unwrap();
    let output = run(&[name], b"");
    fs::remove_file(&path).unwrap();
    assert_eq!(output.status.code(), Some(1));
    let reason = "there are more than 67108864 bytes";
    assert_eq!(
        stderr(&output),
        format!("error: cannot read {name}: {reason}\n")
    );
}
