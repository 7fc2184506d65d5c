//! macOS and FreeBSD: `kqueue(2)` and `kevent(2)`.

use std::ffi::c_int;
use std::io::{self, ErrorKind};
use std::os::fd::{AsRawFd, BorrowedFd, OwnedFd};
use std::ptr;
use std::time::Duration;

use super::kevent::Kevent;
use super::time::TimeSpec;

// SAFETY: the declarations agree with the manual page.
unsafe extern "C" {
    #[link_name = "kqueue"]
    safe fn c_kqueue() -> Option<OwnedFd>;
    #[link_name = "kevent"]
    fn c_kevent(
        queue: BorrowedFd<'_>,
        changes: *const Kevent,
        change_count: c_int,
        events: *mut Kevent,
        event_count: c_int,
        timeout: *const TimeSpec,
    ) -> c_int;
}

/// `kqueue(2)`. No program that this one starts inherits the descriptor: a queue
/// doesn't survive a `fork`.
pub(crate) fn new_queue() -> io::Result<OwnedFd> {
    c_kqueue().ok_or_else(io::Error::last_os_error)
}

/// Changes what the queue knows of a descriptor. Returns the answer to each change
/// that has [`EV_RECEIPT`](super::kevent::EV_RECEIPT). They are made again if a signal
/// has come, which kevent(2) says they outlast, but not whether their answers do.
pub(crate) fn change<const N: usize>(
    queue: BorrowedFd<'_>,
    descriptor: BorrowedFd<'_>,
    mut changes: [Kevent; N],
) -> io::Result<[Kevent; N]> {
    for change in &mut changes {
        change.ident = descriptor.as_raw_fd().cast_unsigned() as usize;
    }
    let count = c_int::try_from(N).map_err(io::Error::other)?;
    let mut answers = [Kevent::default(); N];
    loop {
        let (from, to) = (changes.as_ptr(), answers.as_mut_ptr());
        // SAFETY: there are `count` changes, and room for as many answers. Any bytes
        // are a `Kevent`, and none has a pointer that the system follows.
        match check(unsafe { c_kevent(queue, from, count, to, count, ptr::null()) })
        {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            result => return result.map(|_count| answers),
        }
    }
}

/// Waits for `timeout` at most, or without end. Returns how many events it has
/// written, from the beginning of `events`.
pub(crate) fn wait(
    queue: BorrowedFd<'_>,
    events: &mut [Kevent],
    timeout: Option<Duration>,
) -> io::Result<usize> {
    let count = c_int::try_from(events.len()).unwrap_or(c_int::MAX);
    let timeout = timeout.map(TimeSpec::from);
    let timeout = timeout.as_ref().map_or(ptr::null(), ptr::from_ref);
    // SAFETY: at most `count` events are written, for which there is room. Any
    // bytes are a `Kevent`, and the timeout is null or lives until the call has
    // returned.
    check(unsafe {
        c_kevent(queue, ptr::null(), 0, events.as_mut_ptr(), count, timeout)
    })
}

/// A number of entries, or -1 for a failure.
fn check(returned: c_int) -> io::Result<usize> {
    usize::try_from(returned).map_err(|_negative| io::Error::last_os_error())
}
