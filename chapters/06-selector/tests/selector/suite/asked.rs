//! What a selector asks the system for, and what it doesn't.

use std::any::TypeId;
use std::cell::Cell;
use std::io;
use std::os::fd::BorrowedFd;
use std::os::unix::net::UnixStream;
use std::time::Instant;

use selector::backend::Source;
use selector::backend::poll::Poll;
use selector::{Backend, DefaultBackend, Events, Interest, Key, Selector};

thread_local! {
    /// How often the backend of this test's thread was asked to change something.
    static ASKED: Cell<u32> = const { Cell::new(0) };
}

/// A backend that counts.
struct Counting(Poll);

impl Backend for Counting {
    fn new() -> io::Result<Self> {
        Poll::new().map(Self)
    }

    fn add(
        &mut self,
        source: BorrowedFd<'_>,
        key: Key,
        interest: Interest,
    ) -> io::Result<()> {
        ASKED.set(ASKED.get() + 1);
        self.0.add(source, key, interest)
    }

    fn change(
        &mut self,
        source: BorrowedFd<'_>,
        key: Key,
        from: Interest,
        to: Interest,
    ) -> io::Result<()> {
        ASKED.set(ASKED.get() + 1);
        self.0.change(source, key, from, to)
    }

    fn clear_ready(
        &mut self,
        source: BorrowedFd<'_>,
        key: Key,
        interest: Interest,
    ) -> io::Result<()> {
        ASKED.set(ASKED.get() + 1);
        self.0.clear_ready(source, key, interest)
    }

    fn remove(
        &mut self,
        source: BorrowedFd<'_>,
        interest: Interest,
    ) -> io::Result<()> {
        ASKED.set(ASKED.get() + 1);
        self.0.remove(source, interest)
    }

    fn wait<'a>(
        &mut self,
        sources: impl Iterator<Item = Source<'a>>,
        deadline: Option<Instant>,
        events: &mut Events,
    ) -> io::Result<()> {
        self.0.wait(sources, deadline, events)
    }
}

#[test]
fn a_change_of_the_data_alone_asks_nothing_of_the_system() {
    let (near, _far) = UnixStream::pair().unwrap();
    let mut selector = Selector::<_, _, Counting>::new().unwrap();
    let key = selector.register(&near, Interest::Read, 'a').unwrap();
    assert_eq!(ASKED.get(), 1);
    *selector.get_mut(key).unwrap().1 = 'b';
    selector.modify(key, Interest::Read).unwrap();
    assert_eq!(ASKED.get(), 1);
    assert_eq!(selector.get(key).unwrap().1, &'b');

    selector.modify(key, Interest::Write).unwrap();
    assert_eq!(ASKED.get(), 2);
    selector.pause(key).unwrap();
    selector.pause(key).unwrap();
    assert_eq!(ASKED.get(), 3);
    // It is gone from the backend already.
    selector.unregister(key).unwrap();
    assert_eq!(ASKED.get(), 3);
}

#[test]
fn the_default_backend_is_the_best_of_the_system() {
    #[cfg(target_os = "linux")]
    type Best = selector::backend::epoll::Epoll;
    #[cfg(any(target_os = "macos", target_os = "freebsd"))]
    type Best = selector::backend::kqueue::Kqueue;
    #[cfg(not(any(
        target_os = "linux",
        target_os = "macos",
        target_os = "freebsd"
    )))]
    type Best = Poll;
    assert_eq!(TypeId::of::<DefaultBackend>(), TypeId::of::<Best>());
}

#[test]
fn readiness_that_is_cleared_for_each_message_is_told_to_the_system_once() {
    ASKED.set(0);
    let (near, _far) = UnixStream::pair().unwrap();
    let mut selector = Selector::<_, _, Counting>::new().unwrap();
    let key = selector.register(&near, Interest::Read, ()).unwrap();
    assert_eq!(ASKED.get(), 1);
    for _ in 0..3 {
        selector.clear_ready(key).unwrap();
        assert_eq!(ASKED.get(), 2);
    }
    for _ in 0..3 {
        selector.modify(key, Interest::Read).unwrap();
        assert_eq!(ASKED.get(), 3);
    }
    selector.pause(key).unwrap();
    for _ in 0..3 {
        selector.clear_ready(key).unwrap();
        assert_eq!(ASKED.get(), 4);
    }
}
