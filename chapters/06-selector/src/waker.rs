//! Waking a selector from another thread.

use std::io::{self, ErrorKind, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use socket_api::wait::Interest;

use crate::backend::Source;
use crate::key::Key;

/// Makes [`Selector::select`](crate::Selector::select) return, from any thread: the
/// call that waits, or the next one if none does.
///
/// Its clones wake the same selector. When that is gone, waking does nothing.
///
/// ```
/// use std::os::unix::net::UnixStream;
/// use std::sync::mpsc;
/// use std::thread;
/// use selector::{DefaultSelector, Events};
///
/// let mut selector = DefaultSelector::<UnixStream, ()>::new()?;
/// let waker = selector.waker()?;
/// let (answer, answers) = mpsc::channel();
/// let working = thread::spawn(move || {
///     answer.send(6 * 7).unwrap();
///     waker.wake()
/// });
/// let mut events = Events::default();
/// selector.select(&mut events, None)?;
/// assert!(events.woken());
/// assert_eq!(answers.try_recv(), Ok(42));
/// working.join().unwrap()?;
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Clone)]
// ANCHOR: waker
pub struct Waker {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    sender: UnixStream,
    /// Whether a byte is on its way that the selector hasn't seen yet.
    woken: AtomicBool,
}

impl Waker {
    /// Wakes the selector. It never waits, and as long as the selector hasn't come to
    /// it, twice is the same as once and makes no system call.
    ///
    /// What this thread did before, the thread that selects sees when
    /// [`Events::woken`](crate::Events::woken) is true.
    ///
    /// # Errors
    /// The system has no memory left.
    pub fn wake(&self) -> io::Result<()> {
        if self.shared.woken.swap(true, Ordering::AcqRel) {
            return Ok(());
        }
        match (&self.shared.sender).write_all(&[0]) {
            // The selector is gone.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            result => result.inspect_err(|_| {
                // No byte is on its way: the next one has to send it.
                self.shared.woken.store(false, Ordering::Release);
            }),
        }
    }
}
// ANCHOR_END: waker

/// The selector's end.
#[derive(Debug)]
pub(crate) struct Waking {
    receiver: UnixStream,
    waker: Waker,
}

impl Waking {
    pub(crate) fn new() -> io::Result<Self> {
        let (receiver, sender) = UnixStream::pair()?;
        receiver.set_nonblocking(true)?;
        sender.set_nonblocking(true)?;
        let woken = AtomicBool::new(false);
        let shared = Arc::new(Shared { sender, woken });
        let waker = Waker { shared };
        Ok(Self { receiver, waker })
    }

    /// What the backend waits for.
    pub(crate) fn source(&self) -> Source<'_> {
        Source {
            descriptor: self.receiver.as_fd(),
            key: Key::WAKER,
            interest: Interest::Read,
        }
    }

    pub(crate) fn waker(&self) -> Waker {
        self.waker.clone()
    }

    /// Takes the byte and lowers the flag. That has to be done before the program looks
    /// for what was left to it: whoever wakes later sends a byte again, and whoever
    /// woke before, and sent none, is seen.
    // ANCHOR: acknowledge
    pub(crate) fn acknowledge(&self) {
        // While the flag is up nobody sends another, so one byte is all there can be.
        let _ = (&self.receiver).read(&mut [0; 1]);
        self.waker.shared.woken.swap(false, Ordering::AcqRel);
    }
    // ANCHOR_END: acknowledge
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wake_that_has_failed_keeps_nobody_from_waking() {
        let waking = Waking::new().unwrap();
        let waker = waking.waker();
        // No room, as if the system had no memory.
        for length in [65_536, 1] {
            while (&waker.shared.sender).write(&vec![0; length]).is_ok() {}
        }
        assert!(waker.wake().is_err());
        while (&waking.receiver).read(&mut [0; 65_536]).is_ok() {}
        waker.wake().unwrap();
        assert_eq!((&waking.receiver).read(&mut [0; 10]).unwrap(), 1);
    }

    #[test]
    fn a_thousand_wakes_send_one_byte() {
        let waking = Waking::new().unwrap();
        let waker = waking.waker();
        for _ in 0..2 {
            for _ in 0..1_000 {
                waker.wake().unwrap();
            }
            assert_eq!((&waking.receiver).read(&mut [0; 10]).unwrap(), 1);
            // It is there no more, which doesn't matter.
            waking.acknowledge();
        }
    }
}
