//! The map of chapter 2, and the `socket` module: its functions, and the methods of
//! its sockets.

use crate::Map;

const MAP: Map = Map {
    page: "book/src/02-socket-api/map.md",
    list: LIST,
    name: r"\b(?:s|socket)\.\w+",
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

#[test]
fn every_name_of_python_s_socket_module_is_on_the_map() {
    MAP.is_complete();
}
