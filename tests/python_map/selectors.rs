//! The map of chapter 6, and the `selectors` module: its constants and classes, and
//! what they and their objects have.

use crate::rows::{incomplete, names};
use crate::{Map, page};

const MAP: Map = Map {
    page: "book/src/06-selector/parity.md",
    list: LIST,
    names,
    elsewhere: &["KqueueSelector"],
};

/// Constants and classes by their names, but for those that the module has imported,
/// and what a class has that its bases don't as `CLASS.NAME`. Between the public
/// classes are private ones, which add nothing.
const LIST: &str = "\
import inspect, selectors

public = lambda names: {name for name in names if not name.startswith('_')}
for name in public(dir(selectors)):
    value = getattr(selectors, name)
    if isinstance(value, int):
        print(name)
    elif inspect.isclass(value) and value.__module__ == 'selectors':
        print(name)
        inherited = public(name for base in value.__mro__[1:] for name in vars(base))
        for own in public(vars(value)) - inherited:
            print(value.__name__ + '.' + own)
";

#[test]
fn every_name_of_python_s_selectors_module_is_on_the_map() {
    MAP.is_complete();
}

#[test]
fn every_row_of_the_map_leads_to_an_item_and_names_a_test() {
    let findings = incomplete(&page(MAP.page));
    assert!(findings.is_empty(), "{}\n{}", MAP.page, findings.join("\n"));
}
