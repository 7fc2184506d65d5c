//! Being woken.

use std::io::Write;
use std::os::unix::net::UnixStream;
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use selector::{Backend, Events, Interest, Selector};

use super::readable_pair;

#[test]
fn a_waker_ends_the_wait_from_another_thread() {
    fn case<B: Backend>() {
        let mut selector = Selector::<UnixStream, (), B>::new().unwrap();
        let waker = selector.waker().unwrap();
        let waking = thread::spawn(move || waker.wake().unwrap());
        let mut events = Events::default();
        selector.select(&mut events, None).unwrap();
        assert!(events.woken());
        assert!(events.is_empty());
        waking.join().unwrap();
        selector.select(&mut events, Some(Instant::now())).unwrap();
        assert!(!events.woken(), "once is enough");
    }
    on_every_backend!(case);
}

#[test]
fn waking_comes_before_the_wait_too_and_many_times_are_one() {
    fn case<B: Backend>() {
        let mut selector = Selector::<UnixStream, (), B>::new().unwrap();
        let waker = selector.waker().unwrap();
        for _ in 0..100_000 {
            waker.wake().unwrap();
            selector.waker().unwrap().wake().unwrap();
        }
        let mut events = Events::default();
        selector.select(&mut events, None).unwrap();
        assert!(events.woken());
        selector.select(&mut events, Some(Instant::now())).unwrap();
        assert!(!events.woken());
        waker.wake().unwrap();
        selector.select(&mut events, None).unwrap();
        assert!(events.woken(), "and again");
    }
    on_every_backend!(case);
}

#[test]
fn being_woken_is_told_beside_events() {
    fn case<B: Backend>() {
        let (near, _far) = readable_pair();
        let mut selector = Selector::<_, _, B>::new().unwrap();
        let key = selector.register(&near, Interest::Read, ()).unwrap();
        selector.waker().unwrap().wake().unwrap();
        let mut events = Events::default();
        selector.select(&mut events, None).unwrap();
        assert!(events.woken());
        let told: Vec<_> = events.iter().map(|event| event.key).collect();
        assert_eq!(told, [key]);
    }
    on_every_backend!(case);
}

/// With room for one event, the waker must have its turn among sources that are always
/// ready, and they theirs.
#[test]
fn a_waker_is_heard_however_busy_the_selector_is() {
    fn case<B: Backend>() {
        let pairs = [readable_pair(), readable_pair()];
        let mut selector = Selector::<_, _, B>::new().unwrap();
        for (near, _far) in &pairs {
            selector.register(near, Interest::Read, ()).unwrap();
        }
        let waker = selector.waker().unwrap();
        let mut events = Events::with_capacity(1);
        for _ in 0..10 {
            waker.wake().unwrap();
            while !events.woken() {
                selector.select(&mut events, None).unwrap();
            }
            selector.select(&mut events, None).unwrap();
            assert_eq!(events.len(), 1);
        }
    }
    on_every_backend!(case);
}

/// A wake that comes when the last one was told, and before the program has looked, may
/// be told twice, but not lost.
#[test]
fn whoever_wakes_after_the_last_wake_was_told_is_told_too() {
    fn case<B: Backend>() {
        let mut selector = Selector::<UnixStream, (), B>::new().unwrap();
        let waker = selector.waker().unwrap();
        let mut events = Events::default();
        for _ in 0..3 {
            waker.wake().unwrap();
            selector.select(&mut events, None).unwrap();
            assert!(events.woken());
        }
    }
    on_every_backend!(case);
}

/// Each sender waits for an answer, so that each message may be the last one for a
/// while: one that nobody is woken for would hang this test.
#[test]
fn no_message_is_left_behind_by_a_waker() {
    fn case<B: Backend>() {
        const MESSAGES: usize = 2_000;
        const SENDERS: usize = 2;
        let mut selector = Selector::<UnixStream, (), B>::new().unwrap();
        let (sender, messages) = mpsc::channel();
        let senders = [(); SENDERS].map(|()| {
            let sender = sender.clone();
            let waker = selector.waker().unwrap();
            thread::spawn(move || {
                let (answer, answers) = mpsc::channel();
                for _ in 0..MESSAGES {
                    sender.send(answer.clone()).unwrap();
                    waker.wake().unwrap();
                    answers.recv().unwrap();
                }
            })
        });
        let mut events = Events::default();
        let mut received = 0;
        while received < SENDERS * MESSAGES {
            selector.select(&mut events, None).unwrap();
            assert!(events.woken());
            for answer in messages.try_iter() {
                answer.send(()).unwrap();
                received += 1;
            }
            // So that the next one may come before the wait.
            thread::yield_now();
        }
        for sender in senders {
            sender.join().unwrap();
        }
    }
    on_every_backend!(case);
}

#[test]
fn waking_a_selector_that_is_gone_does_nothing() {
    fn case<B: Backend>() {
        let mut selector = Selector::<UnixStream, (), B>::new().unwrap();
        let waker = selector.waker().unwrap();
        drop(selector);
        for _ in 0..2 {
            waker.wake().unwrap();
        }
    }
    on_every_backend!(case);
}

#[test]
fn a_waker_is_no_source_of_the_selector() {
    fn case<B: Backend>() {
        let (near, mut far) = UnixStream::pair().unwrap();
        let mut selector = Selector::<_, _, B>::new().unwrap();
        let waker = selector.waker().unwrap();
        waker.wake().unwrap();
        assert!(selector.is_empty());
        assert_eq!(selector.iter().count(), 0);
        let key = selector.register(&near, Interest::Read, ()).unwrap();
        far.write_all(b"!").unwrap();
        let mut events = Events::default();
        selector.select(&mut events, None).unwrap();
        assert_eq!(events.iter().next().unwrap().key, key);
    }
    on_every_backend!(case);
}
