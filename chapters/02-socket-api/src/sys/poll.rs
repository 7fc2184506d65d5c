//! Waiting: `poll(2)`.

use std::ffi::c_int;
use std::io;
use std::os::fd::BorrowedFd;

use super::platform::Count;
use super::posix::{POLLERR, POLLHUP, POLLIN, POLLNVAL, POLLOUT, PollFd};
use crate::wait::Interest;

// SAFETY: the declaration agrees with the manual page.
unsafe extern "C" {
    #[link_name = "poll"]
    fn c_poll(entries: *mut PollFd<'_>, count: Count, timeout: c_int) -> c_int;
}

/// Waits for `timeout` milliseconds at most, or without end if it is negative.
/// Returns how many of the descriptors the system has something to say about.
pub(crate) fn poll(
    entries: &mut [PollFd<'_>],
    timeout: c_int,
) -> io::Result<usize> {
    let count = Count::try_from(entries.len()).map_err(io::Error::other)?;
    // SAFETY: there are `count` entries. Their descriptors are open, since they are
    // borrowed, and what is written into them is a number each.
    let ready = unsafe { c_poll(entries.as_mut_ptr(), count, timeout) };
    usize::try_from(ready).map_err(|_negative| io::Error::last_os_error())
}

impl<'fd> PollFd<'fd> {
    /// An entry that nothing has been said about yet.
    #[must_use]
    pub fn new(descriptor: BorrowedFd<'fd>, interest: Interest) -> Self {
        let events = match interest {
            Interest::Read => POLLIN,
            Interest::Write => POLLOUT,
            Interest::ReadOrWrite => POLLIN | POLLOUT,
        };
        Self {
            descriptor,
            events,
            returned: 0,
        }
    }

    /// Whether reading (or accepting) won't wait: there is something, or the end of
    /// file (`POLLHUP` on some systems, without `POLLIN`), or an error, which the
    /// call will tell.
    // ANCHOR: can
    #[must_use]
    pub fn can_read(&self) -> bool {
        self.returned & (POLLIN | POLLHUP | POLLERR | POLLNVAL) != 0
    }

    /// Whether writing won't wait: there is room, or the connection is gone, which
    /// the call will tell. For a socket that connects: whether that has ended, well
    /// or not.
    #[must_use]
    pub fn can_write(&self) -> bool {
        self.returned & (POLLOUT | POLLHUP | POLLERR | POLLNVAL) != 0
    }
    // ANCHOR_END: can

    /// Whether nothing more will come, and nothing more can be sent: both directions
    /// are closed.
    #[must_use]
    pub fn is_hangup(&self) -> bool {
        self.returned & POLLHUP != 0
    }

    /// Whether an error waits for the next call.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.returned & (POLLERR | POLLNVAL) != 0
    }
}
