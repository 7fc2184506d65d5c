//! Whose turn it is, if there is no room to tell of all.

use crate::event::{Event, Events};

/// Where the next look at a list of sources begins: after the last one that was told.
/// Looking from the beginning each time would let those there keep out the others.
#[derive(Debug, Default)]
pub(super) struct Turn {
    next: usize,
}

impl Turn {
    /// Pushes the events that say something, `count` at most, until there is no room.
    /// `all` has one for each source.
    pub(super) fn tell(
        &mut self,
        all: impl ExactSizeIterator<Item = Event> + Clone,
        count: usize,
        events: &mut Events,
    ) {
        let begin = if self.next < all.len() { self.next } else { 0 };
        let all = all.enumerate();
        let from_begin = all.clone().skip(begin).chain(all.take(begin));
        let ready = from_begin
            .filter(|(_, event)| event.is_readable() || event.is_writable());
        for (index, event) in ready.take(count) {
            if events.is_full() {
                self.next = index;
                return;
            }
            events.push(event);
        }
    }
}
