//! Sources that a selector was not made for.

use std::cell::Cell;
use std::env;
use std::fs::File;
use std::io::ErrorKind;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;

use selector::{Backend, Interest, Selector};

use super::{fill, readable_pair, ready};

/// Two sockets, and whoever asks gets the one or the other.
struct Turncoat {
    sockets: [UnixStream; 2],
    turned: Cell<bool>,
}

impl AsFd for Turncoat {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.sockets[usize::from(self.turned.get())].as_fd()
    }
}

#[test]
fn a_source_that_changes_its_descriptor_harms_no_other() {
    fn case<B: Backend>() {
        let (first, _far) = readable_pair();
        let (second, _far) = readable_pair();
        let third = second.try_clone().unwrap();
        let turncoat = Turncoat {
            sockets: [first, second],
            turned: Cell::new(false),
        };
        let honest = Turncoat {
            sockets: [third, UnixStream::pair().unwrap().0],
            turned: Cell::new(false),
        };
        let mut selector = Selector::<_, _, B>::new().unwrap();
        let key = selector.register(&turncoat, Interest::Read, ()).unwrap();
        let other = selector.register(&honest, Interest::Read, ()).unwrap();
        turncoat.turned.set(true);
        let error = selector.modify(key, Interest::Write).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        let error = selector.pause(key).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        let _what_it_tells_is_up_to_the_system = ready(&mut selector);
        assert!(selector.unregister(key).is_some());
        let events = ready(&mut selector);
        assert_eq!(events.len(), 1);
        assert_eq!(events[0].key, other);
    }
    on_every_backend!(case);
}

/// As Python's `unregister` does it, a failed change would lose the source.
#[test]
fn a_change_that_fails_changes_nothing() {
    fn case<B: Backend>() {
        let (first, far) = readable_pair();
        let turncoat = Turncoat {
            sockets: [first, UnixStream::pair().unwrap().0],
            turned: Cell::new(false),
        };
        let mut selector = Selector::<_, _, B>::new().unwrap();
        let key = selector.register(&turncoat, Interest::Read, ()).unwrap();
        turncoat.turned.set(true);
        assert!(selector.modify(key, Interest::Write).is_err());
        turncoat.turned.set(false);
        assert_eq!(selector.interest(key), Some(Interest::Read));
        assert!(ready(&mut selector)[0].is_readable());
        selector.modify(key, Interest::Write).unwrap();
        assert!(ready(&mut selector)[0].is_writable());
        fill(&turncoat.sockets[0]);
        assert_eq!(ready(&mut selector), []);
        drop(far);
    }
    on_every_backend!(case);
}

/// A file never has to be waited for, and `epoll` says so, where `poll` says that it is
/// ready.
#[test]
fn a_regular_file_is_refused_and_leaves_no_key_or_is_always_ready() {
    fn case<B: Backend>() {
        let file = File::open(env::current_exe().unwrap()).unwrap();
        let mut selector = Selector::<_, _, B>::new().unwrap();
        match selector.register(&file, Interest::Read, ()) {
            Ok(key) => {
                assert_eq!(ready(&mut selector)[0].key, key);
                assert!(selector.unregister(key).is_some());
            }
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::PermissionDenied);
                assert!(selector.is_empty());
                assert_eq!(selector.iter().count(), 0);
            }
        }
        assert_eq!(ready(&mut selector), []);
        // Neither its number nor its place is lost.
        let again = selector.register(&file, Interest::Read, ());
        let error = again.err().map(|error| error.kind());
        assert_ne!(error, Some(ErrorKind::AlreadyExists));
    }
    on_every_backend!(case);
}

#[cfg(target_os = "linux")]
#[test]
fn epoll_refuses_a_regular_file_and_poll_does_not() {
    use selector::{EpollSelector, PollSelector};

    let file = File::open(env::current_exe().unwrap()).unwrap();
    let mut epoll = EpollSelector::new().unwrap();
    let error = epoll.register(&file, Interest::Read, ()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PermissionDenied);
    let mut poll = PollSelector::new().unwrap();
    assert!(poll.register(&file, Interest::Read, ()).is_ok());
}

/// What waits can itself be waited for.
#[cfg(target_os = "linux")]
#[test]
fn a_selector_is_a_source_of_another() {
    use selector::EpollSelector;

    crate::within_limit(|| {
        let (near, _far) = readable_pair();
        let mut inner = EpollSelector::new().unwrap();
        let key = inner.register(&near, Interest::Read, ()).unwrap();
        inner.pause(key).unwrap();
        let mut outer = EpollSelector::new().unwrap();
        let inner_key = outer.register(inner, Interest::Read, ()).unwrap();
        assert_eq!(ready(&mut outer), []);
        let (mut inner, ()) = outer.unregister(inner_key).unwrap();
        inner.modify(key, Interest::Read).unwrap();
        outer.register(inner, Interest::Read, ()).unwrap();
        assert!(ready(&mut outer)[0].is_readable());
    });
}
