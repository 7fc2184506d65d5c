//! How many descriptors a process may have open.

use std::ffi::c_ulong;
use std::io;

use crate::sys;

/// Descriptors that a process has besides its connections: the standard streams, a
/// listener, the selector and its waker, the pipe of Ctrl-C, and what a library opens
/// for a moment.
const BESIDES: usize = 64;

/// Makes room for `connections` connections, or for as many as the system allows: the
/// *soft limit* of descriptors is raised if it is too low, which every process may do
/// up to its *hard limit* (getrlimit(2), `RLIMIT_NOFILE`). Returns how many there is
/// room for, no more than were asked for.
///
/// ```
/// use selector::descriptors::make_room;
///
/// assert_eq!(make_room(100)?, 100);
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// The system doesn't let us.
// ANCHOR: make-room
pub fn make_room(connections: usize) -> io::Result<usize> {
    let needed = c_ulong::try_from(connections.saturating_add(BESIDES));
    let needed = needed.map_err(io::Error::other)?;
    let mut limit = sys::descriptor_limit()?;
    if limit.soft < needed {
        limit.soft = needed.min(limit.hard);
        sys::set_descriptor_limit(&limit)?;
    }
    let allowed = usize::try_from(limit.soft).unwrap_or(usize::MAX);
    Ok(connections.min(allowed.saturating_sub(BESIDES)))
}
// ANCHOR_END: make-room

/// Makes room for all these connections, for those who can't do with fewer.
///
/// # Errors
/// The system has room for fewer.
pub fn require_room(connections: usize) -> io::Result<()> {
    let room = make_room(connections)?;
    if room < connections {
        let message = format!("no more than {room} connections are allowed here");
        return Err(io::Error::other(message));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_that_is_there_already_is_kept() {
        let before = sys::descriptor_limit().unwrap().soft;
        assert_eq!(make_room(1).unwrap(), 1);
        assert!(sys::descriptor_limit().unwrap().soft >= before);
    }
}
