//! The map of chapter 2, and the `socket` module: its functions, and the methods of
//! its sockets.

use std::collections::BTreeSet;

use regex::Regex;

use crate::{Map, cells};

const MAP: Map = Map {
    page: "book/src/02-socket-api/map.md",
    list: LIST,
    names,
    elsewhere: if cfg!(windows) { &[] } else { WINDOWS },
};

/// What only Windows has.
const WINDOWS: &[&str] = &["s.ioctl", "s.share", "socket.fromshare"];

/// Attributes of a socket as `s.NAME`, functions and classes of the module as
/// `socket.NAME`, but for those that it has imported from `enum`.
const LIST: &str = "\
import socket
public = lambda thing: (name for name in dir(thing) if not name.startswith('_'))
for name in public(socket.socket):
    print('s.' + name)
for name in public(socket):
    value = getattr(socket, name)
    if callable(value) and value.__module__ != 'enum':
        print('socket.' + name)
";

fn names(page: &str) -> BTreeSet<String> {
    let name = Regex::new(r"\b(?:s|socket)\.\w+").unwrap();
    page.lines()
        .filter_map(cells)
        .flat_map(|row| name.find_iter(row[0]))
        .map(|found| found.as_str().to_owned())
        .collect()
}

#[test]
fn every_name_of_python_s_socket_module_is_on_the_map() {
    MAP.is_complete();
}

#[test]
fn names_stand_in_the_first_column_of_a_table() {
    let page = "\
text about `s.recv` that is no row
| Python | C |
|---|---|
| `s.send(d)`,<br>`socket.close(n)` | `socket.nothing` |
";
    let expected = ["s.send", "socket.close"].map(str::to_owned);
    assert_eq!(names(page), BTreeSet::from(expected));
}
