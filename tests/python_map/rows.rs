//! The maps that tell of each row what it is here, and which test shows it.

use std::collections::BTreeSet;

use regex::Regex;

use crate::cells;

/// The page's definition of a link that leads into the crates' documentation.
const DEFINITION: &str = r"(?m)^(\[`.+`\]): \.\./api/\w+/";

/// The name of a test.
const TEST: &str = r"`[a-z0-9]+(?:_[a-z0-9]+){3,}`";

/// A row with names in its first cell.
pub(crate) struct Row<'a> {
    pub(crate) names: Vec<String>,
    pub(crate) others: Vec<&'a str>,
}

/// The rows of the page's tables. A class is called by its name, and what it has by a
/// dot and a name, below a heading with the class.
pub(crate) fn rows(page: &str) -> Vec<Row<'_>> {
    let class = Regex::new(r"^## `(\w+)`").unwrap();
    let name = Regex::new(r"`(\.?)(\w+)(?:\(\))?`").unwrap();
    let mut of = "";
    let mut rows = Vec::new();
    for line in page.lines() {
        if let Some(found) = class.captures(line) {
            of = found.get(1).unwrap().as_str();
        }
        let Some(cells) = cells(line) else { continue };
        let names: Vec<String> = name
            .captures_iter(cells[0])
            .filter_map(|found| match (&found[1], &found[2]) {
                (".", name) => Some(format!("{of}.{name}")),
                (_, class) if class.starts_with(char::is_uppercase) => {
                    Some(class.to_owned())
                }
                _ => None, // a word of Python's own
            })
            .collect();
        if !names.is_empty() {
            let others = cells[1..].to_vec();
            rows.push(Row { names, others });
        }
    }
    rows
}

/// The names of all rows.
pub(crate) fn names(page: &str) -> BTreeSet<String> {
    rows(page).into_iter().flat_map(|row| row.names).collect()
}

/// What rows lack: a link in the second cell, or a test in the last. (That links lead
/// somewhere, and that there are such tests, is for the check of the whole book.)
pub(crate) fn incomplete(page: &str) -> Vec<String> {
    let [definition, test] =
        [DEFINITION, TEST].map(|pattern| Regex::new(pattern).unwrap());
    let links: Vec<&str> = definition
        .captures_iter(page)
        .map(|found| found.get(1).unwrap().as_str())
        .collect();
    let mut findings = Vec::new();
    for Row { names, others } in rows(page) {
        let first = |cell: &&str| links.iter().any(|link| cell.contains(link));
        if !others.first().is_some_and(first) {
            findings.push(format!("`{}` leads to no item of ours", names[0]));
        }
        if !others.last().is_some_and(|cell| test.is_match(cell)) {
            findings.push(format!("`{}` names no test", names[0]));
        }
    }
    findings
}

#[test]
fn a_row_without_an_item_or_a_test_is_found() {
    let page = "\
text about `TCPServer` that is no row
## `BaseServer`
| Python | Ours | Shown by |
|---|---|---|
| `.shutdown()`,<br>with `with` | [`ShutdownHandle`] | `one_two_three_four` |
| `.timeout` | `ShutdownHandle` | `one_two_three_four` |
## `UDPServer`
| `.socket` | [`ShutdownHandle`] | `three_words_only` |
| `UDPServer` | [`Vec`] |  |

[`ShutdownHandle`]: ../api/socketserver/shutdown/struct.ShutdownHandle.html
[`Vec`]: https://doc.rust-lang.org/std/vec/struct.Vec.html
";
    let expected = [
        "BaseServer.shutdown",
        "BaseServer.timeout",
        "UDPServer.socket",
        "UDPServer",
    ];
    assert_eq!(names(page), expected.map(str::to_owned).into());
    let expected = [
        "`BaseServer.timeout` leads to no item of ours",
        "`UDPServer.socket` names no test",
        "`UDPServer` leads to no item of ours",
        "`UDPServer` names no test",
    ];
    assert_eq!(incomplete(page), expected);
}
