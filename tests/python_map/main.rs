//! The map of chapter 2 against a real Python: every function of the `socket`
//! module and every method of its sockets has a row, and no row has a name that
//! there isn't.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::env;
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::process::Command;

use regex::Regex;

/// The Python that the page speaks of, on Linux. In others names have come or gone.
const BASELINE: &str = "3.11";

/// What only Windows has.
const WINDOWS: &[&str] = &["s.ioctl", "s.share", "socket.fromshare"];

/// Prints the version, and then the names: attributes of a socket as `s.NAME`,
/// functions and classes of the module as `socket.NAME`, but for those that it has
/// imported from `enum`.
const LIST: &str = "\
import socket, sys
print('%d.%d' % sys.version_info[:2])
public = lambda thing: (name for name in dir(thing) if not name.startswith('_'))
for name in public(socket.socket):
    print('s.' + name)
for name in public(socket):
    value = getattr(socket, name)
    if callable(value) and value.__module__ != 'enum':
        print('socket.' + name)
";

#[test]
fn every_name_of_python_s_socket_module_is_on_the_map() {
    let path = "book/src/02-socket-api/map.md";
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let text = std::fs::read_to_string(page).unwrap();
    let mapped = names(&text);

    let listed = match Command::new("python3").args(["-c", LIST]).output() {
        Ok(output) if output.status.success() => output.stdout,
        Ok(output) => panic!("{}", String::from_utf8_lossy(&output.stderr)),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let is_ci = env::var_os("CI").is_some_and(|value| value == "true");
            assert!(!is_ci, "python3 is missing");
            report("python3 is missing, so the map isn't held against it");
            return;
        }
        Err(error) => panic!("python3 can't be run: {error}"),
    };
    let listed = String::from_utf8(listed).unwrap();
    let mut lines = listed.lines();
    let version = lines.next().unwrap();
    let real: BTreeSet<&str> = lines.collect();

    let findings = difference(&mapped, &real);
    if version == BASELINE && cfg!(target_os = "linux") {
        assert!(findings.is_empty(), "{path}\n{}", findings.join("\n"));
    } else {
        for finding in findings {
            report(&format!(
                "{path}, of Python {BASELINE} on Linux: here {finding}"
            ));
        }
    }
}

/// What the page lacks, and what it has too much.
fn difference(mapped: &BTreeSet<&str>, real: &BTreeSet<&str>) -> Vec<String> {
    let lacking = real.difference(mapped);
    let lacking = lacking.map(|name| format!("`{name}` has no row"));
    let unknown = mapped
        .difference(real)
        .filter(|name| cfg!(windows) || !WINDOWS.contains(name));
    let unknown = unknown.map(|name| format!("there is no `{name}`"));
    lacking.chain(unknown).collect()
}

/// The names in the first column of the page's tables.
fn names(page: &str) -> BTreeSet<&str> {
    let name = Regex::new(r"\b(?:s|socket)\.\w+").unwrap();
    page.lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(" | ").next())
        .flat_map(|cell| name.find_iter(cell).map(|found| found.as_str()))
        .collect()
}

/// Not by `println!`, which the test would keep to itself.
fn report(what: &str) {
    let _ = writeln!(io::stderr(), "{what}");
}

#[test]
fn a_forgotten_name_is_found_and_so_is_one_that_there_isn_t() {
    let page = "\
text about `s.recv` that is no row
| Python | C |
|---|---|
| `s.send(d)`,<br>`socket.close(n)` | `socket.nothing` |
| `s.sned(d)`, `s.share(p)` | `send` |
";
    let mapped = names(page);
    let real = BTreeSet::from(["s.send", "socket.close", "s.recv"]);
    let mut expected = vec!["`s.recv` has no row", "there is no `s.sned`"];
    if cfg!(windows) {
        expected.push("there is no `s.share`");
    }
    assert_eq!(difference(&mapped, &real), expected);
}
