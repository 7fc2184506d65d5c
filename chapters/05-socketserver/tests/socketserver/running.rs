//! A server to test, in this process.

use std::io;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};

use socketserver::{Hooks, Kind, Server, ServerError, ShutdownHandle};

/// A server that serves in a thread of its own, until this is dropped.
pub(crate) struct Running<K: Kind> {
    pub(crate) address: K::Address,
    pub(crate) shutdown: ShutdownHandle,
    thread: Option<JoinHandle<io::Result<()>>>,
}

pub(crate) fn start<K: Kind>(mut server: Server<K>) -> Running<K> {
    Running {
        address: server.local_addr().clone(),
        shutdown: server.shutdown_handle(),
        thread: Some(thread::spawn(move || server.serve_forever())),
    }
}

impl<K: Kind> Drop for Running<K> {
    fn drop(&mut self) {
        self.shutdown.request();
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            if !thread::panicking() {
                ended.unwrap().unwrap();
            }
        }
    }
}

/// A hook that passes errors on, as they would be printed, but without the peer.
pub(crate) struct Errors(Sender<String>);

pub(crate) fn errors() -> (Errors, Receiver<String>) {
    let (sender, errors) = mpsc::channel();
    (Errors(sender), errors)
}

impl<K: Kind> Hooks<K> for Errors {
    fn on_error(&self, error: &ServerError, _peer: Option<&K::Address>) {
        // Whoever has seen enough has gone.
        let _ = self.0.send(error.to_string());
    }
}
