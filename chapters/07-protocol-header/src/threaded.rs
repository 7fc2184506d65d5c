//! The same conversation with many clients at a time, each on a thread of chapter 5's
//! server.

use std::fmt;
use std::io;
use std::net::{Shutdown, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use echo_server::server::{self, serve_connection};
use socketserver::{
    Hooks, ServerError, Stream, StreamRequestHandler, Tcp, TcpServer,
    ThreadPerRequest,
};
use threading::capped::GRACE;
use threading::registry::Registry;
use threading::stop::Stop;

use crate::conversation::{Event, Patience, converse};
use crate::service::Service;

/// What a server can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// How many clients are served at a time, at least 1. The others wait in the
    /// system.
    pub clients: usize,
    /// What each of them is given.
    pub patience: Patience,
    /// How long an answer may still take after the stop.
    pub grace: Duration,
}

/// As many clients as chapter 5 has threads, and chapter 4's grace.
impl Default for Settings {
    fn default() -> Self {
        Self {
            clients: ThreadPerRequest::default().max_threads,
            patience: Patience::default(),
            grace: GRACE,
        }
    }
}

/// A server with a thread for each client.
#[derive(Debug)]
pub struct Server {
    server: TcpServer,
    shared: Arc<Shared>,
}

/// What all threads see.
struct Shared {
    service: Service,
    settings: Settings,
    stop: Stop,
    open: Registry,
    report: Box<dyn Fn(Event) + Send + Sync>,
}

impl Server {
    /// Listens on `address` (port 0 lets the system choose one), to serve until `stop`.
    ///
    /// # Errors
    /// The address isn't to be had, a time is none, or the system has too few
    /// descriptors left.
    pub fn bind(
        address: &str,
        service: Service,
        settings: Settings,
        stop: &Stop,
        report: impl Fn(Event) + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let shared = Arc::new(Shared {
            service,
            settings,
            stop: stop.clone(),
            open: Registry::default(),
            report: Box::new(report),
        });
        let conversation = Conversation(Arc::clone(&shared));
        let server = TcpServer::builder(address)
            .timeout(settings.patience.limits.silence)
            .deadline(settings.patience.limits.conversation)
            .dispatch(ThreadPerRequest {
                max_threads: settings.clients,
                join_on_close: true,
            })
            .hooks(conversation.clone())
            .build_stream(move || conversation.clone())?;
        Ok(Self { server, shared })
    }

    /// The address that the server listens on, with the port that it really has.
    #[must_use]
    pub fn local_addr(&self) -> SocketAddr {
        *self.server.local_addr()
    }

    /// Serves until the stop.
    ///
    /// Then nobody is accepted any more, requests that have come whole are answered,
    /// and whoever hasn't taken the answers within the grace is cut off. All threads
    /// have ended when this returns.
    ///
    /// # Errors
    /// The system can't wait for lack of memory.
    // ANCHOR: serve
    pub fn serve(mut self) -> io::Result<()> {
        let served = self.server.serve_until(&self.shared.stop);
        // If it has failed, there is nothing to wait for any more.
        self.shared.stop.request();
        let open = &self.shared.open;
        open.end_input();
        let now = Instant::now();
        let deadline = now.checked_add(self.shared.settings.grace);
        open.wait_until_empty(deadline.unwrap_or(now));
        open.close_all();
        served // and the server, which is dropped here, waits for its threads
    }
    // ANCHOR_END: serve
}

/// What is done with each client, and told of it.
#[derive(Clone)]
struct Conversation(Arc<Shared>);

// ANCHOR: handle
impl StreamRequestHandler<Tcp> for Conversation {
    fn handle(&mut self, stream: &mut Stream<'_, Tcp>) -> io::Result<()> {
        let shared = &*self.0;
        let peer = *stream.request().peer();
        let connection = Arc::clone(stream.request().stream());
        let _open = shared.open.enter(Arc::clone(&connection));
        if shared.stop.is_requested() {
            // The others were told before this one was written down.
            let _ = connection.shutdown(Shutdown::Read);
        }
        let report = |event| {
            (shared.report)(event);
            Ok(())
        };
        let patience = shared.settings.patience;
        serve_connection(
            peer,
            Ok(stream),
            |stream, answered| {
                converse(*stream, &shared.service, patience, answered, &report)
            },
            |event| report(Event::Conversation(event)),
        )
    }
}
// ANCHOR_END: handle

impl Hooks<Tcp> for Conversation {
    fn on_error(&self, error: &ServerError, peer: Option<&SocketAddr>) {
        let event = match (error, peer) {
            (ServerError::NotAccepted(error), _) => {
                let error = io::Error::new(error.kind(), error.to_string());
                server::Event::NotAccepted(error)
            }
            // No thread for this client, or a panic in it.
            (error, Some(&peer)) => server::Event::Failed {
                peer,
                answered: 0,
                error: io::Error::other(error.to_string()),
            },
            // There are no other hooks that could fail.
            (_, None) => return,
        };
        (self.0.report)(Event::Conversation(event));
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared")
            .field("service", &self.service)
            .field("settings", &self.settings)
            .field("open", &self.open)
            .finish_non_exhaustive()
    }
}
