//! How many descriptors a process may have open.

use std::ffi::c_ulong;
use std::io;

use crate::sys;

/// Descriptors that a process has besides its connections: the standard streams,
/// the listener, the selector and its waker, the pipe of Ctrl-C, and room for what
/// the libraries open.
const BESIDES: c_ulong = 64;

/// Sees to it that this process may have `connections` connections, and the few
/// other descriptors that it needs. If its *soft limit* is lower, it is raised, which
/// every process may do, up to its *hard limit* (getrlimit(2), `RLIMIT_NOFILE`).
///
/// ```
/// selector::descriptors::allow(100)?;
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// The hard limit is lower than that.
// ANCHOR: allow
pub fn allow(connections: usize) -> io::Result<()> {
    let connections = c_ulong::try_from(connections).map_err(io::Error::other)?;
    let needed = connections.saturating_add(BESIDES);
    let mut limit = sys::descriptor_limit()?;
    if limit.soft >= needed {
        return Ok(());
    }
    if limit.hard < needed {
        return Err(io::Error::other(format!(
            "that takes {needed} descriptors, and the limit is {}",
            limit.hard
        )));
    }
    limit.soft = needed;
    sys::set_descriptor_limit(&limit)
}
// ANCHOR_END: allow
