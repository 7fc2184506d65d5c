//! How long a selector waits, and what a signal does to that.

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use selector::{Backend, Events, Interest, Selector};
use socket_api::interrupt::{Interrupt, interrupt_thread};

use super::{readable_pair, ready};
use crate::within_limit;

#[test]
fn nothing_is_told_when_the_deadline_has_passed_and_not_before() {
    fn case<B: Backend>() {
        let (near, _far) = UnixStream::pair().unwrap();
        let mut selector = Selector::<_, _, B>::new().unwrap();
        selector.register(&near, Interest::Read, ()).unwrap();
        let mut events = Events::default();
        for limit in [0, 1, 1_500, 20_000].map(Duration::from_micros) {
            let deadline = Instant::now() + limit;
            selector.select(&mut events, Some(deadline)).unwrap();
            assert!(events.is_empty() && !events.woken());
            assert!(Instant::now() >= deadline, "too early: {limit:?}");
        }
    }
    on_every_backend!(case);
}

#[test]
fn a_deadline_that_is_over_still_looks() {
    fn case<B: Backend>() {
        let (near, _far) = readable_pair();
        let mut selector = Selector::<_, _, B>::new().unwrap();
        selector.register(&near, Interest::Read, ()).unwrap();
        let before = Instant::now();
        while before.elapsed().is_zero() {}
        let mut events = Events::default();
        selector.select(&mut events, Some(before)).unwrap();
        assert_eq!(events.len(), 1);
    }
    on_every_backend!(case);
}

#[test]
fn a_selector_without_sources_waits_as_well() {
    fn case<B: Backend>() {
        let mut selector = Selector::<UnixStream, (), B>::new().unwrap();
        let mut events = Events::default();
        let deadline = Instant::now() + Duration::from_millis(20);
        selector.select(&mut events, Some(deadline)).unwrap();
        assert!(events.is_empty());
        assert!(Instant::now() >= deadline);
    }
    on_every_backend!(case);
}

#[test]
fn the_events_of_the_last_call_are_gone() {
    fn case<B: Backend>() {
        let (near, _far) = readable_pair();
        let mut selector = Selector::<_, _, B>::new().unwrap();
        let key = selector.register(&near, Interest::Read, ()).unwrap();
        let mut events = Events::default();
        selector.select(&mut events, None).unwrap();
        assert_eq!(events.len(), 1);
        selector.unregister(key);
        selector.select(&mut events, Some(Instant::now())).unwrap();
        assert!(events.is_empty());
    }
    on_every_backend!(case);
}

/// If it began anew after each, it would have no end.
#[test]
fn signals_neither_end_a_wait_nor_prolong_it() {
    fn case<B: Backend>() {
        let limit = Duration::from_millis(50);
        let begin = Instant::now();
        let waiting = thread::spawn(move || {
            let (near, _far) = UnixStream::pair().unwrap();
            let mut selector = Selector::<_, _, B>::new().unwrap();
            selector.register(&near, Interest::Read, ()).unwrap();
            let mut events = Events::default();
            selector.select(&mut events, Some(begin + limit)).unwrap();
            events.len()
        });
        while !waiting.is_finished() {
            interrupt_thread(&waiting).unwrap();
            // The pace of the signals: several of them within the limit.
            thread::sleep(limit / 10);
        }
        assert_eq!(waiting.join().unwrap(), 0);
        assert!(begin.elapsed() >= limit);
    }
    on_every_backend!(case);
}

#[test]
fn an_event_after_many_signals_is_still_told() {
    fn case<B: Backend>() {
        let (near, mut far) = UnixStream::pair().unwrap();
        let waiting = thread::spawn(move || {
            let mut selector = Selector::<_, _, B>::new().unwrap();
            selector.register(&near, Interest::Read, ()).unwrap();
            let mut events = Events::default();
            selector.select(&mut events, None).unwrap();
            events.len()
        });
        for _ in 0..100 {
            interrupt_thread(&waiting).unwrap();
            thread::yield_now();
        }
        far.write_all(b"!").unwrap();
        assert_eq!(waiting.join().unwrap(), 1);
    }
    on_every_backend!(case);
}

/// The test runs itself as the process that Ctrl-C is pressed in. Once it is noticed, it
/// stays, so that the second backend and those after it notice it at once.
#[test]
fn ctrl_c_is_an_event_of_a_source_like_any_other() {
    const CHILD: &str = "SELECTS_CTRL_C";
    const NAME: &str =
        "suite::waiting::ctrl_c_is_an_event_of_a_source_like_any_other";
    fn case<B: Backend>() {
        let interrupt = Interrupt::on_ctrl_c().unwrap();
        let mut selector = Selector::<_, _, B>::new().unwrap();
        let key = selector.register(&interrupt, Interest::Read, ()).unwrap();
        // A line of its own, whatever the harness has printed before.
        println!("\nready: {}", ready(&mut selector).len());
        let mut events = Events::default();
        selector.select(&mut events, None).unwrap();
        assert_eq!(events.iter().next().unwrap().key, key);
    }
    if env::var_os(CHILD).is_some() {
        on_every_backend!(case);
        return;
    }
    within_limit(|| {
        let mut process = Command::new(env::current_exe().unwrap())
            .args([NAME, "--exact", "--nocapture"])
            .env(CHILD, "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut before = 0;
        for line in lines {
            if line.unwrap() == "ready: 0" {
                let kill = format!("kill -INT {}", process.id());
                let killed = Command::new("sh").args(["-c", &kill]).status();
                assert!(killed.unwrap().success());
                before += 1;
            }
        }
        assert_eq!(before, 1, "it isn't ready before Ctrl-C, and is ever after");
        assert!(process.wait().unwrap().success());
    });
}
