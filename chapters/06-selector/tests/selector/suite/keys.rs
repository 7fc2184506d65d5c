//! Keys that can't be mistaken.

use std::io::ErrorKind;
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;

use selector::{Backend, Events, Interest, Selector};

use super::{readable_pair, ready};

#[test]
fn a_key_that_is_out_of_date_finds_nothing_and_harms_nobody() {
    fn case<B: Backend>() {
        let (near, _far) = readable_pair();
        let (other, _far_too) = readable_pair();
        let mut selector = Selector::<_, _, B>::new().unwrap();
        let old = selector.register(&near, Interest::Read, 'a').unwrap();
        selector.unregister(old).unwrap();
        let new = selector.register(&other, Interest::Read, 'b').unwrap();
        assert_ne!(old, new);
        assert!(selector.get(old).is_none());
        assert!(selector.get_mut(old).is_none());
        assert_eq!(selector.interest(old), None);
        let modified = selector.modify(old, Interest::Write).unwrap_err();
        assert_eq!(modified.kind(), ErrorKind::NotFound);
        let paused = selector.pause(old).unwrap_err();
        assert_eq!(paused.kind(), ErrorKind::NotFound);
        let cleared = selector.clear_ready(old).unwrap_err();
        assert_eq!(cleared.kind(), ErrorKind::NotFound);
        assert!(selector.unregister(old).is_none());

        assert_eq!(selector.interest(new), Some(Interest::Read));
        let events = ready(&mut selector);
        assert_eq!(events.len(), 1);
        assert_eq!(events[0].key, new);
    }
    on_every_backend!(case);
}

/// The system gives a closed descriptor's number to the next one that is opened, and
/// the selector a place to the next source. The tests run side by side and open
/// descriptors too, so it is tried until both are the same.
#[test]
fn a_new_source_with_an_old_number_is_not_mistaken_for_the_old_one() {
    fn case<B: Backend>() {
        let mut selector = Selector::<_, _, B>::new().unwrap();
        let (mut old, mut number);
        loop {
            let (near, _far) = readable_pair();
            number = near.as_raw_fd();
            old = selector.register(near, Interest::Read, 'a').unwrap();
            let mut events = Events::default();
            selector.select(&mut events, None).unwrap();
            drop(selector.unregister(old));
            let (reused, _far) = UnixStream::pair().unwrap();
            let same = reused.as_raw_fd() == number;
            let new = selector.register(reused, Interest::Read, 'b').unwrap();
            for event in &events {
                assert_eq!(event.key, old);
                assert!(selector.get(event.key).is_none());
            }
            assert!(selector.unregister(old).is_none());
            assert_eq!(ready(&mut selector), []);
            assert_eq!(selector.unregister(new).unwrap().1, 'b');
            if same {
                break;
            }
        }
    }
    on_every_backend!(case);
}

/// As when a message for one closes another.
#[test]
fn events_of_a_source_that_was_unregistered_in_the_loop_find_nothing() {
    fn case<B: Backend>() {
        let pairs = [readable_pair(), readable_pair(), readable_pair()];
        let mut selector = Selector::<_, _, B>::new().unwrap();
        let mut keys = Vec::new();
        for (near, _far) in &pairs {
            keys.push(selector.register(near, Interest::Read, ()).unwrap());
        }
        let mut events = Events::default();
        selector.select(&mut events, None).unwrap();
        assert_eq!(events.len(), 3);
        let (extra, _far) = readable_pair();
        let mut found = 0;
        for event in &events {
            if selector.get(event.key).is_none() {
                continue;
            }
            found += 1;
            for key in &keys {
                selector.unregister(*key);
            }
            // Has the place of one of them.
            let _ = selector.register(&extra, Interest::Read, ());
        }
        assert_eq!(found, 1);
        assert_eq!(selector.len(), 1);
    }
    on_every_backend!(case);
}
