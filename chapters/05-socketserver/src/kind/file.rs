//! The file that is a Unix-domain server's address.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::SocketAddr;
use std::path::{Path, PathBuf};

/// The file of a socket that was bound. When it's dropped, it is removed, unless it
/// has gone already, or somebody has put another in its place.
#[derive(Debug)]
pub(super) struct SocketFile {
    path: PathBuf,
    identity: Identity,
}

/// What tells a file from another of the same name: its device and its number there.
type Identity = (u64, u64);

impl SocketFile {
    /// The file at the address that was bound, if it is one.
    pub(super) fn of(address: &SocketAddr) -> io::Result<Option<Self>> {
        let Some(path) = address.as_pathname() else {
            return Ok(None);
        };
        // The process may change its folder meanwhile.
        let path = std::path::absolute(path)?;
        let identity = identity(&path)?;
        Ok(Some(Self { path, identity }))
    }
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        if identity(&self.path).is_ok_and(|found| found == self.identity) {
            // If it can't be removed, the next server says so.
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn identity(path: &Path) -> io::Result<Identity> {
    let found = fs::symlink_metadata(path)?;
    Ok((found.dev(), found.ino()))
}

/// The address for a person: a client seldom has one.
pub(super) fn name(address: &SocketAddr) -> String {
    match address.as_pathname() {
        Some(path) => path.display().to_string(),
        None => "no name".to_owned(),
    }
}
