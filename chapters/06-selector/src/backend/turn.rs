//! Whose turn it is, if there is no room to tell of all.

use crate::event::{Event, Events};

/// Where the next look at a list of sources begins: with the first that found no room.
/// Looking from the beginning each time would let those there keep out the others.
#[derive(Debug, Default)]
pub(super) struct Turn {
    /// Its place in the selector's table, in whose order the list is. Where it stands
    /// in the list changes as others come and go.
    next: u32,
}

impl Turn {
    /// Pushes the events that say something, `count` at most, until there is no room.
    /// `all` has one for each source.
    pub(super) fn tell(
        &mut self,
        all: impl Iterator<Item = Event> + Clone,
        count: usize,
        events: &mut Events,
    ) {
        let next = self.next;
        let is_before = |event: &Event| event.key.index < next;
        let late = all.clone().skip_while(is_before);
        let ready = late
            .chain(all.take_while(is_before))
            .filter(|event| event.is_readable() || event.is_writable());
        for event in ready.take(count) {
            if events.is_full() {
                self.next = event.key.index;
                return;
            }
            events.push(event);
        }
    }
}
