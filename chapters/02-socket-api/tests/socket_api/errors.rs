//! Each error that is provoked is the one that the page tells of, and has the names
//! that other languages give it.

use std::env;
use std::io;
use std::process::Command;

use socket_api::errors::names::{NAMED, Named};
use socket_api::errors::{CALLS, Provoked};

use crate::program::{run, stdout};
use crate::within_limit::within_limit;

fn provoke(call: &str) -> Vec<Provoked> {
    let (_, provoke) = CALLS.iter().find(|(name, _)| *name == call).unwrap();
    within_limit(*provoke)
}

/// The kind and C's name of each error.
fn names(call: &str) -> Vec<(String, &'static str)> {
    let name = |result: io::Result<()>| {
        let error = result.unwrap_err();
        let errno = Named::of(&error).map_or("", |named| named.errno);
        (format!("{:?}", error.kind()), errno)
    };
    let provoked = provoke(call).into_iter();
    provoked.map(|provoked| name(provoked.result)).collect()
}

fn expect(call: &str, expected: &[(&str, &str)]) {
    let names = names(call);
    let names: Vec<(&str, &str)> = names
        .iter()
        .map(|(kind, errno)| (kind.as_str(), *errno))
        .collect();
    assert_eq!(names, expected);
}

#[test]
fn an_address_that_is_taken_and_one_that_is_not_ours() {
    expect(
        "bind",
        &[
            ("AddrInUse", "EADDRINUSE"),
            ("AddrNotAvailable", "EADDRNOTAVAIL"),
        ],
    );
}

#[test]
fn a_system_port_is_permitted_or_says_why_not() {
    let provoked = provoke("system-port").pop().unwrap();
    let said = provoked.to_string();
    match provoked.result {
        Ok(()) => assert_eq!(said, "bind to port 1: Ok, this system allows it"),
        Err(error) => {
            assert_eq!(error.kind(), io::ErrorKind::PermissionDenied);
            assert!(said.contains("EACCES"), "{said}");
        }
    }
}

#[test]
#[cfg(target_os = "linux")] // elsewhere a full queue may take a few more
fn four_ways_not_to_be_connected() {
    expect(
        "connect",
        &[
            ("ConnectionRefused", "ECONNREFUSED"),
            ("TimedOut", ""),
            ("InProgress", "EINPROGRESS"),
            ("NetworkUnreachable", "ENETUNREACH"),
        ],
    );
}

#[test]
#[cfg(target_os = "linux")] // elsewhere nothing gives up so soon
fn reads_that_get_nothing_say_why() {
    expect(
        "read",
        &[
            ("WouldBlock", "EAGAIN"),
            ("WouldBlock", "EAGAIN"),
            ("ConnectionReset", "ECONNRESET"),
            ("UnexpectedEof", ""),
            ("Interrupted", "EINTR"),
            ("TimedOut", "ETIMEDOUT"),
        ],
    );
}

#[test]
fn a_write_to_nobody_is_a_broken_pipe_and_not_the_end_of_the_process() {
    let names = names("write");
    assert_eq!(names[0], ("BrokenPipe".to_owned(), "EPIPE"));
    assert_eq!(names[1], ("BrokenPipe".to_owned(), "EPIPE"));
    assert_eq!(names[2], ("WouldBlock".to_owned(), "EAGAIN"));
}

#[test]
fn a_call_at_the_wrong_time_is_an_error() {
    let names = names("write");
    assert_eq!(names[3], ("NotConnected".to_owned(), "ENOTCONN"));
    assert_eq!(names[4], ("InvalidInput".to_owned(), "EINVAL"));
    assert_eq!(names[5], ("InvalidInput".to_owned(), ""));
}

#[test]
#[cfg(target_os = "linux")] // elsewhere the largest datagram is another
fn datagrams_that_cannot_be_sent() {
    expect(
        "datagrams",
        &[
            ("Uncategorized", "EMSGSIZE"),
            ("Uncategorized", "EDESTADDRREQ"),
            ("PermissionDenied", "EACCES"),
            ("ConnectionRefused", "ECONNREFUSED"),
        ],
    );
}

/// Prints C's name and Python's class for each number that it is given.
const NAMES_IN_PYTHON: &str = "
import errno, sys
for number in sys.argv[1:]:
    error = OSError(int(number), '')
    print(errno.errorcode[error.errno], type(error).__name__)
";

#[test]
fn python_gives_each_number_the_name_and_the_class_that_the_table_has() {
    if Command::new("python3").arg("--version").output().is_err() {
        let is_ci = env::var_os("CI").is_some_and(|value| value == "true");
        assert!(!is_ci, "CI has python3");
        eprintln!("left out: there is no python3");
        return;
    }
    let mut python = Command::new("python3");
    python.args(["-c", NAMES_IN_PYTHON]);
    python.args(NAMED.map(|named| named.number().to_string()));
    let output = run(python);
    let expected = NAMED.map(|named| format!("{} {}", named.errno, named.python));
    let said: Vec<&str> = stdout(&output).lines().collect();
    assert_eq!(said, expected);
}

#[test]
fn the_page_has_a_row_for_each_error_with_its_names() {
    let page = include_str!("../../../../book/src/02-socket-api/errors.md");
    for named in NAMED {
        let kind = io::Error::from_raw_os_error(named.number()).kind();
        let Named { errno, python, .. } = named;
        // A later Rust has a name where the page says that there is none.
        let kind = format!("{kind:?}").replace("TooManyOpenFiles", "Uncategorized");
        let row = format!("| `{kind}` | `{errno}` | `{python}` | ");
        assert_eq!(page.matches(&row).count(), 1, "{row}");
    }
}
