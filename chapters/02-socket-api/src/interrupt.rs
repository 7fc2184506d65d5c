//! Ctrl-C, as something that can be waited for.

use std::io::{self, PipeReader};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;

use crate::sys;

/// Ready to be read from as soon as Ctrl-C was pressed, and ever after: the end of a
/// pipe that the signal's handler has written a byte into, and that nobody reads
/// (the *self-pipe trick*).
///
/// Wait for it as for a socket, with [`wait`](crate::wait::wait).
#[derive(Debug)]
pub struct Interrupt {
    pipe: PipeReader,
}

impl Interrupt {
    /// From now on the first Ctrl-C (the signal SIGINT) doesn't end the process; a
    /// second one does. All interrupts of a process become ready together.
    ///
    /// ```
    /// use std::os::fd::AsFd;
    /// use std::time::Instant;
    /// use socket_api::interrupt::Interrupt;
    /// use socket_api::wait::wait;
    ///
    /// let interrupt = Interrupt::on_ctrl_c()?;
    /// let [pressed] = wait(&[interrupt.as_fd()], Some(Instant::now()))?;
    /// assert!(!pressed);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// The process has no descriptor left.
    // ANCHOR: on-ctrl-c
    pub fn on_ctrl_c() -> io::Result<Self> {
        static PIPE: Mutex<Option<PipeReader>> = Mutex::new(None);
        let mut pipe = PIPE.lock().unwrap_or_else(PoisonError::into_inner);
        let pipe = match &mut *pipe {
            Some(pipe) => pipe,
            none => {
                let (reader, writer) = io::pipe()?;
                sys::write_on_interrupt(writer)?;
                none.insert(reader)
            }
        };
        let pipe = pipe.try_clone()?;
        Ok(Self { pipe })
    }
    // ANCHOR_END: on-ctrl-c
}

impl AsFd for Interrupt {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.pipe.as_fd()
    }
}

/// Interrupts the call in which a thread is waiting, by a signal (SIGUSR1) that does
/// nothing else: the call returns [`ErrorKind::Interrupted`](io::ErrorKind), if it
/// isn't one that is begun again. It's for experiments: the thread may not have come
/// to its call yet, so that one signal is rarely enough.
///
/// ```
/// use std::io::{ErrorKind, Read};
/// use std::net::{TcpListener, TcpStream};
/// use std::thread;
/// use socket_api::interrupt::interrupt_thread;
///
/// let listener = TcpListener::bind("127.0.0.1:0")?;
/// let mut stream = TcpStream::connect(listener.local_addr()?)?;
/// let reading = thread::spawn(move || stream.read(&mut [0]));
/// while !reading.is_finished() {
///     interrupt_thread(&reading)?;
/// }
/// let result = reading.join().unwrap();
/// assert_eq!(result.unwrap_err().kind(), ErrorKind::Interrupted);
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// The system has no room for the signal.
pub fn interrupt_thread<T>(thread: &JoinHandle<T>) -> io::Result<()> {
    sys::interrupt_thread(thread)
}
