//! A request to stop, as something that can be waited for.

use std::io::{self, PipeReader, PipeWriter};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::Builder;

use socket_api::interrupt::Interrupt;
use socket_api::wait::wait;

/// Ready to be read from as soon as somebody has asked to stop, and ever after: the
/// end of a pipe whose other end is closed then, and into which nobody writes.
///
/// Its clones are the same request. Wait for it as for a socket, with chapter 2's
/// [`wait`], or for an [`Interrupt`] in its place: what waits takes
/// either as `impl AsFd`.
#[derive(Debug, Clone)]
// ANCHOR: stop
pub struct Stop {
    pipe: Arc<Pipe>,
}

#[derive(Debug)]
struct Pipe {
    reader: PipeReader,
    /// Gone as soon as a stop is requested.
    writer: Mutex<Option<PipeWriter>>,
}
// ANCHOR_END: stop

impl Stop {
    /// A request that nobody has made yet.
    ///
    /// ```
    /// use std::os::fd::AsFd;
    /// use std::thread;
    /// use socket_api::wait::wait;
    /// use threading::stop::Stop;
    ///
    /// let stop = Stop::new()?;
    /// let elsewhere = stop.clone();
    /// thread::spawn(move || elsewhere.request());
    /// assert_eq!(wait(&[stop.as_fd()], None)?, [true]);
    /// assert!(stop.is_requested());
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// The process has no two descriptors left.
    pub fn new() -> io::Result<Self> {
        let (reader, writer) = io::pipe()?;
        let writer = Mutex::new(Some(writer));
        let pipe = Arc::new(Pipe { reader, writer });
        Ok(Self { pipe })
    }

    /// A request that Ctrl-C makes as well, the first time that it is pressed. The
    /// second time, it ends the process.
    ///
    /// # Errors
    /// The process has no descriptors or no thread left.
    // ANCHOR: on-ctrl-c
    pub fn on_ctrl_c() -> io::Result<Self> {
        let stop = Self::new()?;
        let interrupt = Interrupt::on_ctrl_c()?;
        let requested = stop.clone();
        Builder::new().spawn(move || {
            // If the system can't wait, stopping is the safe way.
            let _ = wait(&[interrupt.as_fd(), requested.as_fd()], None);
            requested.request();
        })?;
        Ok(stop)
    }
    // ANCHOR_END: on-ctrl-c

    // ANCHOR: request
    /// Asks to stop, from any thread. Twice is the same as once.
    pub fn request(&self) {
        *self.pipe.writer() = None;
    }

    /// Whether anybody has asked.
    #[must_use]
    pub fn is_requested(&self) -> bool {
        self.pipe.writer().is_none()
    }
}

impl AsFd for Stop {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.pipe.reader.as_fd()
    }
}
// ANCHOR_END: request

impl Pipe {
    /// No thread can panic while it has the lock.
    fn writer(&self) -> MutexGuard<'_, Option<PipeWriter>> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
