//! What a selector does, on every backend: each case is written once, and runs on all.
//!
//! A test that starts a program shares its descriptors with it for a moment, and those
//! of the tests beside it too. So nothing here relies on a socket being closed at once
//! when it is dropped.

use std::io::Write;
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::time::Instant;

use selector::{Backend, Event, Events, Selector};

use crate::numbers;
use crate::within_limit::within_limit;

/// Runs a case on every backend. A new backend is a line here.
macro_rules! on_every_backend {
    ($case:ident) => {
        #[cfg(target_os = "linux")]
        $crate::suite::run("epoll", $case::<::selector::backend::epoll::Epoll>);
        #[cfg(any(target_os = "macos", target_os = "freebsd"))]
        $crate::suite::run("kqueue", $case::<::selector::backend::kqueue::Kqueue>);
        $crate::suite::run("poll", $case::<::selector::backend::poll::Poll>);
        $crate::suite::run("select", $case::<::selector::backend::select::Select>);
    };
}

mod asked;
mod clearing;
mod keys;
mod many;
mod model;
mod odd_sources;
mod readiness;
mod registering;
mod room;
mod waiting;
mod waking;

/// Runs a case, and says on which backend, if it fails.
fn run(backend: &str, case: fn()) {
    println!("on {backend}:");
    let _few = numbers::few();
    within_limit(case);
}

/// What is ready at once.
fn ready<S: AsFd, D, B: Backend>(selector: &mut Selector<S, D, B>) -> Vec<Event> {
    let mut events = Events::default();
    selector.select(&mut events, Some(Instant::now())).unwrap();
    events.iter().collect()
}

/// Two ends, of which the first has something to read.
fn readable_pair() -> (UnixStream, UnixStream) {
    let (near, mut far) = UnixStream::pair().unwrap();
    near.set_nonblocking(true).unwrap();
    far.write_all(b"!").unwrap();
    (near, far)
}

/// Writes until there is no room any more, and says how much there was.
fn fill(mut stream: &UnixStream) -> usize {
    stream.set_nonblocking(true).unwrap();
    let mut written = 0;
    while let Ok(count) = stream.write(&[0; 65_536]) {
        written += count;
    }
    written
}
