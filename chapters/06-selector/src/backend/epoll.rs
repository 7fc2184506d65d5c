//! Linux's way: the kernel keeps the list, and tells of those that are ready.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::Instant;

use socket_api::wait::{Interest, milliseconds, until};

use super::{Backend, Source};
use crate::event::{Event, Events};
use crate::key::Key;
use crate::sys::epoll as sys;
use crate::sys::epoll::EpollEvent;

/// [epoll(7)](https://man7.org/linux/man-pages/man7/epoll.7.html): adding and removing
/// is a system call each, and waiting costs what the ready ones cost, however many
/// others there are.
#[derive(Debug)]
pub struct Epoll {
    descriptor: OwnedFd,
    /// Where the system writes to.
    ready: Vec<EpollEvent>,
}

impl Backend for Epoll {
    fn new() -> io::Result<Self> {
        Ok(Self {
            descriptor: sys::create()?,
            ready: Vec::new(),
        })
    }

    fn add(
        &mut self,
        source: BorrowedFd<'_>,
        key: Key,
        interest: Interest,
    ) -> io::Result<()> {
        let event = EpollEvent::new(bits(interest), key.to_token());
        sys::add(self.as_fd(), source, event)
    }

    fn change(
        &mut self,
        source: BorrowedFd<'_>,
        key: Key,
        _from: Interest,
        to: Interest,
    ) -> io::Result<()> {
        let event = EpollEvent::new(bits(to), key.to_token());
        sys::modify(self.as_fd(), source, event)
    }

    /// By the edge. `EPOLL_CTL_MOD` looks whether the source is ready, so nothing that
    /// has come before the call is lost.
    // ANCHOR: clear-ready
    fn clear_ready(
        &mut self,
        source: BorrowedFd<'_>,
        key: Key,
        interest: Interest,
    ) -> io::Result<()> {
        let behind = if interest.includes_read() { BEHIND } else { 0 };
        let bits = bits(interest) | behind | sys::EPOLLET;
        sys::modify(self.as_fd(), source, EpollEvent::new(bits, key.to_token()))
    }
    // ANCHOR_END: clear-ready

    fn remove(
        &mut self,
        source: BorrowedFd<'_>,
        _interest: Interest,
    ) -> io::Result<()> {
        sys::delete(self.as_fd(), source)
    }

    fn wait<'a>(
        &mut self,
        _sources: impl Iterator<Item = Source<'a>>,
        deadline: Option<Instant>,
        events: &mut Events,
    ) -> io::Result<()> {
        // ANCHOR: wait
        self.ready.resize(events.capacity(), EpollEvent::new(0, 0));
        let count = until(deadline, |left| {
            sys::wait(self.descriptor.as_fd(), &mut self.ready, milliseconds(left))
        })?;
        for ready in self.ready.iter().take(count) {
            events.push(event(*ready));
        }
        // ANCHOR_END: wait
        Ok(())
    }
}

/// Readable itself as soon as one of the sources is ready: it can be waited for, or
/// registered with another selector.
impl AsFd for Epoll {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.descriptor.as_fd()
    }
}

/// What can stand behind bytes, and be left there by a read that is short: the end of
/// file, and bytes behind an urgent one, at which a read stops.
const BEHIND: u32 = sys::EPOLLRDHUP | sys::EPOLLPRI;

fn bits(interest: Interest) -> u32 {
    match interest {
        Interest::Read => sys::EPOLLIN,
        Interest::Write => sys::EPOLLOUT,
        Interest::ReadOrWrite => sys::EPOLLIN | sys::EPOLLOUT,
    }
}

// ANCHOR: event
fn event(ready: EpollEvent) -> Event {
    let bits = ready.events();
    let hangup = bits & sys::EPOLLHUP != 0;
    let error = bits & sys::EPOLLERR != 0;
    // Only for bytes and room does a short call say that nothing is left.
    let behind = bits & !(sys::EPOLLIN | sys::EPOLLOUT) != 0;
    Event {
        key: Key::from_token(ready.data()),
        readable: bits & sys::EPOLLIN != 0 || behind,
        writable: bits & sys::EPOLLOUT != 0 || hangup || error,
        hangup,
        error,
        behind,
    }
}
// ANCHOR_END: event
