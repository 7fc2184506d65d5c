//! Waiting for more than one socket at a time: `poll(2)`.

use std::ffi::c_int;
use std::io::{self, ErrorKind};
use std::os::fd::BorrowedFd;
use std::time::{Duration, Instant};

use crate::sys;
pub use crate::sys::PollFd;

/// Waits until at least one of the descriptors can be read from, or the deadline
/// has passed. Returns which of them can: none, if it has passed.
///
/// A listener can be read from when `accept` would return a connection. End of file
/// and errors count as well: what is ready is the call, which won't wait, whatever
/// it then says. (Rarely it would wait all the same: another thread was faster, or a
/// datagram turned out to be damaged. Whoever must not wait makes the socket
/// non-blocking besides, and takes [`ErrorKind::WouldBlock`] for "wait again".)
///
/// A signal doesn't end the wait: it goes on for the time that is left.
///
/// ```
/// use std::net::TcpListener;
/// use std::os::fd::AsFd;
/// use std::time::{Duration, Instant};
/// use socket_api::wait::wait;
///
/// let quiet = TcpListener::bind("127.0.0.1:0")?;
/// let busy = TcpListener::bind("127.0.0.1:0")?;
/// let _client = std::net::TcpStream::connect(busy.local_addr()?)?;
///
/// assert_eq!(wait(&[quiet.as_fd(), busy.as_fd()], None)?, [false, true]);
///
/// let soon = Instant::now() + Duration::from_millis(10);
/// assert_eq!(wait(&[quiet.as_fd()], Some(soon))?, [false]);
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// The system has no memory left, or more descriptors are given than a process may
/// have open.
// ANCHOR: wait
pub fn wait<const N: usize>(
    descriptors: &[BorrowedFd<'_>; N],
    deadline: Option<Instant>,
) -> io::Result<[bool; N]> {
    let mut entries = descriptors.map(|one| PollFd::new(one, Interest::Read));
    poll(&mut entries, deadline)?;
    Ok(entries.map(|entry| entry.can_read()))
}
// ANCHOR_END: wait

/// What we would like to do with a descriptor.
// ANCHOR: interest
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Interest {
    /// Read, receive or accept.
    Read,
    /// Write or send, or know that a non-blocking `connect` has ended.
    Write,
    /// Whichever is possible first.
    ReadOrWrite,
}
// ANCHOR_END: interest

impl Interest {
    /// Whether being able to read is among what is waited for.
    #[must_use]
    pub const fn includes_read(self) -> bool {
        matches!(self, Self::Read | Self::ReadOrWrite)
    }

    /// Whether being able to write is.
    #[must_use]
    pub const fn includes_write(self) -> bool {
        matches!(self, Self::Write | Self::ReadOrWrite)
    }
}

/// Waits until at least one of the descriptors is ready for what it is wanted for,
/// or the deadline has passed. Returns how many are: 0, if it has passed.
///
/// This is [`wait`] for those who also write, or have so many descriptors that they
/// keep the array from one call to the next.
///
/// ```
/// use std::os::fd::AsFd;
/// use std::os::unix::net::UnixStream;
/// use socket_api::wait::{Interest, PollFd, poll};
///
/// let (near, _far) = UnixStream::pair()?;
/// let mut entries = [PollFd::new(near.as_fd(), Interest::ReadOrWrite)];
/// assert_eq!(poll(&mut entries, None)?, 1);
/// assert!(entries[0].can_write());
/// assert!(!entries[0].can_read());
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// Those of [`wait`].
// ANCHOR: poll
pub fn poll(
    entries: &mut [PollFd<'_>],
    deadline: Option<Instant>,
) -> io::Result<usize> {
    until(deadline, |left| sys::poll(entries, milliseconds(left)))
}

/// Makes a call that waits until it has something to say or the deadline has passed,
/// and returns how many are ready. The call is told what time is left, and made again
/// when a signal has ended it, or when it was over too soon.
///
/// # Errors
/// Those of the call, but [`ErrorKind::Interrupted`].
pub fn until(
    deadline: Option<Instant>,
    mut wait: impl FnMut(Option<Duration>) -> io::Result<usize>,
) -> io::Result<usize> {
    loop {
        let left = deadline
            .map(|deadline| deadline.saturating_duration_since(Instant::now()));
        match wait(left) {
            Ok(0) if left.is_none_or(|left| !left.is_zero()) => {}
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}
// ANCHOR_END: poll

/// What `poll(2)` and its kin take: -1 is "without end". Rounded up, since a deadline
/// half a millisecond away would otherwise be asked for again and again, without
/// waiting.
// ANCHOR: milliseconds
#[must_use]
pub fn milliseconds(left: Option<Duration>) -> c_int {
    match left {
        None => -1,
        // 24 days, if there are more: then they are asked for again.
        Some(left) => left
            .as_nanos()
            .div_ceil(1_000_000)
            .try_into()
            .unwrap_or(c_int::MAX),
    }
}
// ANCHOR_END: milliseconds

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_is_rounded_up_to_milliseconds() {
        for (left, expected) in [
            (None, -1),
            (Some(Duration::ZERO), 0),
            (Some(Duration::from_nanos(1)), 1),
            (Some(Duration::from_millis(1)), 1),
            (Some(Duration::from_micros(1_001)), 2),
            (Some(Duration::MAX), c_int::MAX),
        ] {
            assert_eq!(milliseconds(left), expected, "{left:?}");
        }
    }
}
