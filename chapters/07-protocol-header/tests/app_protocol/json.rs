//! Which texts are JSON: a table of cases, and what Python makes of the same.

use std::fs;
use std::io::Write;
use std::process::Stdio;

use app_protocol::{JSON_LIMIT, json};

use crate::dissect::pipe;
use crate::program::{self, stderr, stdout};
use crate::within_limit::within_limit;

/// A line of `json_cases.txt`, which says how to read it.
struct Case {
    /// The text as the table shows it.
    shown: &'static str,
    /// What is written back, or why the text is refused.
    expected: String,
    is_accepted: bool,
    /// Python's json accepts what we refuse, or the other way round.
    is_python_different: bool,
}

impl Case {
    fn text(&self) -> Vec<u8> {
        bytes(self.shown)
    }
}

fn cases() -> Vec<Case> {
    let lines = include_str!("json_cases.txt").lines();
    let cases = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    cases
        .map(|line| {
            let (verdict, rest) = line.split_once('|').unwrap();
            let (shown, expected) = rest.split_once("|  ").unwrap();
            let verdict = verdict.trim();
            let (verdict, is_python_different) = match verdict.strip_suffix('*') {
                Some(verdict) => (verdict, true),
                None => (verdict, false),
            };
            assert!(["accept", "refuse"].contains(&verdict), "{line}");
            Case {
                shown,
                expected: String::from_utf8(bytes(expected)).unwrap(),
                is_accepted: verdict == "accept",
                is_python_different,
            }
        })
        .collect()
}

/// Turns each `<XX>` into the byte of that number.
fn bytes(shown: &str) -> Vec<u8> {
    let mut parts = shown.split('<');
    let mut bytes = parts.next().unwrap().as_bytes().to_vec();
    for part in parts {
        let (number, rest) = part.split_once('>').unwrap();
        assert_eq!(number.len(), 2, "{shown}");
        bytes.push(u8::from_str_radix(number, 16).unwrap());
        bytes.extend_from_slice(rest.as_bytes());
    }
    bytes
}

#[test]
fn each_case_is_accepted_or_refused_as_the_table_says() {
    let cases = cases();
    assert_eq!(cases.len(), 415); // as the page says
    for case in cases {
        let (is_accepted, got) = match json::parse(&case.text()) {
            Ok(value) => (true, value.to_string()),
            Err(error) => (false, error.to_string()),
        };
        assert_eq!(is_accepted, case.is_accepted, "{}: {got}", case.shown);
        assert_eq!(got, case.expected, "{}", case.shown);
    }
}

#[test]
fn python_differs_where_the_table_says_and_nowhere_else() {
    // A text a line, in hexadecimal; an empty one is an empty line.
    let program = "\
import json, sys
for line in sys.stdin:
    try:
        json.loads(bytes.fromhex(line))
        print('accept')
    except ValueError:
        print('refuse')
";
    let Some(mut python) = program::python(program) else {
        return;
    };
    let cases = cases();
    let texts: String = cases
        .iter()
        .map(|case| {
            let digits = case.text();
            let digits = digits.iter().map(|byte| format!("{byte:02x}"));
            digits.collect::<String>() + "\n"
        })
        .collect();
    let output = within_limit(move || {
        python.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut python = python.spawn().unwrap();
        let mut input = python.stdin.take().unwrap();
        // It reads a line, and prints a few bytes: neither waits for the other long.
        let writer = std::thread::spawn(move || input.write_all(texts.as_bytes()));
        let output = python.wait_with_output().unwrap();
        writer.join().unwrap().unwrap();
        output
    });
    let verdicts: Vec<_> = program::stdout(&output).lines().collect();
    assert_eq!(verdicts.len(), cases.len());
    let different = cases.iter().filter(|case| case.is_python_different);
    assert_eq!(different.count(), 28); // as the page says
    for (case, verdict) in cases.iter().zip(verdicts) {
        let is_different = (verdict == "accept") != case.is_accepted;
        assert_eq!(
            is_different, case.is_python_different,
            "Python: {verdict} {}",
            case.shown
        );
    }
}

#[test]
fn whatever_is_accepted_is_read_back_as_it_was_written() {
    for case in cases().iter().filter(|case| case.is_accepted) {
        let text = case.text();
        let value = json::parse(&text).unwrap();
        let written = value.to_string();
        assert_eq!(json::parse(written.as_bytes()), Ok(value));
    }
}

/// What reached new code once, tried where there is no fuzzer.
#[test]
fn what_a_fuzzer_has_found_is_a_value_or_an_error_within_the_text() {
    let corpus =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fuzz/corpus/json");
    let mut accepted = 0;
    for input in fs::read_dir(corpus).unwrap() {
        let path = input.unwrap().path();
        let text = fs::read(&path).unwrap();
        match json::parse(&text) {
            Ok(value) => {
                let written = value.to_string();
                assert!(written.len() <= text.len(), "{path:?}");
                assert_eq!(json::parse(written.as_bytes()), Ok(value), "{path:?}");
                accepted += 1;
            }
            Err(error) => assert!(error.offset() <= text.len(), "{path:?}"),
        }
    }
    assert!(accepted > 0, "no value in {corpus}");
}

#[test]
fn the_role_reads_no_more_than_a_server_does() {
    let fits = format!("{}[]", " ".repeat(JSON_LIMIT - 2));
    let output = pipe(&["json"], fits.clone());
    assert_eq!(stdout(&output), "[]\n", "{}", stderr(&output));

    let output = pipe(&["json"], fits + " ");
    let error =
        "error: cannot read standard input: there are more than 2097152 bytes\n";
    assert_eq!(stderr(&output), error);
    assert_eq!(output.status.code(), Some(1));
}
