//! One thread that waits for all children of a server at once.

use std::fmt;
use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::mem;
use std::os::fd::AsFd;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use socket_api::socket::Socket;
use socket_api::wait::{Interest, PollFd, poll};

use super::running::{ProcessError, Running};

/// How long the reaper pauses if it can't even wait, for lack of memory.
const PAUSE: Duration = Duration::from_millis(100);

/// The reaper, as those see it who start children. Dropped, it waits for them: for
/// the grace, and then it ends them.
pub(super) struct Reaper<T> {
    /// Where children are handed over.
    arrivals: Sender<Running<T>>,
    /// Wakes the thread, by a byte in a pipe, or by being closed.
    bell: Option<PipeWriter>,
    thread: Option<JoinHandle<()>>,
}

/// What its thread has.
struct Watch<T, R> {
    children: Vec<Running<T>>,
    arriving: Receiver<Running<T>>,
    /// The other end of the bell, until that is closed.
    bell: Option<PipeReader>,
    grace: Duration,
    /// Where everything goes that they say on standard error.
    log: Box<dyn Write + Send>,
    report: R,
}

impl<T: Send + 'static> Reaper<T> {
    /// Starts the thread, which calls `report` for each child that has ended.
    pub(super) fn start(
        grace: Duration,
        log: Box<dyn Write + Send>,
        report: impl FnMut(T, Result<(), ProcessError>) + Send + 'static,
    ) -> io::Result<Self> {
        let (ear, bell) = io::pipe()?;
        // A pipe and no socket, but what is said to the system is the same.
        Socket::of(&ear).set_nonblocking(true)?;
        let (arrivals, arriving) = mpsc::channel();
        let watch = Watch {
            children: Vec::new(),
            arriving,
            bell: Some(ear),
            grace,
            log,
            report,
        };
        let thread = thread::Builder::new().name("reaper".to_owned());
        Ok(Self {
            arrivals,
            bell: Some(bell),
            thread: Some(thread.spawn(move || watch.run())?),
        })
    }

    /// Hands a child over.
    pub(super) fn watch(&self, child: Running<T>) {
        // The thread ends after the bell is closed, so both arrive.
        let _ = self.arrivals.send(child);
        if let Some(mut bell) = self.bell.as_ref() {
            let _ = bell.write_all(&[0]);
        }
    }
}

impl<T> Drop for Reaper<T> {
    fn drop(&mut self) {
        self.bell = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl<T, R: FnMut(T, Result<(), ProcessError>)> Watch<T, R> {
    // ANCHOR: run
    fn run(mut self) {
        while self.bell.is_some() || !self.children.is_empty() {
            if self.wait().is_err() {
                thread::sleep(PAUSE);
            }
            self.hear();
            for mut child in mem::take(&mut self.children) {
                match child.attend(&mut *self.log) {
                    None => self.children.push(child),
                    Some(ended) => (self.report)(child.request, ended),
                }
            }
        }
    }

    /// Waits for the bell, for something that a child does, or for the moment at
    /// which the next one has to be looked after.
    fn wait(&self) -> io::Result<usize> {
        let bell = self.bell.iter();
        let mut entries: Vec<PollFd<'_>> = bell
            .map(|bell| PollFd::new(bell.as_fd(), Interest::Read))
            .chain(self.children.iter().flat_map(Running::entries))
            .collect();
        poll(&mut entries, self.children.iter().map(Running::due).min())
    }
    // ANCHOR_END: run

    /// Takes children over, and notices that there will be no more.
    fn hear(&mut self) {
        let Some(bell) = &mut self.bell else {
            return;
        };
        if let Ok(0) = bell.read(&mut [0; 64]) {
            self.bell = None;
        }
        self.children.extend(self.arriving.try_iter());
        if self.bell.is_none() {
            for child in &mut self.children {
                child.end_within(self.grace);
            }
        }
    }
}

impl<T> fmt::Debug for Reaper<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reaper").finish_non_exhaustive()
    }
}
