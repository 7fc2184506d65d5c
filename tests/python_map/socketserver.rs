//! The map of chapter 5, and the `socketserver` module: its classes, and what they
//! and their objects have.

use regex::Regex;

use crate::{Map, page, rows};

const MAP: Map = Map {
    page: "book/src/05-socketserver/parity.md",
    list: LIST,
    name: r"\b[A-Z]\w*(?:Server|MixIn|Handler)(?:\.\w+)?",
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

#[test]
fn every_name_of_python_s_socketserver_module_is_on_the_map() {
    MAP.is_complete();
}

#[test]
fn every_row_of_the_map_leads_to_an_item_and_names_a_test() {
    let findings = incomplete(&page(MAP.page));
    assert!(findings.is_empty(), "{}\n{}", MAP.page, findings.join("\n"));
}

/// What the rows with a name in their first cell lack in the others. (That the
/// links lead somewhere, and that the tests are there, is what the check of the
/// whole book looks at.)
fn incomplete(page: &str) -> Vec<String> {
    let [name, definition, test] =
        [MAP.name, DEFINITION, TEST].map(|pattern| Regex::new(pattern).unwrap());
    let links: Vec<&str> = definition
        .captures_iter(page)
        .map(|found| found.get(1).unwrap().as_str())
        .collect();
    let mut findings = Vec::new();
    for row in rows(page) {
        let Some(name) = name.find(row[0]).map(|found| found.as_str()) else {
            continue;
        };
        let ours = row.get(1).copied().unwrap_or_default();
        if !links.iter().any(|link| ours.contains(link)) {
            findings.push(format!("`{name}` leads to no item of ours"));
        }
        if !test.is_match(row.last().unwrap()) {
            findings.push(format!("`{name}` names no test"));
        }
    }
    findings
}

#[test]
fn a_row_without_an_item_or_a_test_is_found() {
    let page = "\
| Python | Ours | Shown by |
|---|---|---|
| `BaseServer.shutdown()` | [`ShutdownHandle`] | `one_two_three_four` |
| `BaseServer.timeout` | `ShutdownHandle` | `one_two_three_four` |
| `TCPServer.socket` | [`ShutdownHandle`] | `three_words_only` |
| `UDPServer` | [`Vec`] |  |

[`ShutdownHandle`]: ../api/socketserver/shutdown/struct.ShutdownHandle.html
[`Vec`]: https://doc.rust-lang.org/std/vec/struct.Vec.html
";
    let expected = [
        "`BaseServer.timeout` leads to no item of ours",
        "`TCPServer.socket` names no test",
        "`UDPServer` leads to no item of ours",
        "`UDPServer` names no test",
    ];
    assert_eq!(incomplete(page), expected);
}
