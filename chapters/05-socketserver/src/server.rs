//! The server: one loop, whatever the kind and whoever does the work.

use std::fmt;
use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::Arc;
use std::time::{Duration, Instant};

use socket_api::accept::is_about_one_connection;
use socket_api::server::PAUSE;
use socket_api::wait::wait;

use crate::builder::{Builder, Options};
use crate::dispatch::Dispatcher;
use crate::hooks::{ServerError, Step};
use crate::kind::{Addresses, Kind};
use crate::request::Request;
use crate::service::{Service, caught};
use crate::shutdown::ShutdownHandle;

/// A server: a socket that takes requests, and a handler for each of them.
///
/// Dropped, it closes its socket, and waits for the work that others do for it, if
/// they were told so.
///
/// ```
/// use std::io::{Read, Write};
/// use std::net::TcpStream;
/// use std::thread;
/// use socketserver::TcpServer;
///
/// let mut server = TcpServer::builder("127.0.0.1:0")
///     .build_fn(|request| writeln!(request, "you are {}", request.peer_name()))?;
/// let address = *server.local_addr();
/// let handle = server.shutdown_handle();
/// let running = thread::spawn(move || server.serve_forever());
///
/// let mut answer = String::new();
/// TcpStream::connect(address)?.read_to_string(&mut answer)?;
/// assert!(answer.starts_with("you are 127.0.0.1:"));
///
/// handle.shutdown()?;
/// running.join().unwrap()?;
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct Server<K: Kind> {
    socket: K::Socket,
    address: K::Address,
    options: Options,
    dispatcher: Box<dyn Dispatcher<K>>,
    service: Arc<Service<K>>,
    shutdown: ShutdownHandle,
    service_interval: Option<Duration>,
    /// Set by a refusal of the system: until when no request is taken.
    refused_until: Option<Instant>,
}

/// What has come of [`Server::handle_request`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
// ANCHOR: outcome
pub enum Outcome {
    /// A request was taken and passed on.
    Processed,
    /// A request was taken and closed: [`Hooks::verify_request`](crate::Hooks)
    /// didn't want it, or nobody was there to do the work.
    Refused,
    /// No request has come in time.
    TimedOut,
    /// A stop was requested.
    Stopped,
}
// ANCHOR_END: outcome

impl<K: Kind> Server<K> {
    /// A server at `address` that can be told more before it begins.
    pub fn builder(address: impl Addresses<K>) -> Builder<K> {
        Builder::new(address)
    }

    pub(crate) fn new(
        socket: K::Socket,
        options: Options,
        dispatcher: Box<dyn Dispatcher<K>>,
        service: Service<K>,
        shutdown: ShutdownHandle,
        service_interval: Option<Duration>,
    ) -> io::Result<Self> {
        Ok(Self {
            address: K::local_addr(&socket)?,
            socket,
            options,
            dispatcher,
            service: Arc::new(service),
            shutdown,
            service_interval,
            refused_until: None,
        })
    }

    /// The address, which tells the port if the system has chosen it.
    pub fn local_addr(&self) -> &K::Address {
        &self.address
    }

    /// What stops the server.
    pub fn shutdown_handle(&self) -> ShutdownHandle {
        self.shutdown.clone()
    }

    /// Takes requests until a stop is requested. It can be called again afterwards.
    ///
    /// # Errors
    /// The system can't wait for lack of memory.
    // ANCHOR: serve-forever
    pub fn serve_forever(&mut self) -> io::Result<()> {
        let shutdown = self.shutdown.clone();
        self.serve_until(&shutdown)
    }

    /// The same, until a stop is requested or `event` can be read from, such as an
    /// [`Interrupt`](socket_api::interrupt::Interrupt).
    ///
    /// # Errors
    /// Those of [`serve_forever`](Self::serve_forever).
    pub fn serve_until(&mut self, event: &impl AsFd) -> io::Result<()> {
        let running = self.shutdown.running();
        loop {
            let turn_ends = self.service_interval.and_then(from_now);
            match self.next_request(event.as_fd(), turn_ends)? {
                Next::Request(request) => {
                    self.process_request(request);
                }
                Next::TimedOut => {}
                Next::Stopped => {
                    running.stop();
                    return Ok(());
                }
            }
            self.service.service_actions();
        }
    }
    // ANCHOR_END: serve-forever

    /// Takes one request, and waits for it no longer than `timeout`, if there is one.
    ///
    /// # Errors
    /// Those of [`serve_forever`](Self::serve_forever).
    // ANCHOR: handle-request
    pub fn handle_request(
        &mut self,
        timeout: Option<Duration>,
    ) -> io::Result<Outcome> {
        let running = self.shutdown.running();
        let shutdown = self.shutdown.clone();
        let deadline = timeout.and_then(from_now);
        Ok(match self.next_request(shutdown.as_fd(), deadline)? {
            Next::Request(request) => self.process_request(request),
            Next::TimedOut => {
                self.service.on_timeout();
                Outcome::TimedOut
            }
            Next::Stopped => {
                running.stop();
                Outcome::Stopped
            }
        })
    }
    // ANCHOR_END: handle-request

    /// Waits for the next request and takes it.
    fn next_request(
        &mut self,
        event: BorrowedFd<'_>,
        deadline: Option<Instant>,
    ) -> io::Result<Next<K>> {
        loop {
            match self.wait(event, deadline)? {
                Ready::Stop => return Ok(Next::Stopped),
                Ready::Request => {
                    if let Some(request) = self.get_request() {
                        return Ok(Next::Request(request));
                    }
                }
                Ready::Nothing if deadline.is_some_and(is_over) => {
                    return Ok(Next::TimedOut);
                }
                Ready::Nothing => {}
            }
        }
    }

    /// Waits for a stop and, if nothing keeps us from it, a request.
    // ANCHOR: wait
    fn wait(
        &mut self,
        event: BorrowedFd<'_>,
        deadline: Option<Instant>,
    ) -> io::Result<Ready> {
        let stop = self.shutdown.as_fd();
        let pause = self.refused_until.filter(|&until| !is_over(until));
        let [stop, event, request] = if let Some(pause) = pause {
            let first = deadline.map_or(pause, |deadline| deadline.min(pause));
            let [stop, event] = wait(&[stop, event], Some(first))?;
            [stop, event, false]
        } else if let Some(room) = self.dispatcher.room()? {
            let [stop, event, _room] = wait(&[stop, event, room], deadline)?;
            [stop, event, false]
        } else {
            wait(&[stop, event, self.socket.as_fd()], deadline)?
        };
        Ok(match (stop || event, request) {
            (true, _) => Ready::Stop,
            (false, true) => Ready::Request,
            (false, false) => Ready::Nothing,
        })
    }
    // ANCHOR_END: wait

    /// Takes the request that was waited for, if it's still there and the system can
    /// give it to us.
    // ANCHOR: get-request
    fn get_request(&mut self) -> Option<Request<K>> {
        match K::get_request(&self.socket, &self.options) {
            Ok(taken) => {
                self.refused_until = None;
                let (address, shutdown) =
                    (self.address.clone(), self.shutdown.clone());
                return Some(Request::new(taken, address, shutdown));
            }
            Err(error) if is_about_one_connection(&error) => {}
            Err(error) => {
                if self.refused_until.is_none() {
                    self.service.report(&ServerError::NotAccepted(error), None);
                }
                self.refused_until = from_now(PAUSE);
            }
        }
        None
    }
    // ANCHOR_END: get-request

    /// Passes the request on, if it is wanted.
    // ANCHOR: process-request
    fn process_request(&mut self, mut request: Request<K>) -> Outcome {
        if !self.service.verify_request(&mut request) {
            return Outcome::Refused;
        }
        let peer = request.peer().clone();
        let call = || self.dispatcher.process_request(request, &self.service);
        match caught(Step::ProcessRequest, call) {
            Ok(()) => Outcome::Processed,
            Err(error) => {
                self.service.report(&error, Some(&peer));
                Outcome::Refused
            }
        }
    }
    // ANCHOR_END: process-request
}

/// What has come first.
enum Next<K: Kind> {
    Request(Request<K>),
    TimedOut,
    Stopped,
}

/// What can be done without waiting.
enum Ready {
    Stop,
    Request,
    Nothing,
}

/// `None` is beyond what a clock can tell.
fn from_now(time: Duration) -> Option<Instant> {
    Instant::now().checked_add(time)
}

fn is_over(deadline: Instant) -> bool {
    deadline <= Instant::now()
}

impl<K: Kind> AsFd for Server<K> {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}

impl<K: Kind> fmt::Debug for Server<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("address", &self.address)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
