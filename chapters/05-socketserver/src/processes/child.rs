//! The child's side: a request that came by standard input, and a handler for it.
//!
//! Any program will do as a child. One in Rust can take the request up where the
//! server has put it down, and serve it with the handler that a thread would have
//! used:
//!
//! ```no_run
//! use std::io::Write;
//! use socketserver::processes::child::serve_fn;
//! use socketserver::Tcp;
//!
//! # fn main() -> std::io::Result<()> {
//! serve_fn::<Tcp>(Default::default(), |request| {
//!     writeln!(request, "you are {}", request.peer_name())
//! })
//! # }
//! ```

use std::env;
use std::io::{self, ErrorKind, Read};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::{Arc, Mutex, PoisonError};

use echo_server::limits::{Limits, StreamSocket};

use super::children::Given;
use super::environment::{
    DATAGRAM_TRUNCATED, ProcessAddress, REMOTE_ADDR, REMOTE_PORT,
};
use crate::handler::{BaseRequestHandler, Function};
use crate::hooks::{Hooks, ServerError};
use crate::kind::{Connection, Kind, Packet};
use crate::request::Request;
use crate::service::{Service, run};
use crate::shutdown::ShutdownHandle;

/// A kind whose requests can be given to a process.
pub trait ProcessKind:
    Kind<Address: ProcessAddress, Channel: ProcessChannel>
{
}

impl<K: Kind<Address: ProcessAddress, Channel: ProcessChannel>> ProcessKind for K {}

/// A request that can be given to a process, and taken up again there.
pub trait ProcessChannel: Sized {
    /// What the child is given.
    ///
    /// # Errors
    /// What the system says of a connection's timeout, which the child inherits.
    fn given(&mut self) -> io::Result<Given<'_>>;

    /// What this process was given. `limits` are for a connection.
    ///
    /// # Errors
    /// It's none, or of another kind.
    fn taken(limits: Limits) -> io::Result<Self>;

    /// The socket by which it is answered.
    fn socket(&self) -> BorrowedFd<'_>;
}

impl<S: StreamSocket + AsFd + From<OwnedFd>> ProcessChannel for Connection<S> {
    fn given(&mut self) -> io::Result<Given<'_>> {
        self.limited().pass_on_silence_limit()?;
        Ok(Given::Stream(self.socket()))
    }

    fn taken(limits: Limits) -> io::Result<Self> {
        let stream = io::stdin().as_fd().try_clone_to_owned()?;
        Self::new(stream.into(), limits)
    }

    fn socket(&self) -> BorrowedFd<'_> {
        self.stream().as_fd()
    }
}

impl<S: AsFd + From<OwnedFd>> ProcessChannel for Packet<S> {
    fn given(&mut self) -> io::Result<Given<'_>> {
        Ok(Given::Datagram {
            packet: self.data().to_vec(),
            is_truncated: self.is_truncated(),
            socket: ProcessChannel::socket(self),
        })
    }

    fn taken(_limits: Limits) -> io::Result<Self> {
        let socket = S::from(io::stdout().as_fd().try_clone_to_owned()?);
        let mut data = Vec::new();
        // The server bounds its length.
        io::stdin().read_to_end(&mut data)?;
        let is_truncated = env::var_os(DATAGRAM_TRUNCATED).is_some();
        Ok(Self::new(data, is_truncated, Arc::new(socket)))
    }

    fn socket(&self) -> BorrowedFd<'_> {
        self.socket().as_fd()
    }
}

/// Serves the request that this process was started for, and returns when that is
/// closed.
///
/// `limits` are for connections. A stop that the handler requests doesn't reach the
/// server, which is another process.
///
/// # Errors
/// What the handler has returned, or [`ErrorKind::Other`] if it has panicked; or
/// this process wasn't started for a request of this kind.
pub fn serve<K: ProcessKind, H: BaseRequestHandler<K>>(
    limits: Limits,
    make: impl Fn() -> H + Send + Sync + 'static,
) -> io::Result<()> {
    let channel = K::Channel::taken(limits)?;
    let server = K::Address::local(channel.socket())?;
    let peer =
        K::Address::from_variables([REMOTE_ADDR, REMOTE_PORT].map(env::var_os))
            .ok_or(ErrorKind::AddrNotAvailable)?;
    let shutdown = ShutdownHandle::new()?;
    let failure = Failure::default();
    let service = Service::new(
        Box::new(move |service, request| run(service, request, &make)),
        Box::new(failure.clone()),
        shutdown.clone(),
    );
    service.finish_request(Request::new((channel, peer), server, shutdown));
    failure
        .take()
        .map_or(Ok(()), |message| Err(io::Error::other(message)))
}

/// The same, with a handler that is one function.
///
/// # Errors
/// Those of [`serve`].
pub fn serve_fn<K: ProcessKind>(
    limits: Limits,
    handle: impl Fn(&mut Request<K>) -> io::Result<()> + Send + Sync + 'static,
) -> io::Result<()> {
    let handle = Arc::new(handle);
    serve(limits, move || Function(Arc::clone(&handle)))
}

/// What has gone wrong first.
#[derive(Debug, Clone, Default)]
struct Failure(Arc<Mutex<Option<String>>>);

impl Failure {
    fn take(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl<K: Kind> Hooks<K> for Failure {
    fn on_error(&self, error: &ServerError, _peer: Option<&K::Address>) {
        let mut first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        first.get_or_insert_with(|| error.to_string());
    }
}
