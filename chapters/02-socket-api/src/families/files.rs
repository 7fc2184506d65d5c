//! What becomes of the file that is a Unix-domain socket's address.

use std::fs;
use std::io;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};

use super::folder::Folder;

/// The shortest path that doesn't fit into `struct sockaddr_un` on Linux, which has
/// 108 bytes for it, one of them for a zero at the end: unix(7). Others have 104.
pub const TOO_LONG: usize = 108;

/// One row of the experiment: what was tried, and what the call returned.
pub type Tried = (&'static str, io::Result<()>);

/// Binds and connects to the same path, as a server that crashes and is started
/// again does, and its clients.
///
/// # Errors
/// There is no place for temporary files.
pub fn life_of_a_file() -> io::Result<Vec<Tried>> {
    let folder = Folder::new()?;
    let path = folder.file("server");
    let listener = UnixListener::bind(&path);
    let mut tried = vec![
        ("bind again while it listens", bind(&path)),
        ("connect", connect(&path)),
    ];
    drop(listener);
    tried.extend([
        ("connect after its end", connect(&path)),
        ("bind again after its end", bind(&path)),
    ]);
    fs::remove_file(&path)?;
    tried.extend([
        ("connect without the file", connect(&path)),
        ("bind without the file", bind(&path)),
        ("bind to a path of 108 bytes", bind(&long_path(&folder))),
    ]);
    Ok(tried)
}

fn bind(path: &Path) -> io::Result<()> {
    UnixListener::bind(path).map(drop)
}

fn connect(path: &Path) -> io::Result<()> {
    UnixStream::connect(path).map(drop)
}

fn long_path(folder: &Folder) -> PathBuf {
    let begin = folder.file("").as_os_str().len();
    folder.file("s".repeat(TOO_LONG.saturating_sub(begin)))
}
