//! The map of chapter 5, and the `socketserver` module: its classes, and what they
//! and their objects have.

use crate::rows::{incomplete, names};
use crate::{Map, page};

const MAP: Map = Map {
    page: "book/src/05-socketserver/parity.md",
    list: LIST,
    names,
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

#[test]
fn every_name_of_python_s_socketserver_module_is_on_the_map() {
    MAP.is_complete();
}

#[test]
fn every_row_of_the_map_leads_to_an_item_and_names_a_test() {
    let findings = incomplete(&page(MAP.page));
    assert!(findings.is_empty(), "{}\n{}", MAP.page, findings.join("\n"));
}
