//! The way of macOS and FreeBSD: a queue of what has happened, and what may.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::Instant;

use socket_api::wait::{Interest, until};

use super::kevents::{changes, events_of, outcome};
use super::{Backend, Source};
use crate::event::Events;
use crate::key::Key;
use crate::sys::kevent::Kevent;
use crate::sys::kqueue as sys;

/// `kqueue(2)`: as [`epoll`](https://man7.org/linux/man-pages/man7/epoll.7.html), with
/// an entry for each direction. Adding and removing is a system call each, and waiting
/// costs what the ready ones cost, however many others there are.
#[derive(Debug)]
pub struct Kqueue {
    descriptor: OwnedFd,
    /// Where the system writes to.
    ready: Vec<Kevent>,
}

impl Kqueue {
    /// From now on the source is waited for `to`. If the system can't do that, it is
    /// waited for `from` again.
    fn set(
        &self,
        source: BorrowedFd<'_>,
        key: Key,
        from: Option<Interest>,
        to: Option<Interest>,
    ) -> io::Result<()> {
        let change = |interest| {
            let answers = sys::change(
                self.as_fd(),
                source,
                changes(interest, key.to_token()),
            )?;
            outcome(&answers)
        };
        change(to).inspect_err(|_| {
            let _ = change(from);
        })
    }
}

impl Backend for Kqueue {
    fn new() -> io::Result<Self> {
        Ok(Self {
            descriptor: sys::new_queue()?,
            ready: Vec::new(),
        })
    }

    fn add(
        &mut self,
        source: BorrowedFd<'_>,
        key: Key,
        interest: Interest,
    ) -> io::Result<()> {
        self.set(source, key, None, Some(interest))
    }

    fn change(
        &mut self,
        source: BorrowedFd<'_>,
        key: Key,
        from: Interest,
        to: Interest,
    ) -> io::Result<()> {
        self.set(source, key, Some(from), Some(to))
    }

    fn remove(
        &mut self,
        source: BorrowedFd<'_>,
        _interest: Interest,
    ) -> io::Result<()> {
        outcome(&sys::change(self.as_fd(), source, changes(None, 0))?)
    }

    fn wait<'a>(
        &mut self,
        _sources: impl Iterator<Item = Source<'a>>,
        deadline: Option<Instant>,
        events: &mut Events,
    ) -> io::Result<()> {
        self.ready.resize(events.capacity(), Kevent::default());
        let count = until(deadline, |left| {
            sys::wait(self.descriptor.as_fd(), &mut self.ready, left)
        })?;
        let ready = self.ready.get_mut(..count).unwrap_or_default();
        for event in events_of(ready) {
            events.push(event);
        }
        Ok(())
    }
}

/// Readable itself as soon as one of the sources is ready: it can be waited for, or
/// registered with another selector.
impl AsFd for Kqueue {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.descriptor.as_fd()
    }
}
