//! What is asked of `listen_at`.

use std::fs;
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::net::{UnixDatagram, UnixListener, UnixStream};
use std::path::Path;

use socket_api::families::folder::Folder;

use crate::cases::Case;

pub type ListenAt = fn(&Path) -> io::Result<UnixListener>;

pub const CASES: &[Case<ListenAt>] = &[
    Case {
        name: "nothing at the path",
        check: |listen_at| {
            let folder = Folder::new().unwrap();
            takes_the_path(listen_at, &folder.file("server"))
        },
    },
    Case {
        name: "the file of a server that has ended",
        check: |listen_at| {
            let folder = Folder::new().unwrap();
            let path = folder.file("server");
            drop(UnixListener::bind(&path).unwrap());
            takes_the_path(listen_at, &path)
        },
    },
    Case {
        name: "a server that still listens",
        check: |listen_at| {
            let folder = Folder::new().unwrap();
            let path = folder.file("server");
            let server = UnixListener::bind(&path).unwrap();
            let refused = leaves_the_path(listen_at, &path);
            if !is_reached(&server, &path) {
                return Err("no client finds the first server any more".to_owned());
            }
            refused
        },
    },
    Case {
        name: "a file that is no socket",
        check: |listen_at| {
            let folder = Folder::new().unwrap();
            let path = folder.file("thesis.txt");
            fs::write(&path, "three years of work").unwrap();
            let refused = leaves_the_path(listen_at, &path);
            match fs::read(&path) {
                Ok(text) if text == b"three years of work" => refused,
                _ => Err("a file that wasn't `listen_at`'s is gone".to_owned()),
            }
        },
    },
    Case {
        name: "a socket for datagrams that is in use",
        check: |listen_at| {
            let folder = Folder::new().unwrap();
            let path = folder.file("log");
            let _log = UnixDatagram::bind(&path).unwrap();
            leaves_the_path(listen_at, &path)?;
            match UnixDatagram::unbound().unwrap().connect(&path) {
                Ok(()) => Ok(()),
                Err(_) => Err("nobody finds that socket any more".to_owned()),
            }
        },
    },
];

fn takes_the_path(listen_at: ListenAt, path: &Path) -> Result<(), String> {
    let listener = listen_at(path)
        .map_err(|error| format!("`listen_at` returns an error: {error}"))?;
    match is_reached(&listener, path) {
        true => Ok(()),
        false => Err("the listener isn't at the path".to_owned()),
    }
}

fn leaves_the_path(listen_at: ListenAt, path: &Path) -> Result<(), String> {
    match listen_at(path) {
        Ok(_) => Err("`listen_at` returns a listener".to_owned()),
        Err(error) if error.kind() == ErrorKind::AddrInUse => Ok(()),
        Err(error) => Err(format!("`listen_at` returns another error: {error}")),
    }
}

/// Whether a client that connects to the path gets to this listener. Others, who
/// only wanted to see whether somebody is there, may have come before.
fn is_reached(listener: &UnixListener, path: &Path) -> bool {
    let Ok(mut client) = UnixStream::connect(path) else {
        return false;
    };
    client.write_all(b"hello").unwrap();
    listener.set_nonblocking(true).unwrap();
    while let Ok((mut server, _)) = listener.accept() {
        server.set_nonblocking(false).unwrap();
        if server.read(&mut [0; 5]).unwrap() == 5 {
            return true;
        }
    }
    false
}
