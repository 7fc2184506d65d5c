//! Which process holds which socket.
//!
//! No table says it. But every process has a folder, `/proc/PID/fd`, in which each
//! of its descriptors is a link, and that of a socket leads to `socket:[INODE]`.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::Path;

use crate::sockets::address::printable;

/// A process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// Its number.
    pub pid: u32,
    /// The name of its program, which the program may have chosen.
    pub name: String,
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (pid {})", self.name, self.pid)
    }
}

/// The processes that hold a socket, by the socket's inode. More than one may hold
/// it: descriptors are inherited.
pub type Owners = BTreeMap<u64, Vec<Owner>>;

/// Finds the owners of all sockets, as far as we may look: into our own processes,
/// and, as root, into everybody's.
///
/// # Errors
/// There is no `/proc`.
// ANCHOR: owners
pub fn owners() -> io::Result<Owners> {
    let mut owners = Owners::new();
    for process in fs::read_dir("/proc")? {
        let process = process?;
        let pid = process
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok());
        let Some(pid) = pid else { continue };
        // A process may end while we look, and another's is none of our business.
        let inodes = sockets_of(&process.path()).unwrap_or_default();
        if inodes.is_empty() {
            continue;
        }
        let name = fs::read(process.path().join("comm")).unwrap_or_default();
        let name = printable(name.trim_ascii_end());
        for inode in inodes {
            let owner = Owner {
                pid,
                name: name.clone(),
            };
            owners.entry(inode).or_default().push(owner);
        }
    }
    Ok(owners)
}

/// The inodes of the sockets of one process, each once.
fn sockets_of(process: &Path) -> io::Result<Vec<u64>> {
    let mut inodes = Vec::new();
    for descriptor in fs::read_dir(process.join("fd"))? {
        // It may have been closed since.
        if let Ok(target) = fs::read_link(descriptor?.path()) {
            inodes.extend(target.to_str().and_then(inode));
        }
    }
    inodes.sort_unstable();
    inodes.dedup();
    Ok(inodes)
}
// ANCHOR_END: owners

/// The inode that a descriptor's link names, if it is a socket's.
fn inode(target: &str) -> Option<u64> {
    let number = target.strip_prefix("socket:[")?.strip_suffix(']')?;
    number.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sockets_have_a_number_that_counts() {
        assert_eq!(inode("socket:[22380]"), Some(22380));
        for target in ["", "/dev/null", "pipe:[1]", "socket:[]", "socket:[1"] {
            assert_eq!(inode(target), None, "{target}");
        }
    }
}
