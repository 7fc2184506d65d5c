//! What tells what happens at a server, from whichever thread.

use std::fmt::Display;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};

use socketserver::processes::ProcessError;
use socketserver::services::Tell;
use socketserver::{Hooks, ServerError, Step, Tcp, Udp};
use tcp_vs_udp::command::{Stopped, Tried, write_line};
use threading::stop::Stop;

/// Prints lines until there is nowhere to print them. Then it stops the server.
#[derive(Debug, Clone)]
pub(super) struct Teller {
    stop: Stop,
    unsaid: Arc<OnceLock<io::Error>>,
}

impl Teller {
    pub(super) fn new(stop: Stop) -> Self {
        Self {
            stop,
            unsaid: Arc::default(),
        }
    }

    fn say(&self, line: impl Display) {
        if let Err(error) = write_line(line) {
            let _ = self.unsaid.set(error);
            self.stop.request();
        }
    }

    /// Fails if a line was left unsaid.
    pub(super) fn finish(&self) -> Result<(), Stopped> {
        match self.unsaid.get() {
            None => Ok(()),
            Some(error) => {
                let error = io::Error::new(error.kind(), error.to_string());
                Err(error).tried("write to standard output")?
            }
        }
    }

    fn tell_of(&self, error: &ServerError, peer: Option<&SocketAddr>) {
        match peer {
            Some(peer) => self.say(format_args!("{peer}: {error}")),
            None => self.say(error),
        }
    }
}

impl<E: Display> Tell<E> for Teller {
    fn tell(&self, event: E) {
        self.say(event);
    }
}

impl Hooks<Tcp> for Teller {
    fn on_error(&self, error: &ServerError, peer: Option<&SocketAddr>) {
        match error {
            ServerError::NotAccepted(error) => {
                self.say(format_args!("cannot accept connections: {error}"));
            }
            // The handler has told it.
            ServerError::Failed {
                step: Step::Handle,
                error,
            } if !is_of_process(error) => {}
            error => self.tell_of(error, peer),
        }
    }
}

impl Hooks<Udp> for Teller {
    fn on_error(&self, error: &ServerError, peer: Option<&SocketAddr>) {
        match error {
            ServerError::NotAccepted(error) => {
                self.say(format_args!("cannot receive: {error}"));
            }
            error => self.tell_of(error, peer),
        }
    }
}

/// Whether a child has failed, and not a handler in our own process.
fn is_of_process(error: &io::Error) -> bool {
    error
        .get_ref()
        .is_some_and(|inner| inner.is::<ProcessError>())
}
