//! Any Unix's way: the whole list is handed over at each wait.

use std::io;
use std::mem;
use std::os::fd::BorrowedFd;
use std::time::Instant;

use socket_api::wait::{Interest, PollFd, poll};

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
    /// Where the next look at the entries begins, so that each has its turn.
    turn: usize,
}

// ANCHOR: backend
impl Backend for Poll {
    fn new() -> io::Result<Self> {
        Ok(Self {
            entries: Vec::new(),
            keys: Vec::new(),
            turn: 0,
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
            self.tell(&entries, count, events);
        }
        self.entries = emptied(entries);
        count.map(|_count| ())
    }
    // ANCHOR_END: wait
}
// ANCHOR_END: backend

impl Poll {
    /// Those that are ready, as many as there is room for, from where we stopped the
    /// last time.
    fn tell(&mut self, entries: &[PollFd<'_>], count: usize, events: &mut Events) {
        let begin = if self.turn < entries.len() {
            self.turn
        } else {
            0
        };
        let all = entries.iter().zip(&self.keys).enumerate();
        let ready = all
            .clone()
            .skip(begin)
            .chain(all.take(begin))
            .filter(|(_, (entry, _))| entry.can_read() || entry.can_write());
        for (index, (entry, key)) in ready.take(count) {
            if events.is_full() {
                self.turn = index;
                return;
            }
            events.push(Event {
                key: *key,
                readable: entry.can_read(),
                writable: entry.can_write(),
                hangup: entry.is_hangup(),
                error: entry.is_error(),
            });
        }
    }
}

/// The vector without its entries, so that it may have others, which borrow from
/// somewhere else. The memory stays: `collect` finds that it fits.
// ANCHOR: emptied
fn emptied<'b>(mut entries: Vec<PollFd<'_>>) -> Vec<PollFd<'b>> {
    entries.clear();
    entries.into_iter().map_while(|_none| None).collect()
}
// ANCHOR_END: emptied

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
