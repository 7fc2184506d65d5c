//! Registering, modifying, pausing, unregistering, in every order.

use std::io::ErrorKind;
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::sync::Arc;

use selector::{Backend, Events, Interest, Selector};

use super::{readable_pair, ready};

#[test]
fn what_is_registered_can_be_got_and_counted() {
    fn case<B: Backend>() {
        let (one, two) = UnixStream::pair().unwrap();
        let mut selector = Selector::<_, _, B>::new().unwrap();
        assert!(selector.is_empty());
        let first = selector.register(&one, Interest::Read, 1).unwrap();
        let second = selector.register(&two, Interest::Write, 2).unwrap();
        assert_eq!(selector.len(), 2);
        assert_eq!(selector.get(first).unwrap().1, &1);
        assert!(std::ptr::eq(*selector.get(first).unwrap().0, &one));
        *selector.get_mut(second).unwrap().1 = 3;
        let all: Vec<_> = selector
            .iter()
            .map(|(key, _source, data)| (key, *data))
            .collect();
        assert_eq!(all, [(first, 1), (second, 3)]);
        assert_eq!(selector.interest(first), Some(Interest::Read));
        assert_eq!(selector.interest(second), Some(Interest::Write));
    }
    on_every_backend!(case);
}

#[test]
fn a_descriptor_is_registered_once_however_often_it_is_referred_to() {
    fn case<B: Backend>() {
        let (near, _far) = readable_pair();
        let mut selector = Selector::<_, _, B>::new().unwrap();
        let key = selector.register(&near, Interest::Read, 'a').unwrap();
        for interest in [Interest::Read, Interest::Write] {
            let error = selector.register(&near, interest, 'b').unwrap_err();
            assert_eq!(error.kind(), ErrorKind::AlreadyExists);
            assert_eq!(error.to_string(), "this descriptor is registered already");
        }
        assert_eq!(selector.len(), 1);
        let events = ready(&mut selector);
        assert_eq!(events.len(), 1);
        assert_eq!(events[0].key, key);
        assert_eq!(selector.get(key).unwrap().1, &'a');

        selector.pause(key).unwrap();
        let error = selector.register(&near, Interest::Read, 'c').unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AlreadyExists, "it is still there");
        assert!(selector.unregister(key).is_some());
        selector.register(&near, Interest::Read, 'd').unwrap();
    }
    on_every_backend!(case);
}

/// Another number for the same socket is another source.
#[test]
fn a_clone_of_a_socket_is_a_source_of_its_own() {
    fn case<B: Backend>() {
        let (near, _far) = readable_pair();
        let clone = near.try_clone().unwrap();
        let mut selector = Selector::<_, _, B>::new().unwrap();
        let first = selector.register(&near, Interest::Read, ()).unwrap();
        let second = selector.register(&clone, Interest::Read, ()).unwrap();
        assert_eq!(ready(&mut selector).len(), 2);
        assert!(selector.unregister(first).is_some());
        let events = ready(&mut selector);
        assert_eq!(events.len(), 1);
        assert_eq!(events[0].key, second);
    }
    on_every_backend!(case);
}

#[test]
fn unregistering_gives_back_the_source_and_its_data_once() {
    fn case<B: Backend>() {
        let (near, _far) = readable_pair();
        let mut selector = Selector::<_, _, B>::new().unwrap();
        let key = selector
            .register(near, Interest::Read, String::from("data"))
            .unwrap();
        let (near, data) = selector.unregister(key).unwrap();
        assert_eq!(data, "data");
        assert!(selector.unregister(key).is_none());
        assert!(selector.is_empty());
        assert_eq!(ready(&mut selector), []);

        let again = selector.register(near, Interest::Read, data).unwrap();
        assert_eq!(ready(&mut selector).len(), 1);
        assert!(selector.unregister(key).is_none(), "of another time");
        assert!(selector.get(again).is_some());
    }
    on_every_backend!(case);
}

#[test]
fn a_modified_interest_is_the_one_that_counts() {
    fn case<B: Backend>() {
        let (near, _far) = readable_pair();
        let mut selector = Selector::<_, _, B>::new().unwrap();
        let key = selector.register(&near, Interest::Read, ()).unwrap();
        let all = [Interest::Read, Interest::Write, Interest::ReadOrWrite];
        for from in all {
            for to in all {
                selector.modify(key, from).unwrap();
                selector.modify(key, to).unwrap();
                assert_eq!(selector.interest(key), Some(to));
                let events = ready(&mut selector);
                assert_eq!(events.len(), 1, "{from:?} {to:?}");
                assert_eq!(events[0].is_readable(), to.includes_read());
                assert_eq!(events[0].is_writable(), to.includes_write());
            }
        }
    }
    on_every_backend!(case);
}

#[test]
fn a_paused_source_tells_nothing_until_it_is_modified() {
    fn case<B: Backend>() {
        let (near, far) = readable_pair();
        let mut selector = Selector::<_, _, B>::new().unwrap();
        let key = selector.register(&near, Interest::Read, ()).unwrap();
        for _ in 0..2 {
            selector.pause(key).unwrap();
            assert_eq!(selector.interest(key), None);
            assert_eq!(ready(&mut selector), []);
        }
        assert_eq!(selector.len(), 1);
        drop(far);
        assert_eq!(ready(&mut selector), [], "not even a hang-up");
        selector.modify(key, Interest::Read).unwrap();
        assert_eq!(ready(&mut selector).len(), 1);

        selector.pause(key).unwrap();
        assert!(selector.unregister(key).is_some());
        selector.register(&near, Interest::Read, ()).unwrap();
        assert_eq!(ready(&mut selector).len(), 1);
    }
    on_every_backend!(case);
}

#[test]
fn a_dropped_selector_closes_what_it_owns_and_leaves_what_it_borrows() {
    fn case<B: Backend>() {
        let (owned, far) = UnixStream::pair().unwrap();
        let mut selector = Selector::<_, _, B>::new().unwrap();
        selector.register(owned, Interest::Read, ()).unwrap();
        let mut watching = Selector::<_, _, B>::new().unwrap();
        watching.register(&far, Interest::Read, ()).unwrap();
        assert_eq!(ready(&mut watching), []);
        drop(selector);
        let mut events = Events::default();
        watching.select(&mut events, None).unwrap();
        assert!(events.iter().any(|event| event.is_readable()), "it ends");
        drop(watching);
        let mut again = Selector::<_, _, B>::new().unwrap();
        again.register(&far, Interest::Read, ()).unwrap();
        assert_eq!(ready(&mut again).len(), 1);
    }
    on_every_backend!(case);
}

#[test]
fn sources_of_several_kinds_share_a_selector() {
    fn case<B: Backend>() {
        let (near, far) = readable_pair();
        let (pipe, _writer) = std::io::pipe().unwrap();
        let far = Arc::new(far);
        let sources: [Box<dyn AsFd>; 3] =
            [Box::new(near), Box::new(pipe), Box::new(Arc::clone(&far))];
        let mut selector = Selector::<_, _, B>::new().unwrap();
        let keys = sources
            .map(|source| selector.register(source, Interest::Read, ()).unwrap());
        let events = ready(&mut selector);
        assert_eq!(events.len(), 1);
        assert_eq!(events[0].key, keys[0]);
    }
    on_every_backend!(case);
}
