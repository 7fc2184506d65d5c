//! The book's maps of Python's modules against a real Python: every public name of
//! a module has a row, and no row has a name that there isn't.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

mod rows;
mod selectors;
mod socket;
mod socketserver;

use std::collections::BTreeSet;
use std::env;
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::process::Command;

/// The Python that the pages speak of, on Linux. In others names have come or gone.
const BASELINE: &str = "3.11";

/// A page, and the module that it is a map of.
struct Map {
    page: &'static str,
    /// A program in Python that prints the names, one a line.
    list: &'static str,
    /// The names in the first column of the page's tables.
    names: fn(&str) -> BTreeSet<String>,
    /// What only other systems have.
    elsewhere: &'static [&'static str],
}

impl Map {
    fn is_complete(&self) {
        let text = page(self.page);
        let mapped = (self.names)(&text);
        let Some((version, listed)) = python(self.list) else {
            report("python3 is missing, so no map is held against it");
            return;
        };
        let real: BTreeSet<String> = listed.lines().map(str::to_owned).collect();
        assert!(!real.is_empty(), "python3 lists no name");

        let findings = self.difference(&mapped, &real);
        if version == BASELINE && cfg!(target_os = "linux") {
            assert!(
                findings.is_empty(),
                "{}\n{}",
                self.page,
                findings.join("\n")
            );
        } else {
            for finding in findings {
                report(&format!(
                    "{}, of Python {BASELINE} on Linux: here {finding}",
                    self.page
                ));
            }
        }
    }

    /// What the page lacks, and what it has too much.
    fn difference(
        &self,
        mapped: &BTreeSet<String>,
        real: &BTreeSet<String>,
    ) -> Vec<String> {
        let lacking = real.difference(mapped);
        let lacking = lacking.map(|name| format!("`{name}` has no row"));
        let unknown = mapped
            .difference(real)
            .filter(|name| !self.elsewhere.contains(&name.as_str()));
        let unknown = unknown.map(|name| format!("there is no `{name}`"));
        lacking.chain(unknown).collect()
    }
}

fn page(path: &str) -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(page).unwrap()
}

/// The version of `python3`, and what a program prints; nothing if there is none.
fn python(program: &str) -> Option<(String, String)> {
    let version = "import sys\nprint('%d.%d' % sys.version_info[:2])\n";
    let whole = format!("{version}{program}");
    let output = match Command::new("python3").args(["-c", &whole]).output() {
        Ok(output) if output.status.success() => output.stdout,
        Ok(output) => panic!("{}", String::from_utf8_lossy(&output.stderr)),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let is_ci = env::var_os("CI").is_some_and(|value| value == "true");
            assert!(!is_ci, "python3 is missing");
            return None;
        }
        Err(error) => panic!("python3 can't be run: {error}"),
    };
    let output = String::from_utf8(output).unwrap();
    let (version, listed) = output.split_once('\n').unwrap();
    Some((version.trim().to_owned(), listed.to_owned()))
}

/// The cells of a line that is a row of a table.
fn cells(line: &str) -> Option<Vec<&str>> {
    let row = line.strip_prefix("| ")?.strip_suffix(" |")?;
    Some(row.split(" | ").collect())
}

/// Not by `println!`, which the test would keep to itself.
fn report(what: &str) {
    let _ = writeln!(io::stderr(), "{what}");
}

#[test]
fn a_forgotten_name_is_found_and_so_is_one_that_there_isn_t() {
    let map = Map {
        page: "",
        list: "",
        names: |page| page.lines().map(str::to_owned).collect(),
        elsewhere: &["share"],
    };
    let mapped = (map.names)("send\nclose\nsned\nshare");
    let real = (map.names)("send\nclose\nrecv");
    let expected = ["`recv` has no row", "there is no `sned`"];
    assert_eq!(map.difference(&mapped, &real), expected);
}
