//! How does a server get its path back, after it has crashed?
//!
//! Listen at `path`. If a server that has ended left its file there, take its
//! place. If a server still listens there, or the file is something else, leave
//! everything as it is and return [`ErrorKind::AddrInUse`](io::ErrorKind::AddrInUse).
//!
//! Try your answer: `cargo test -p chapter2 --test exercises listen_at`

use std::io;
use std::os::unix::net::UnixListener;
use std::path::Path;

/// Listens at `path`, on which a server that has ended may have left its file.
pub fn listen_at(path: &Path) -> io::Result<UnixListener> {
    UnixListener::bind(path)
}
