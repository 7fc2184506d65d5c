//! The server: chapter 5's, with a conversation of requests and responses on each of its
//! connections.

use std::fmt;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{
    AtomicBool,
    Ordering::{Relaxed, SeqCst},
};
use std::thread;
use std::time::{Duration, Instant};

use socketserver::{
    BaseRequestHandler, Hooks, Pool, Request, ServerError, Tcp, TcpServer,
};
use threading::registry::Registry;
use threading::stop::Stop;

use crate::application::Application;
use crate::connection::{Conversation, Shared};
use crate::crowd::Crowd;
use crate::event::Event;
use crate::settings::Settings;

/// 1,024 connections wait in the system, if it lets them: one that finds no room there
/// is tried again by its client a second later.
const BACKLOG: i32 = 1024;

/// 1 ms: how long a worker takes at the most, as a rule, from one connection to the next
/// in the queue. At the stop, we look again after that.
const HANDOVER: Duration = Duration::from_millis(1);

/// A server of HTTP/1.1.
///
/// ```
/// use std::io::{Read, Write};
/// use std::net::TcpStream;
/// use std::thread;
/// use http_server::{Failure, Request, Response, Server, Settings};
/// use threading::stop::Stop;
///
/// fn hello(request: &mut Request<'_>) -> Result<Response, Failure> {
///     let text = format!("You have asked for {}.\n", request.head.path());
///     Ok(Response::ok("text/plain", text))
/// }
///
/// let stop = Stop::new()?;
/// let server = Server::bind("127.0.0.1:0", hello, Settings::default(), &stop, |_| {})?;
/// let mut client = TcpStream::connect(server.local_addr())?;
/// let running = thread::spawn(move || server.serve());
///
/// write!(client, "GET /tea HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
/// let mut answer = String::new();
/// client.read_to_string(&mut answer)?;
/// assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"));
/// assert!(answer.ends_with("\r\n\r\nYou have asked for /tea.\n"));
///
/// stop.request();
/// running.join().unwrap()?;
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Server {
    server: TcpServer,
    shared: Arc<Shared>,
    stop: Stop,
    open: Arc<Registry>,
    /// Set when the grace is over.
    is_over: Arc<AtomicBool>,
}

impl Server {
    /// Listens on `address` (port 0 lets the system choose one), to serve until `stop`.
    /// `report` is told what happens, by many threads at a time.
    ///
    /// # Errors
    /// The address isn't to be had, a setting is none ([`Settings::check`]), or the
    /// system has too few descriptors or threads left.
    pub fn bind(
        address: &str,
        application: impl Application + 'static,
        settings: Settings,
        stop: &Stop,
        report: impl Fn(Event) + Send + Sync + 'static,
    ) -> io::Result<Self> {
        settings.check()?;
        let shared = Arc::new(Shared {
            application: Box::new(application),
            settings,
            crowd: Crowd::new(settings.workers),
            is_stopping: AtomicBool::new(false),
            report: Box::new(report),
        });
        let open = Arc::new(Registry::default());
        let is_over = Arc::new(AtomicBool::new(false));
        let handler = Handler {
            shared: Arc::clone(&shared),
            open: Arc::clone(&open),
            is_over: Arc::clone(&is_over),
        };
        let server = TcpServer::builder(address)
            .backlog(BACKLOG)
            .deadline(settings.conversation)
            .dispatch(Pool {
                workers: settings.workers,
                queue_length: settings.queue,
            })
            .hooks(handler.clone())
            .build(move || handler.clone())?;
        Ok(Self {
            server,
            shared,
            stop: stop.clone(),
            open,
            is_over,
        })
    }

    /// The address that the server listens on, with the port that it really has.
    #[must_use]
    pub fn local_addr(&self) -> SocketAddr {
        *self.server.local_addr()
    }

    /// Serves until the stop.
    ///
    /// Then nobody is accepted any more. Requests that have begun to come are answered,
    /// and so are the connections that were accepted; whoever hasn't got its answer
    /// within the grace is cut off. All threads have ended when this returns.
    ///
    /// # Errors
    /// The system can't wait for lack of memory.
    // ANCHOR: serve
    pub fn serve(mut self) -> io::Result<()> {
        let served = self.server.serve_until(&self.stop);
        self.shared.is_stopping.store(true, Relaxed);
        let now = Instant::now();
        let deadline = now.checked_add(self.shared.settings.grace).unwrap_or(now);
        while self.open.wait_until_empty(deadline) == 0
            && !self.shared.crowd.is_empty()
        {
            if deadline <= Instant::now() {
                break;
            }
            thread::sleep(HANDOVER); // a worker goes from one connection to the next
        }
        self.is_over.store(true, SeqCst);
        self.open.close_all();
        served // and the server, which is dropped here, waits for its threads
    }
    // ANCHOR_END: serve
}

/// What is done with each connection, and told of it.
#[derive(Clone)]
struct Handler {
    shared: Arc<Shared>,
    open: Arc<Registry>,
    is_over: Arc<AtomicBool>,
}

// ANCHOR: handle
impl BaseRequestHandler<Tcp> for Handler {
    fn handle(&mut self, request: &mut Request<Tcp>) -> io::Result<()> {
        let stream = request.stream();
        let _open = self.open.enter(Arc::clone(stream));
        if self.is_over.load(SeqCst) {
            return Err(ErrorKind::TimedOut.into()); // it has waited in the queue
        }
        let peer = *request.peer();
        Conversation::new(&self.shared, peer, stream)?.converse()
    }
}

impl Hooks<Tcp> for Handler {
    fn verify_request(&self, _request: &mut Request<Tcp>) -> bool {
        self.shared.crowd.come();
        true
    }
    // ANCHOR_END: handle

    fn on_error(&self, error: &ServerError, peer: Option<&SocketAddr>) {
        let copy =
            |error: &io::Error| io::Error::new(error.kind(), error.to_string());
        (self.shared.report)(match (error, peer) {
            (ServerError::NotAccepted(error), _) => Event::NotAccepted(copy(error)),
            (ServerError::Failed { error, .. }, Some(&peer)) => {
                Event::of_end(peer, copy(error))
            }
            (panic, Some(&peer)) => Event::Failed {
                peer,
                error: io::Error::other(panic.to_string()),
            },
            // There are no other hooks that could fail.
            (_, None) => return,
        });
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared")
            .field("settings", &self.settings)
            .field("crowd", &self.crowd)
            .finish_non_exhaustive()
    }
}
