//! Any Unix: `select(2)`.

use std::ffi::c_int;
use std::io;
use std::ptr;
use std::time::Duration;

pub(crate) use super::fd_set::{FD_SETSIZE, FdSet};
use super::time::TimeVal;

// SAFETY: the declaration agrees with the manual page. (On macOS there are several
// of that name, and on Intel's processors this one is POSIX's.)
unsafe extern "C" {
    #[cfg_attr(
        all(target_os = "macos", target_arch = "x86_64"),
        link_name = "select$1050"
    )]
    #[cfg_attr(
        not(all(target_os = "macos", target_arch = "x86_64")),
        link_name = "select"
    )]
    fn c_select(
        bound: c_int,
        read: *mut FdSet,
        write: *mut FdSet,
        exceptional: *mut FdSet,
        timeout: *mut TimeVal,
    ) -> c_int;
}

/// Waits until one of the descriptors in `read` can be read from, or one in `write`
/// can be written to, for `timeout` at most, or without end. Only those below `bound`
/// are looked at. Returns how many bits are left, which are those that are ready.
pub(crate) fn select(
    read: &mut FdSet,
    write: &mut FdSet,
    bound: usize,
    timeout: Option<Duration>,
) -> io::Result<usize> {
    let bound = c_int::try_from(bound.min(FD_SETSIZE)).map_err(io::Error::other)?;
    let mut timeout = timeout.map(TimeVal::from);
    let timeout = timeout.as_mut().map_or(ptr::null_mut(), ptr::from_mut);
    // SAFETY: both sets have `FD_SETSIZE` bits, and no others are read or written.
    // The third may be null, and the timeout is null or lives until the call has
    // returned, which may write the time that is left to it.
    let ready = unsafe { c_select(bound, read, write, ptr::null_mut(), timeout) };
    usize::try_from(ready).map_err(|_negative| io::Error::last_os_error())
}
