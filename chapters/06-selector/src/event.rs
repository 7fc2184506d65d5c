//! What `select` has to tell.

use crate::key::Key;

/// How many events one call tells unless you ask for another number. With one event
/// a call, a busy server takes 6 % longer; with a thousand it isn't faster than with
/// this many.
const USUAL_CAPACITY: usize = 64;

/// That a source is ready.
///
/// It is a hint and not a promise: the call that follows may still say
/// [`WouldBlock`](std::io::ErrorKind::WouldBlock).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// Which source, as [`Selector::register`](crate::Selector::register) named it.
    pub key: Key,
    pub(crate) readable: bool,
    pub(crate) writable: bool,
    pub(crate) hangup: bool,
    pub(crate) error: bool,
    /// Whether something may stand behind the bytes that a read leaves there. Told of a
    /// source whose readiness was cleared, and of no other.
    pub(crate) behind: bool,
}

impl Event {
    /// As if everything had become possible: for a look out of turn.
    pub(crate) const fn of_anything(key: Key) -> Self {
        Self {
            key,
            readable: true,
            writable: true,
            hangup: false,
            error: false,
            behind: false,
        }
    }

    /// Whether you asked to read, and reading (or accepting) won't wait: there is
    /// something, or the end of file, or a hang-up or an error, which the call will
    /// tell.
    #[must_use]
    pub fn is_readable(&self) -> bool {
        self.readable
    }

    /// Whether you asked to write, and writing won't wait: there is room, or a hang-up
    /// or an error, which the call will tell. For a socket that connects: whether that
    /// has ended, well or not.
    #[must_use]
    pub fn is_writable(&self) -> bool {
        self.writable
    }

    /// Whether both directions are closed; by `kqueue`, the one in which we write, if
    /// you asked to. This comes unasked, but never alone: the event is readable or
    /// writable or both, as you asked. `select` never tells.
    #[must_use]
    pub fn is_hangup(&self) -> bool {
        self.hangup
    }

    /// Whether an error waits for the next call. This comes unasked, as a hang-up, and
    /// never from `select`.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.error
    }
}

/// The events of one call of [`Selector::select`](crate::Selector::select), and the
/// memory for those of the next.
///
/// It belongs to you and not to the selector, so that you can register, modify and
/// unregister sources in a loop over it.
#[derive(Debug)]
pub struct Events {
    list: Vec<Event>,
    capacity: usize,
    pub(crate) woken: bool,
}

impl Events {
    /// Room for `capacity` events a call, and for one at least. Sources that find no
    /// room are told by the next call, before those that were told already.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        let capacity = capacity.max(1);
        Self {
            list: Vec::with_capacity(capacity),
            capacity,
            woken: false,
        }
    }

    /// How many events one call can tell.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// The events, each with another key.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Event> + '_ {
        self.list.iter().copied()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether no source is ready: the deadline has passed, or somebody has used the
    /// [`Waker`](crate::Waker).
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether somebody has used the [`Waker`](crate::Waker) since the last call.
    #[must_use]
    pub fn woken(&self) -> bool {
        self.woken
    }

    pub(crate) fn clear(&mut self) {
        self.list.clear();
        self.woken = false;
    }

    /// For a backend: one more, as long as [`is_full`](Self::is_full) says no.
    pub(crate) fn push(&mut self, event: Event) {
        self.list.push(event);
    }

    pub(crate) fn is_full(&self) -> bool {
        self.list.len() >= self.capacity
    }

    /// Keeps the events of which `keep` says so, and which it may change.
    pub(crate) fn retain(&mut self, keep: impl FnMut(&mut Event) -> bool) {
        self.list.retain_mut(keep);
    }
}

/// 64 events a call.
impl Default for Events {
    fn default() -> Self {
        Self::with_capacity(USUAL_CAPACITY)
    }
}

impl<'a> IntoIterator for &'a Events {
    type Item = Event;
    type IntoIter = std::iter::Copied<std::slice::Iter<'a, Event>>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter().copied()
    }
}
