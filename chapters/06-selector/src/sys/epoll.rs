//! `epoll(7)`, of Linux.

use std::ffi::c_int;
use std::io;
use std::os::fd::{BorrowedFd, OwnedFd};

pub(crate) const EPOLLIN: u32 = 0x01;
/// There is urgent data.
pub(crate) const EPOLLPRI: u32 = 0x02;
pub(crate) const EPOLLOUT: u32 = 0x04;
pub(crate) const EPOLLERR: u32 = 0x08;
pub(crate) const EPOLLHUP: u32 = 0x10;
/// The peer has ended its side.
pub(crate) const EPOLLRDHUP: u32 = 0x2000;
/// Tell of a source once, when something has come.
pub(crate) const EPOLLET: u32 = 0x8000_0000;

pub(crate) const EPOLL_CLOEXEC: c_int = 0o2_000_000;
pub(crate) const EPOLL_CTL_ADD: c_int = 1;
pub(crate) const EPOLL_CTL_DEL: c_int = 2;
pub(crate) const EPOLL_CTL_MOD: c_int = 3;

/// `struct epoll_event`: what is waited for, or what is ready, and 64 bits of ours.
/// On x86-64 it has no gap, so that it is the same for 32-bit programs.
#[cfg_attr(target_arch = "x86_64", repr(packed))]
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub(crate) struct EpollEvent {
    pub(crate) events: u32,
    pub(crate) data: u64,
}

// ANCHOR: calls
// SAFETY: the declarations agree with the manual pages. Those marked `safe` take
// numbers, of which any is allowed, descriptors that are open while borrowed, and an
// event that is read and not kept.
unsafe extern "C" {
    safe fn epoll_create1(flags: c_int) -> Option<OwnedFd>;
    safe fn epoll_ctl(
        epoll: BorrowedFd<'_>,
        operation: c_int,
        source: BorrowedFd<'_>,
        event: &mut EpollEvent,
    ) -> c_int;
    fn epoll_wait(
        epoll: BorrowedFd<'_>,
        events: *mut EpollEvent,
        count: c_int,
        timeout: c_int,
    ) -> c_int;
}
// ANCHOR_END: calls

impl EpollEvent {
    pub(crate) const fn new(events: u32, data: u64) -> Self {
        Self { events, data }
    }

    pub(crate) const fn events(self) -> u32 {
        self.events
    }

    pub(crate) const fn data(self) -> u64 {
        self.data
    }
}

/// `epoll_create1(2)`. No program that this one starts inherits the descriptor.
pub(crate) fn create() -> io::Result<OwnedFd> {
    epoll_create1(EPOLL_CLOEXEC).ok_or_else(io::Error::last_os_error)
}

/// `epoll_ctl(2)` with `EPOLL_CTL_ADD`.
pub(crate) fn add(
    epoll: BorrowedFd<'_>,
    source: BorrowedFd<'_>,
    mut event: EpollEvent,
) -> io::Result<()> {
    check(epoll_ctl(epoll, EPOLL_CTL_ADD, source, &mut event))
}

/// `epoll_ctl(2)` with `EPOLL_CTL_MOD`.
pub(crate) fn modify(
    epoll: BorrowedFd<'_>,
    source: BorrowedFd<'_>,
    mut event: EpollEvent,
) -> io::Result<()> {
    check(epoll_ctl(epoll, EPOLL_CTL_MOD, source, &mut event))
}

/// `epoll_ctl(2)` with `EPOLL_CTL_DEL`, which looks at no event.
pub(crate) fn delete(
    epoll: BorrowedFd<'_>,
    source: BorrowedFd<'_>,
) -> io::Result<()> {
    let mut event = EpollEvent::new(0, 0);
    check(epoll_ctl(epoll, EPOLL_CTL_DEL, source, &mut event))
}

/// `epoll_wait(2)`, for `timeout` milliseconds at most, or without end if it is
/// negative. Returns how many of the events were written.
pub(crate) fn wait(
    epoll: BorrowedFd<'_>,
    events: &mut [EpollEvent],
    timeout: c_int,
) -> io::Result<usize> {
    let count = c_int::try_from(events.len()).unwrap_or(c_int::MAX);
    // SAFETY: at most `count` events are written, for which there is room.
    let ready = unsafe { epoll_wait(epoll, events.as_mut_ptr(), count, timeout) };
    usize::try_from(ready).map_err(|_negative| io::Error::last_os_error())
}

/// What a call has returned: -1 is a failure, which the system has the number of.
fn check(returned: c_int) -> io::Result<()> {
    match returned {
        -1 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::os::fd::AsFd;
    use std::os::unix::net::UnixStream;

    use super::*;

    #[test]
    fn nothing_is_written_behind_the_events_that_were_offered() {
        let epoll = create().unwrap();
        let pairs: Vec<_> = (0..8).map(|_| UnixStream::pair().unwrap()).collect();
        for (near, _far) in &pairs {
            let writable = EpollEvent::new(EPOLLOUT, 7);
            add(epoll.as_fd(), near.as_fd(), writable).unwrap();
        }
        for offered in 1..8 {
            let mut events = [EpollEvent::new(0, 0); 8];
            let (front, _behind) = events.split_at_mut(offered);
            assert_eq!(wait(epoll.as_fd(), front, 0).unwrap(), offered);
            let written = events.map(|event| event.data() == 7);
            assert_eq!(written, std::array::from_fn(|index| index < offered));
        }
    }
}
