//! The oldest way: descriptors as bits, handed over at each wait and written over.

use std::io::{self, ErrorKind};
use std::os::fd::BorrowedFd;
use std::time::Instant;

use socket_api::wait::{Interest, until};

use super::turn::Turn;
use super::{Backend, Source};
use crate::event::{Event, Events};
use crate::key::Key;
use crate::sys::number;
use crate::sys::select::{FD_SETSIZE, FdSet, select};

/// `select(2)`: as [`Poll`](super::poll::Poll), for descriptors below 1,024. It can't
/// tell a hang-up or an error from something to read. On Linux, a hang-up makes a source
/// readable, but writable only if there is room.
#[derive(Debug)]
pub struct Select {
    /// The number of each source's descriptor and whose it is; empty between two waits.
    sources: Vec<(usize, Key)>,
    turn: Turn,
}

impl Backend for Select {
    fn new() -> io::Result<Self> {
        Ok(Self {
            sources: Vec::new(),
            turn: Turn::default(),
        })
    }

    fn add(
        &mut self,
        source: BorrowedFd<'_>,
        _key: Key,
        _interest: Interest,
    ) -> io::Result<()> {
        let descriptor = number(source) as usize;
        if descriptor >= FD_SETSIZE {
            let message = format!(
                "this is descriptor {descriptor}, and select has room for those \
                 below {FD_SETSIZE}"
            );
            return Err(io::Error::new(ErrorKind::Unsupported, message));
        }
        Ok(())
    }

    fn change(
        &mut self,
        _source: BorrowedFd<'_>,
        _key: Key,
        _from: Interest,
        _to: Interest,
    ) -> io::Result<()> {
        Ok(())
    }

    fn remove(
        &mut self,
        _source: BorrowedFd<'_>,
        _interest: Interest,
    ) -> io::Result<()> {
        Ok(())
    }

    fn wait<'a>(
        &mut self,
        sources: impl Iterator<Item = Source<'a>>,
        deadline: Option<Instant>,
        events: &mut Events,
    ) -> io::Result<()> {
        let (mut read, mut write) = (FdSet::default(), FdSet::default());
        let mut bound = 0;
        self.sources.clear();
        for source in sources {
            let descriptor = number(source.descriptor) as usize;
            if source.interest.includes_read() {
                read.insert(descriptor);
            }
            if source.interest.includes_write() {
                write.insert(descriptor);
            }
            bound = bound.max(descriptor.saturating_add(1));
            self.sources.push((descriptor, source.key));
        }
        // ANCHOR: ask
        let wanted = (read, write);
        let count = until(deadline, |left| {
            (read, write) = wanted; // the system has written over them
            select(&mut read, &mut write, bound, left)
        })?;
        let told = self.sources.iter().map(|(descriptor, key)| Event {
            key: *key,
            readable: read.contains(*descriptor),
            writable: write.contains(*descriptor),
            hangup: false,
            error: false,
            behind: false,
        });
        // ANCHOR_END: ask
        self.turn.tell(told, count, events);
        Ok(())
    }
}
