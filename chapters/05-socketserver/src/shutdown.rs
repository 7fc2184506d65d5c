//! Stopping a server, from anywhere.

use std::cell::RefCell;
use std::io::{self, ErrorKind, PipeReader, PipeWriter, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Stops a server. It can be cloned, sent to other threads, and kept for longer than
/// the server is there.
// ANCHOR: shutdown-handle
#[derive(Debug, Clone)]
pub struct ShutdownHandle {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    /// A loop has ended.
    ended: Condvar,
    /// There is a byte in this pipe while a stop is requested, so that it can be
    /// waited for.
    requested: PipeReader,
    request: PipeWriter,
}

#[derive(Debug, Default)]
struct State {
    is_requested: bool,
    is_running: bool,
    /// How many loops have ended.
    ended: u64,
}
// ANCHOR_END: shutdown-handle

impl ShutdownHandle {
    pub(crate) fn new() -> io::Result<Self> {
        let (requested, request) = io::pipe()?;
        let shared = Arc::new(Shared {
            state: Mutex::default(),
            ended: Condvar::new(),
            requested,
            request,
        });
        Ok(Self { shared })
    }

    /// Has the loop end as soon as it has passed on what it's busy with. If none is
    /// running, the next one ends before it takes anything. To request it twice is as
    /// once.
    // ANCHOR: request
    pub fn request(&self) {
        self.shared.request(&mut self.shared.lock());
    }
    // ANCHOR_END: request

    /// The same, and waits until the loop has ended, if one is running.
    ///
    /// # Errors
    /// The calling thread runs that loop, or does the work of one of the server's
    /// requests: it might wait for itself ([`ErrorKind::Deadlock`]). The stop is
    /// requested all the same.
    // ANCHOR: shutdown
    pub fn shutdown(&self) -> io::Result<()> {
        let mut state = self.shared.lock();
        self.shared.request(&mut state);
        if self.is_worked_for() {
            return Err(ErrorKind::Deadlock.into());
        }
        let before = state.ended;
        let is_underway =
            |state: &mut State| state.is_running && state.ended == before;
        let ended = self.shared.ended.wait_while(state, is_underway);
        drop(ended);
        Ok(())
    }
    // ANCHOR_END: shutdown

    /// A loop begins, and ends when the guard is dropped.
    pub(crate) fn running(&self) -> Running {
        self.shared.lock().is_running = true;
        Running {
            handle: self.clone(),
            _working: self.working(),
        }
    }

    /// This thread works for the server until the guard is dropped.
    pub(crate) fn working(&self) -> Working {
        WORKING_FOR.with_borrow_mut(|servers| servers.push(self.clone()));
        Working(())
    }

    fn is_worked_for(&self) -> bool {
        WORKING_FOR.with_borrow(|servers| {
            let is_this = |one: &Self| Arc::ptr_eq(&one.shared, &self.shared);
            servers.iter().any(is_this)
        })
    }
}

thread_local! {
    /// The servers that this thread works for. There can be several: a handler may
    /// run a server of its own.
    static WORKING_FOR: RefCell<Vec<ShutdownHandle>> =
        const { RefCell::new(Vec::new()) };
}

/// Ready to be read from while a stop is requested.
impl AsFd for ShutdownHandle {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.shared.requested.as_fd()
    }
}

impl Shared {
    /// The lock is held for a few lines that can't panic.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn request(&self, state: &mut State) {
        if !state.is_requested {
            state.is_requested = true;
            // One byte always fits, and the other end is ours.
            let _ = (&self.request).write_all(&[0]);
        }
    }
}

/// A loop that runs, until the guard is dropped.
#[derive(Debug)]
pub(crate) struct Running {
    handle: ShutdownHandle,
    _working: Working,
}

impl Running {
    /// The loop ends because that was requested, which uses the request up: the next
    /// loop runs again.
    pub(crate) fn stop(self) {
        let shared = &self.handle.shared;
        let mut state = shared.lock();
        if state.is_requested {
            state.is_requested = false;
            // It is there: see `Shared::request`.
            let _ = (&shared.requested).read_exact(&mut [0]);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let shared = &self.handle.shared;
        let mut state = shared.lock();
        state.is_running = false;
        state.ended = state.ended.wrapping_add(1);
        shared.ended.notify_all();
    }
}

/// A thread that works for a server.
#[derive(Debug)]
pub(crate) struct Working(());

impl Drop for Working {
    fn drop(&mut self) {
        WORKING_FOR.with_borrow_mut(Vec::pop);
    }
}
