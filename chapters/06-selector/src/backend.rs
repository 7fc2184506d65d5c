//! What a selector asks of the system, whichever of its calls answers.

#[cfg(target_os = "linux")]
pub mod epoll;
#[cfg(any(target_os = "macos", target_os = "freebsd", test))]
mod kevents;
#[cfg(any(target_os = "macos", target_os = "freebsd"))]
pub mod kqueue;
pub mod poll;
pub mod select;
mod turn;

use std::io;
use std::os::fd::BorrowedFd;
use std::time::Instant;

use socket_api::wait::Interest;

use crate::event::Events;
use crate::key::Key;

/// The best that this system has.
#[cfg(target_os = "linux")]
pub type DefaultBackend = epoll::Epoll;
/// The best that this system has.
#[cfg(any(target_os = "macos", target_os = "freebsd"))]
pub type DefaultBackend = kqueue::Kqueue;

/// A way to wait for many descriptors at once.
///
/// [`Selector`](crate::Selector) keeps the sources, their keys and what is waited for,
/// and sees to it that no descriptor is added twice, that only those are changed or
/// removed that were added, and that a source that waits for nothing isn't added at
/// all. So a backend may forget all this and be told anew at each wait, or pass it on
/// to a system that remembers.
pub trait Backend: Sized {
    /// One without sources.
    ///
    /// # Errors
    /// The process has no descriptor left, or the system no memory.
    fn new() -> io::Result<Self>;

    /// From now on the source is waited for.
    ///
    /// # Errors
    /// The system can't wait for it, and then nothing has changed.
    fn add(
        &mut self,
        source: BorrowedFd<'_>,
        key: Key,
        interest: Interest,
    ) -> io::Result<()>;

    /// From now on a source that was added `from` is waited for `to`.
    ///
    /// # Errors
    /// The system has no memory, and then nothing has changed.
    fn change(
        &mut self,
        source: BorrowedFd<'_>,
        key: Key,
        from: Interest,
        to: Interest,
    ) -> io::Result<()>;

    /// Nothing is left of what a source was added for, so that from now on it need be
    /// told of only when something comes. What has come meanwhile counts. A
    /// [`change`](Self::change), be it to the same interest, ends that.
    ///
    /// To tell of it whenever it is ready is right too: a backend that can't do better
    /// does nothing.
    ///
    /// # Errors
    /// The system has no memory, and then nothing has changed.
    fn clear_ready(
        &mut self,
        _source: BorrowedFd<'_>,
        _key: Key,
        _interest: Interest,
    ) -> io::Result<()> {
        Ok(())
    }

    /// From now on a source isn't waited for any more.
    ///
    /// # Errors
    /// None for a source that was added.
    fn remove(
        &mut self,
        source: BorrowedFd<'_>,
        interest: Interest,
    ) -> io::Result<()>;

    // ANCHOR: wait
    /// Waits until a source is ready or the deadline has passed, and pushes what is
    /// ready onto `events` until that is full. A signal doesn't end the wait.
    ///
    /// A hang-up or an error makes a source readable and writable, whatever was
    /// asked for. If more are ready than `events` has room for, later waits tell of
    /// the others first.
    ///
    /// # Errors
    /// The system has no memory, or can't wait for so many.
    fn wait<'a>(
        &mut self,
        sources: impl Iterator<Item = Source<'a>>,
        deadline: Option<Instant>,
        events: &mut Events,
    ) -> io::Result<()>;
}

/// A source that was added and not removed, for a backend whose system doesn't
/// remember it.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// What is waited for.
    pub descriptor: BorrowedFd<'a>,
    /// Whose event it will be.
    pub key: Key,
    /// What the last [`add`](Backend::add) or [`change`](Backend::change) said.
    pub interest: Interest,
}
// ANCHOR_END: wait
