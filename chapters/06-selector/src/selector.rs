//! The selector: who is waited for, and for what.

use std::collections::HashSet;
use std::io::{self, ErrorKind};
use std::os::fd::{AsFd, BorrowedFd};
use std::time::Instant;

use socket_api::wait::Interest;

#[cfg(target_os = "linux")]
use crate::backend::epoll::Epoll;
#[cfg(any(target_os = "macos", target_os = "freebsd"))]
use crate::backend::kqueue::Kqueue;
use crate::backend::poll::Poll;
use crate::backend::select::Select;
use crate::backend::{Backend, DefaultBackend, Source};
use crate::event::{Event, Events};
use crate::key::Key;
use crate::slots::Slots;
use crate::sys;
use crate::waker::{Waker, Waking};

/// With the best backend that the system has.
pub type DefaultSelector<S, D> = Selector<S, D, DefaultBackend>;
/// With `epoll(7)`, which is Linux's.
#[cfg(target_os = "linux")]
pub type EpollSelector<S, D> = Selector<S, D, Epoll>;
/// With `kqueue(2)`, which is that of macOS and FreeBSD.
#[cfg(any(target_os = "macos", target_os = "freebsd"))]
pub type KqueueSelector<S, D> = Selector<S, D, Kqueue>;
/// With `poll(2)`, which all Unixes have.
pub type PollSelector<S, D> = Selector<S, D, Poll>;
/// With `select(2)`, which all Unixes have, for descriptors below 1,024.
pub type SelectSelector<S, D> = Selector<S, D, Select>;

/// Waits for many sources at once, on one thread.
///
/// A source `S` is what has a descriptor: a socket, a reference to one, an
/// [`Arc`](std::sync::Arc) or a `Box<dyn AsFd>`. The selector owns it as long as it is
/// registered, and hands out `&S` but never `&mut S`: whoever could put another socket
/// in its place would leave the old one registered. That is enough for a socket,
/// since `&TcpStream` can read and write. Beside each source it keeps your data `D`.
///
/// It is *level-triggered*: a source that is ready is told by each call until it isn't
/// ready any more; unless you [say](Self::clear_ready) that nothing is left.
///
/// A source has to have the same descriptor each time it is asked for it. One that
/// hasn't makes events come for nothing, or not at all, and nothing worse.
///
/// ```
/// use std::io::{Read, Write};
/// use std::net::{TcpListener, TcpStream};
/// use selector::{DefaultSelector, Events, Interest};
///
/// let listener = TcpListener::bind("127.0.0.1:0")?;
/// let mut client = TcpStream::connect(listener.local_addr()?)?;
/// let (stream, peer) = listener.accept()?;
/// stream.set_nonblocking(true)?;
///
/// let mut selector = DefaultSelector::new()?;
/// let key = selector.register(stream, Interest::Read, peer)?;
///
/// client.write_all(b"hello")?;
/// let mut events = Events::default();
/// selector.select(&mut events, None)?;
/// for event in &events {
///     assert_eq!(event.key, key);
///     let (mut stream, peer) = selector.get(event.key).unwrap();
///     let mut buffer = [0; 100];
///     assert_eq!(stream.read(&mut buffer)?, 5);
///     assert_eq!(*peer, client.local_addr()?);
/// }
///
/// let (stream, _peer) = selector.unregister(key).unwrap();
/// stream.set_nonblocking(false)?;
/// assert!(selector.get(key).is_none());
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
// ANCHOR: selector
pub struct Selector<S, D, B = DefaultBackend> {
    backend: B,
    registered: Slots<Registered<S, D>>,
    /// The numbers of those that the sources have: none may be registered twice.
    descriptors: HashSet<u32>,
    /// There is one as soon as somebody has asked for a waker.
    waking: Option<Waking>,
}

#[derive(Debug)]
struct Registered<S, D> {
    source: S,
    data: D,
    /// The number that the source's descriptor had when it was registered.
    descriptor: u32,
    waiting: Waiting,
}
// ANCHOR_END: selector

/// How a source is waited for.
#[derive(Debug, Clone, Copy)]
enum Waiting {
    /// Not at all: it is paused.
    Paused,
    /// It is told whenever it is ready.
    Level(Interest),
    /// Its readiness was cleared: it need be told only when something comes.
    Edge(Interest),
    /// So it was, and then something came that a short read leaves behind: an end, an
    /// error or an urgent byte.
    LastEdge(Interest),
}

impl<S: AsFd, D, B: Backend> Selector<S, D, B> {
    /// A selector without sources.
    ///
    /// # Errors
    /// The process has no descriptor left, or the system no memory.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            backend: B::new()?,
            registered: Slots::new(),
            descriptors: HashSet::new(),
            waking: None,
        })
    }

    /// From now on the source is waited for. The key that is returned names it, in
    /// events and to the other calls, until it is unregistered.
    ///
    /// The source should be non-blocking, since readiness is a hint. If it can't be
    /// registered it is dropped, unless it is borrowed; nothing is left of it here.
    ///
    /// # Errors
    /// [`ErrorKind::AlreadyExists`] if the descriptor is registered already, perhaps
    /// by another reference to the same socket; [`ErrorKind::PermissionDenied`] if the
    /// backend can't wait for such a thing (`epoll` for a regular file);
    /// [`ErrorKind::Unsupported`] if the descriptor is too large for it (`select`); or
    /// the system has no memory left.
    // ANCHOR: register
    pub fn register(
        &mut self,
        source: S,
        interest: Interest,
        data: D,
    ) -> io::Result<Key> {
        let borrowed = source.as_fd();
        let descriptor = sys::number(borrowed);
        if self.descriptors.contains(&descriptor) {
            return Err(io::Error::new(
                ErrorKind::AlreadyExists,
                "this descriptor is registered already",
            ));
        }
        let key = self.registered.next_key().ok_or(ErrorKind::OutOfMemory)?;
        self.backend.add(borrowed, key, interest)?;
        self.descriptors.insert(descriptor);
        self.registered.insert(Registered {
            source,
            data,
            descriptor,
            waiting: Waiting::Level(interest),
        });
        Ok(key)
    }
    // ANCHOR_END: register

    /// From now on the source is waited for with another interest; if it was paused,
    /// it isn't any more; if its readiness was [cleared](Self::clear_ready), it is told
    /// whenever it is ready again. Without a change there is no system call.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] if nothing is registered by this key;
    /// [`ErrorKind::InvalidInput`] if the source has another descriptor now; or the
    /// system has no memory left. Then nothing has changed.
    pub fn modify(&mut self, key: Key, interest: Interest) -> io::Result<()> {
        let registered = self.registered.get_mut(key).ok_or_else(unknown)?;
        let source = registered.descriptor()?;
        match registered.waiting {
            Waiting::Level(before) if before == interest => return Ok(()),
            Waiting::Level(before)
            | Waiting::Edge(before)
            | Waiting::LastEdge(before) => {
                self.backend.change(source, key, before, interest)?;
            }
            Waiting::Paused => self.backend.add(source, key, interest)?,
        }
        registered.waiting = Waiting::Level(interest);
        Ok(())
    }

    /// You have taken all that a source was ready for, so it need be told again only
    /// when more comes: it is *edge-triggered* from now on, until
    /// [`modify`](Self::modify). That saves the system a second look at a source that
    /// was told, which is nothing for one source, and something for thousands of busy
    /// ones.
    ///
    /// All means, for each direction of the interest, that the last call returned
    /// [`WouldBlock`](ErrorKind::WouldBlock). Of a TCP stream you may also know it from
    /// a read or a write of less than you asked for; of a listener, a datagram socket or
    /// a terminal you may not. An end of file or an error that the read hasn't seen, or
    /// whatever has come since, makes no difference: it is told.
    ///
    /// Each event of the source is then to be followed by this call, if you have taken
    /// all again, or else by [`modify`](Self::modify), to whatever interest. What you
    /// leave without either may never be told again.
    ///
    /// This is a hint to the system. `epoll` takes it; the other backends tell the
    /// source whenever it is ready, as before, and so may `epoll`. There is a system
    /// call only when the source changes to the edge or, after an end, an error or an
    /// urgent byte, back to the level. A paused source stays paused. Another descriptor
    /// of the same socket, if it is registered, has a readiness of its own.
    ///
    /// See "Level-triggered and edge-triggered" in
    /// [epoll(7)](https://man7.org/linux/man-pages/man7/epoll.7.html); `kqueue(2)` calls
    /// it `EV_CLEAR`, and tokio's `AsyncFdReadyGuard` has a `clear_ready` too.
    ///
    /// ```
    /// use std::io::{ErrorKind, Read, Write};
    /// use std::os::unix::net::UnixStream;
    /// use selector::{DefaultSelector, Events, Interest};
    ///
    /// let (near, mut far) = UnixStream::pair()?;
    /// near.set_nonblocking(true)?;
    /// let mut selector = DefaultSelector::new()?;
    /// let key = selector.register(near, Interest::Read, ())?;
    ///
    /// let mut events = Events::default();
    /// for text in ["hello", "goodbye"] {
    ///     far.write_all(text.as_bytes())?;
    ///     selector.select(&mut events, None)?;
    ///     let (mut stream, ()) = selector.get(key).unwrap();
    ///     let mut buffer = [0; 100];
    ///     assert_eq!(stream.read(&mut buffer)?, text.len());
    ///     let left = stream.read(&mut buffer).unwrap_err();
    ///     assert_eq!(left.kind(), ErrorKind::WouldBlock);
    ///     selector.clear_ready(key)?;
    /// }
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] if nothing is registered by this key;
    /// [`ErrorKind::InvalidInput`] if the source has another descriptor now; or the
    /// system has no memory left. Then nothing has changed.
    // ANCHOR: clear-ready
    pub fn clear_ready(&mut self, key: Key) -> io::Result<()> {
        let registered = self.registered.get_mut(key).ok_or_else(unknown)?;
        let source = registered.descriptor()?;
        registered.waiting = match registered.waiting {
            Waiting::Level(interest) => {
                self.backend.clear_ready(source, key, interest)?;
                Waiting::Edge(interest)
            }
            Waiting::LastEdge(interest) => {
                self.backend.change(source, key, interest, interest)?;
                Waiting::Level(interest)
            }
            unchanged @ (Waiting::Paused | Waiting::Edge(_)) => unchanged,
        };
        Ok(())
    }
    // ANCHOR_END: clear-ready

    /// From now on the source isn't waited for, until [`modify`](Self::modify) says
    /// for what. It stays registered; not even a hang-up is told.
    ///
    /// ```
    /// use std::os::unix::net::UnixStream;
    /// use std::time::Instant;
    /// use selector::{DefaultSelector, Events, Interest};
    ///
    /// let (stream, _far) = UnixStream::pair()?;
    /// let mut selector = DefaultSelector::new()?;
    /// let key = selector.register(stream, Interest::Write, ())?;
    /// let mut events = Events::default();
    /// selector.pause(key)?;
    /// selector.select(&mut events, Some(Instant::now()))?;
    /// assert!(events.is_empty());
    /// selector.modify(key, Interest::Write)?;
    /// selector.select(&mut events, Some(Instant::now()))?;
    /// assert_eq!(events.len(), 1);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] if nothing is registered by this key;
    /// [`ErrorKind::InvalidInput`] if the source has another descriptor now. Then
    /// nothing has changed.
    pub fn pause(&mut self, key: Key) -> io::Result<()> {
        let registered = self.registered.get_mut(key).ok_or_else(unknown)?;
        let source = registered.descriptor()?;
        if let Some(before) = registered.waiting.interest() {
            self.backend.remove(source, before)?;
            registered.waiting = Waiting::Paused;
        }
        Ok(())
    }

    /// Gives the source back, with its data, and forgets it. `None` if nothing is
    /// registered by this key: with a key that is out of date it is safe, and does
    /// nothing.
    pub fn unregister(&mut self, key: Key) -> Option<(S, D)> {
        let registered = self.registered.remove(key)?;
        if let (Ok(source), Some(interest)) =
            (registered.descriptor(), registered.waiting.interest())
        {
            // A source that was added can be removed.
            let _ = self.backend.remove(source, interest);
        }
        self.descriptors.remove(&registered.descriptor);
        Some((registered.source, registered.data))
    }

    /// The source and its data, or `None` if nothing is registered by this key.
    #[must_use]
    pub fn get(&self, key: Key) -> Option<(&S, &D)> {
        let registered = self.registered.get(key)?;
        Some((&registered.source, &registered.data))
    }

    /// The source, and its data to be changed, or `None` if nothing is registered by
    /// this key.
    #[must_use]
    pub fn get_mut(&mut self, key: Key) -> Option<(&S, &mut D)> {
        let registered = self.registered.get_mut(key)?;
        Some((&registered.source, &mut registered.data))
    }

    /// What the source is waited for, or `None` if it is paused or nothing is
    /// registered by this key.
    #[must_use]
    pub fn interest(&self, key: Key) -> Option<Interest> {
        self.registered.get(key)?.waiting.interest()
    }

    /// All sources and their data, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = (Key, &S, &D)> {
        let all = self.registered.iter();
        all.map(|(key, registered)| (key, &registered.source, &registered.data))
    }

    /// How many sources are registered, paused ones included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.registered.len()
    }

    /// Whether no source is registered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Waits until a source is ready, somebody uses a [`Waker`] or the deadline has
    /// passed, whichever is first; without a deadline, if need be forever. `events` is
    /// emptied first, and then filled with what is ready.
    ///
    /// A deadline that has passed already looks and doesn't wait. One that hasn't is
    /// kept to the millisecond, and never are we back before it without an event. A
    /// signal doesn't end the wait: it goes on for the time that is left.
    ///
    /// # Errors
    /// The system has no memory, or can't wait for so many.
    // ANCHOR: select
    pub fn select(
        &mut self,
        events: &mut Events,
        deadline: Option<Instant>,
    ) -> io::Result<()> {
        events.clear();
        let sources = self.registered.iter().filter_map(|(key, one)| {
            let (descriptor, interest) =
                (one.source.as_fd(), one.waiting.interest()?);
            Some(Source {
                descriptor,
                key,
                interest,
            })
        });
        let waking = self.waking.iter().map(Waking::source);
        self.backend.wait(sources.chain(waking), deadline, events)?;
        let mut woken = false;
        events.retain(|event| {
            woken |= event.key == Key::WAKER;
            let registered = self.registered.get_mut(event.key);
            // A hang-up is told to those who have asked for what it makes ready.
            let interest = registered.and_then(|one| one.waiting.told(event));
            event.readable &= interest.is_some_and(Interest::includes_read);
            event.writable &= interest.is_some_and(Interest::includes_write);
            event.readable || event.writable
        });
        events.woken = woken;
        if let Some(waking) = self.waking.as_ref().filter(|_waking| woken) {
            waking.acknowledge();
        }
        Ok(())
    }
    // ANCHOR_END: select

    /// What wakes this selector from another thread. All that it is asked for are the
    /// same one, which takes two descriptors.
    ///
    /// # Errors
    /// The process has no two descriptors left, or ([`ErrorKind::Unsupported`]) none
    /// that is small enough for `select`.
    pub fn waker(&mut self) -> io::Result<Waker> {
        let waking = match &mut self.waking {
            Some(waking) => waking,
            none => {
                let waking = Waking::new()?;
                let Source {
                    descriptor,
                    key,
                    interest,
                } = waking.source();
                self.backend.add(descriptor, key, interest)?;
                none.insert(waking)
            }
        };
        Ok(waking.waker())
    }
}

impl Waiting {
    const fn interest(self) -> Option<Interest> {
        match self {
            Self::Paused => None,
            Self::Level(interest)
            | Self::Edge(interest)
            | Self::LastEdge(interest) => Some(interest),
        }
    }

    /// An event has come: for what was it waited?
    const fn told(&mut self, event: &Event) -> Option<Interest> {
        if let Self::Edge(interest) = *self
            && event.behind
        {
            *self = Self::LastEdge(interest);
        }
        self.interest()
    }
}

impl<S: AsFd, D> Registered<S, D> {
    /// What the backend has been told of, and may be told of again.
    fn descriptor(&self) -> io::Result<BorrowedFd<'_>> {
        let descriptor = self.source.as_fd();
        if sys::number(descriptor) != self.descriptor {
            return Err(io::Error::new(
                ErrorKind::InvalidInput,
                "the source has another descriptor than when it was registered",
            ));
        }
        Ok(descriptor)
    }
}

/// With a backend that is a descriptor itself, so is the selector: readable as soon as
/// a source is ready.
impl<S, D, B: AsFd> AsFd for Selector<S, D, B> {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.backend.as_fd()
    }
}

fn unknown() -> io::Error {
    io::Error::new(ErrorKind::NotFound, "nothing is registered by this key")
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use super::*;

    #[test]
    fn a_stream_without_data_takes_sixteen_bytes() {
        assert_eq!(Slots::<Registered<TcpStream, ()>>::PLACE, 16);
    }
}
