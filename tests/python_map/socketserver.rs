//! The map of chapter 5, and the `socketserver` module: its classes, and what they
//! and their objects have.

use regex::Regex;

use crate::{Map, cells, page};

const MAP: Map = Map {
    page: "book/src/05-socketserver/parity.md",
    list: LIST,
    names: |page| rows(page).into_iter().flat_map(|row| row.names).collect(),
    elsewhere: &[],
};

/// Classes as `CLASS`, and what they have that their bases don't as `CLASS.NAME`:
/// what is defined in the class, and what its methods set of `self`.
const LIST: &str = "\
import ast, inspect, socketserver

public = lambda names: {name for name in names if not name.startswith('_')}
own = {}
for tree in ast.walk(ast.parse(inspect.getsource(socketserver))):
    if isinstance(tree, ast.ClassDef) and tree.name in socketserver.__all__:
        kind = getattr(socketserver, tree.name)
        own[kind] = public(vars(kind)) | public(
            node.attr for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
            and isinstance(node.value, ast.Name) and node.value.id == 'self')
for name in socketserver.__all__:
    print(name)
for kind, names in own.items():
    inherited = set().union(*(own.get(base, set()) for base in kind.__mro__[1:]))
    for name in names - inherited:
        print(kind.__name__ + '.' + name)
";

/// The page's definition of a link that leads into the crates' documentation.
const DEFINITION: &str = r"(?m)^(\[`.+`\]): \.\./api/\w+/";

/// The name of a test.
const TEST: &str = r"`[a-z0-9]+(?:_[a-z0-9]+){3,}`";

/// A row with names in its first cell.
struct Row<'a> {
    names: Vec<String>,
    others: Vec<&'a str>,
}

/// The rows of the page's tables. A class is called by its name, and what it has by a
/// dot and a name, below a heading with the class.
fn rows(page: &str) -> Vec<Row<'_>> {
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

#[test]
fn every_name_of_python_s_socketserver_module_is_on_the_map() {
    MAP.is_complete();
}

#[test]
fn every_row_of_the_map_leads_to_an_item_and_names_a_test() {
    let findings = incomplete(&page(MAP.page));
    assert!(findings.is_empty(), "{}\n{}", MAP.page, findings.join("\n"));
}

/// What rows lack: a link in the second cell, or a test in the last. (That links lead
/// somewhere, and that there are such tests, is for the check of the whole book.)
fn incomplete(page: &str) -> Vec<String> {
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
    assert_eq!((MAP.names)(page), expected.map(str::to_owned).into());
    let expected = [
        "`BaseServer.timeout` leads to no item of ours",
        "`UDPServer.socket` names no test",
        "`UDPServer` leads to no item of ours",
        "`UDPServer` names no test",
    ];
    assert_eq!(incomplete(page), expected);
}
