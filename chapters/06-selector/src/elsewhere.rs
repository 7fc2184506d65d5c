//! An answer that another thread has found, and how long it lies there.

use std::io;
use std::os::unix::net::UnixStream;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::{DefaultSelector, Events};

/// How often the selecting thread looks round when nothing wakes it.
const TURN: Duration = Duration::from_millis(500);

/// How long it takes from the moment when another thread has sent an answer to the one
/// when the selecting thread has it, if the other wakes the selector or doesn't.
///
/// # Errors
/// There is no descriptor or no thread left.
// ANCHOR: elsewhere
pub fn delay(wakes: bool) -> io::Result<Duration> {
    let mut selector = DefaultSelector::<UnixStream, ()>::new()?;
    let waker = selector.waker()?;
    let (answer, answers) = mpsc::channel();
    thread::Builder::new().spawn(move || {
        let _ = answer.send(Instant::now());
        if wakes {
            let _ = waker.wake();
        }
    })?;
    let mut events = Events::default();
    loop {
        selector.select(&mut events, Instant::now().checked_add(TURN))?;
        if let Some(sent) = answers.try_iter().next() {
            return Ok(sent.elapsed());
        }
    }
}
// ANCHOR_END: elsewhere
