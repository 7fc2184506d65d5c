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
use std::io::{self, ErrorKind};
use std::net::TcpStream;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::{Arc, Mutex, PoisonError};

use echo_server::limits::Limits;

use super::children::Given;
use super::environment::{PeerAddress, REMOTE_ADDR, REMOTE_PORT};
use crate::handler::{BaseRequestHandler, Function};
use crate::hooks::{Hooks, ServerError};
use crate::kind::{Connection, Kind, Tcp};
use crate::request::Request;
use crate::service::{Service, run};
use crate::shutdown::ShutdownHandle;

/// A kind whose requests can be given to a process.
// ANCHOR: process-kind
pub trait ProcessKind: Kind<Address: PeerAddress> {
    /// What the child is given of a request.
    fn given(channel: &mut Self::Channel) -> Given<'_>;

    /// The request again, in the child, with the address of the server.
    ///
    /// # Errors
    /// What this process was given isn't a request of this kind.
    fn taken(limits: Limits) -> io::Result<(Self::Channel, Self::Address)>;
}
// ANCHOR_END: process-kind

// ANCHOR: tcp
impl ProcessKind for Tcp {
    fn given(connection: &mut Connection<TcpStream>) -> Given<'_> {
        Given::Stream(connection.stream().as_fd())
    }

    fn taken(limits: Limits) -> io::Result<(Self::Channel, Self::Address)> {
        let stream = TcpStream::from(standard_input()?);
        let address = stream.local_addr()?;
        Ok((Connection::new(stream, limits)?, address))
    }
}
// ANCHOR_END: tcp

/// Another descriptor for what standard input is.
fn standard_input() -> io::Result<OwnedFd> {
    io::stdin().as_fd().try_clone_to_owned()
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
// ANCHOR: serve
pub fn serve<K: ProcessKind, H: BaseRequestHandler<K>>(
    limits: Limits,
    make: impl Fn() -> H + Send + Sync + 'static,
) -> io::Result<()> {
    let (channel, server) = K::taken(limits)?;
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
// ANCHOR_END: serve

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
