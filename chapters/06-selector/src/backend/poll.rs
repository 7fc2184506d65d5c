//! Any Unix's way: the whole list is handed over at each wait.

use std::io;
use std::mem;
use std::os::fd::BorrowedFd;
use std::time::Instant;

use socket_api::wait::{Interest, PollFd, poll};

use super::turn::Turn;
use super::{Backend, Source};
use crate::event::{Event, Events};
use crate::key::Key;

/// `poll(2)`, on chapter 2's [`poll`]: adding and removing costs nothing, and each wait
/// costs what all sources cost, ready or not.
#[derive(Debug)]
pub struct Poll {
    /// Empty between two waits; only its memory is kept.
    entries: Vec<PollFd<'static>>,
    /// Whose entries they are.
    keys: Vec<Key>,
    turn: Turn,
}

impl Backend for Poll {
    fn new() -> io::Result<Self> {
        Ok(Self {
            entries: Vec::new(),
            keys: Vec::new(),
            turn: Turn::default(),
        })
    }

    fn add(
        &mut self,
        _source: BorrowedFd<'_>,
        _key: Key,
        _interest: Interest,
    ) -> io::Result<()> {
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

    // ANCHOR: wait
    fn wait<'a>(
        &mut self,
        sources: impl Iterator<Item = Source<'a>>,
        deadline: Option<Instant>,
        events: &mut Events,
    ) -> io::Result<()> {
        let mut entries = emptied(mem::take(&mut self.entries));
        self.keys.clear();
        for source in sources {
            entries.push(PollFd::new(source.descriptor, source.interest));
            self.keys.push(source.key);
        }
        let count = poll(&mut entries, deadline);
        if let Ok(count) = count {
            let told = entries.iter().zip(&self.keys).map(|(entry, key)| Event {
                key: *key,
                readable: entry.can_read(),
                writable: entry.can_write(),
                hangup: entry.is_hangup(),
                error: entry.is_error(),
                behind: false,
            });
            self.turn.tell(told, count, events);
        }
        self.entries = emptied(entries);
        count.map(|_count| ())
    }
    // ANCHOR_END: wait
}

/// The vector without its entries, so that it may have others, which borrow from
/// somewhere else. The memory stays: `collect` finds that it fits.
fn emptied<'b>(mut entries: Vec<PollFd<'_>>) -> Vec<PollFd<'b>> {
    entries.clear();
    entries.into_iter().map_while(|_none| None).collect()
}

#[cfg(test)]
mod tests {
    use std::os::fd::AsFd;

    use super::*;

    #[test]
    fn an_emptied_vector_keeps_its_memory() {
        let (pipe, _writer) = io::pipe().unwrap();
        let mut entries = Vec::with_capacity(100);
        entries.push(PollFd::new(pipe.as_fd(), Interest::Read));
        let memory = entries.as_ptr() as usize;
        let entries = emptied(entries);
        assert!(entries.is_empty());
        assert_eq!(entries.capacity(), 100);
        assert_eq!(entries.as_ptr() as usize, memory);
    }
}
