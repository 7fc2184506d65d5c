//! Removes whatever is there.

use std::fs;
use std::io;
use std::os::unix::net::UnixListener;
use std::path::Path;

/// Listens at `path`, on which a server that has ended may have left its file.
pub fn listen_at(path: &Path) -> io::Result<UnixListener> {
    let _ = fs::remove_file(path);
    UnixListener::bind(path)
}
