//! How much can be underway at a time.

use std::io;
use std::os::fd::{AsFd, BorrowedFd};

use threading::places::{Place, Places};

/// A bound to what is underway, with a place kept for the next request: before it's
/// taken, so that a request for which there is no room waits in the system.
// ANCHOR: room
#[derive(Debug)]
pub(crate) struct Room {
    places: Places,
    next: Option<Place>,
}

impl Room {
    pub(crate) fn new(places: usize) -> io::Result<Self> {
        let places = Places::new(places)?;
        Ok(Self { places, next: None })
    }

    /// Keeps a place if one is free. Otherwise: what to wait for.
    pub(crate) fn wait_for(&mut self) -> io::Result<Option<BorrowedFd<'_>>> {
        if self.next.is_none() {
            self.next = self.places.try_take()?;
        }
        Ok(match self.next {
            Some(_) => None,
            None => Some(self.places.as_fd()),
        })
    }

    /// The place that was kept. Whoever drops it makes room for another request.
    pub(crate) fn take(&mut self) -> Option<Place> {
        self.next.take()
    }
}
// ANCHOR_END: room
