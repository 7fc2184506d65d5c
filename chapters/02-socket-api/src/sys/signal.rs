//! Signals: the handler for Ctrl-C, and a signal that does nothing but interrupt.

use std::ffi::c_int;
use std::io::{self, ErrorKind, PipeWriter};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::thread::{JoinHandleExt, RawPthread};
use std::ptr;
use std::sync::OnceLock;
use std::thread::JoinHandle;

use super::check;
use super::platform::{SA_RESETHAND, SA_RESTART, SIGUSR1, SignalAction};
use super::posix::{ESRCH, SIGINT};

// SAFETY: the declarations agree with the manual pages. (`errno` is a macro in C,
// and this is the function that it calls.)
unsafe extern "C" {
    fn sigaction(
        signal: c_int,
        action: *const SignalAction,
        former: *mut SignalAction,
    ) -> c_int;
    fn write(descriptor: BorrowedFd<'_>, bytes: *const u8, count: usize) -> isize;
    fn pthread_kill(thread: RawPthread, signal: c_int) -> c_int;
    #[cfg_attr(target_os = "linux", link_name = "__errno_location")]
    #[cfg_attr(not(target_os = "linux"), link_name = "__error")]
    safe fn errno() -> *mut c_int;
}

/// Where the handler writes. It is set before the handler is, and stays.
// ANCHOR: handler
static PIPE: OnceLock<PipeWriter> = OnceLock::new();

/// What the system calls in the middle of anything, so that it may do next to
/// nothing itself: `write` is one of the calls that signal-safety(7) lists.
extern "C" fn on_interrupt(_signal: c_int) {
    if let Some(pipe) = PIPE.get() {
        let errno = errno();
        // SAFETY: `errno` is this thread's own, and there as long as the thread is.
        let before = unsafe { *errno };
        // SAFETY: one byte is read from an array of one.
        unsafe { write(pipe.as_fd(), [0].as_ptr(), 1) };
        // SAFETY: as above. The code that was interrupted may be about to read it.
        unsafe { *errno = before };
    }
}
// ANCHOR_END: handler

/// From now on the first Ctrl-C writes a byte into `pipe`, and a second one ends the
/// process. There can be one pipe only.
// ANCHOR: install
pub(crate) fn write_on_interrupt(pipe: PipeWriter) -> io::Result<()> {
    PIPE.set(pipe).map_err(|_| ErrorKind::AlreadyExists)?;
    // SAFETY: the handler makes no call but those that a handler may make.
    unsafe { set_handler(SIGINT, on_interrupt, SA_RESTART | SA_RESETHAND) }
}
// ANCHOR_END: install

/// Interrupts the call that the thread is in, if it's one that can be interrupted.
pub(crate) fn interrupt_thread<T>(thread: &JoinHandle<T>) -> io::Result<()> {
    extern "C" fn nothing(_signal: c_int) {}
    // SAFETY: the handler makes no call at all.
    unsafe { set_handler(SIGUSR1, nothing, 0)? };
    // SAFETY: the thread's number is valid until the thread is joined or its handle
    // dropped, even if the thread has ended.
    match unsafe { pthread_kill(thread.as_pthread_t(), SIGUSR1) } {
        // A thread that has ended is in no call. (Linux returns 0 for it as well.)
        0 | ESRCH => Ok(()),
        error => Err(io::Error::from_raw_os_error(error)),
    }
}

/// # Safety
/// The handler may call nothing that signal-safety(7) doesn't list.
unsafe fn set_handler(
    signal: c_int,
    handler: extern "C" fn(c_int),
    flags: c_int,
) -> io::Result<()> {
    let action = SignalAction::new(handler, flags);
    // SAFETY: the action is read and not kept, the former one isn't asked for, and
    // the caller answers for the handler.
    check(unsafe { sigaction(signal, &raw const action, ptr::null_mut()) })
}
