//! What a server can be told before it begins.

use std::fmt;
use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::time::Duration;

use echo_server::limits::Limits;

use crate::dispatch::{Dispatch, Inline};
use crate::handler::{BaseRequestHandler, Function};
use crate::hooks::{Hooks, NoHooks};
use crate::kind::{Addresses, DatagramKind, InternetKind, Kind, StreamKind};
use crate::request::Request;
use crate::server::Server;
use crate::service::{Run, Service, run};
use crate::shutdown::ShutdownHandle;

/// 128: what `std`'s listeners have. Linux caps it at `somaxconn` (4096).
const BACKLOG: i32 = 128;

/// 8 KiB: more than a network carries in one piece, which is 1,472 bytes over
/// Ethernet, and what Python's servers take.
const MAX_PACKET_SIZE: usize = 8 * 1024;

/// 1 MiB, which has to be there for each datagram: over UDP it has less than 64 KiB,
/// and in the Unix domain no system takes that much unless it was told to.
const LARGEST_PACKET_SIZE: usize = 1024 * 1024;

/// A server that isn't there yet.
///
/// ```
/// use std::io::{Read, Write};
/// use std::time::Duration;
/// use socketserver::TcpServer;
///
/// let server = TcpServer::builder("127.0.0.1:0")
///     .backlog(5)
///     .timeout(Duration::from_secs(10))
///     .build_fn(|request| {
///         let mut text = Vec::new();
///         request.read_to_end(&mut text)?;
///         request.write_all(&text)
///     })?;
/// assert_ne!(server.local_addr().port(), 0);
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct Builder<K: Kind, D = Inline> {
    addresses: io::Result<Vec<K::Address>>,
    options: Options,
    hooks: Box<dyn Hooks<K>>,
    service_interval: Option<Duration>,
    dispatch: D,
}

/// What concerns the sockets.
#[derive(Debug, Clone)]
pub struct Options {
    pub(crate) backlog: i32,
    pub(crate) reuse_address: bool,
    pub(crate) reuse_port: bool,
    pub(crate) limits: Limits,
    pub(crate) max_packet_size: usize,
}

impl<K: Kind> Builder<K> {
    /// A server at `address`, which does its work inline.
    pub fn new(address: impl Addresses<K>) -> Self {
        Self {
            addresses: address.addresses(),
            options: Options {
                backlog: BACKLOG,
                reuse_address: K::REUSE_ADDRESS,
                reuse_port: false,
                limits: Limits::default(),
                max_packet_size: MAX_PACKET_SIZE,
            },
            hooks: Box::new(NoHooks),
            service_interval: None,
            dispatch: Inline,
        }
    }
}

impl<K: Kind, D> Builder<K, D> {
    /// Who does the work; unless told otherwise, the loop itself.
    pub fn dispatch<E>(self, dispatch: E) -> Builder<K, E> {
        Builder {
            addresses: self.addresses,
            options: self.options,
            hooks: self.hooks,
            service_interval: self.service_interval,
            dispatch,
        }
    }

    /// What is done at certain moments.
    #[must_use]
    pub fn hooks(self, hooks: impl Hooks<K> + 'static) -> Self {
        Self {
            hooks: Box::new(hooks),
            ..self
        }
    }

    /// How often [`Hooks::service_actions`] is called at least, while no request
    /// comes. Unless told otherwise, it's called after requests only.
    #[must_use]
    pub fn service_interval(self, interval: Duration) -> Self {
        Self {
            service_interval: Some(interval),
            ..self
        }
    }
}

impl<K: StreamKind, D> Builder<K, D> {
    /// How many connections wait in the system before they are accepted, about.
    #[must_use]
    pub fn backlog(mut self, connections: i32) -> Self {
        self.options.backlog = connections;
        self
    }

    /// How long a read or a write of a handler waits for the peer: 300 s unless told
    /// otherwise.
    #[must_use]
    pub fn timeout(mut self, silence: Duration) -> Self {
        self.options.limits.silence = silence;
        self
    }

    /// How long a connection is read from and written to in all: an hour unless told
    /// otherwise.
    #[must_use]
    pub fn deadline(mut self, conversation: Duration) -> Self {
        self.options.limits.conversation = conversation;
        self
    }
}

impl<K: DatagramKind, D> Builder<K, D> {
    /// The most bytes of a datagram that are received: 8 KiB unless told otherwise,
    /// and 1 MiB at most. One that has more is cut, and [says so](Request::is_truncated).
    #[must_use]
    pub fn max_packet_size(mut self, bytes: usize) -> Self {
        self.options.max_packet_size = bytes.min(LARGEST_PACKET_SIZE);
        self
    }
}

impl<K: InternetKind, D> Builder<K, D> {
    /// `SO_REUSEADDR`: whether the address may be bound although connections in
    /// TIME-WAIT have it. Unless told otherwise, yes for TCP and no for UDP, as in
    /// `std`.
    #[must_use]
    pub fn reuse_address(mut self, reuse: bool) -> Self {
        self.options.reuse_address = reuse;
        self
    }

    /// `SO_REUSEPORT`: whether other servers may have the same address at the same
    /// time, if they say so too.
    #[must_use]
    pub fn reuse_port(mut self, reuse: bool) -> Self {
        self.options.reuse_port = reuse;
        self
    }
}

impl<K: Kind, D: Dispatch<K>> Builder<K, D> {
    /// The server, with a handler that `make` makes anew for each request.
    ///
    /// # Errors
    /// The address isn't to be had, a time is none, or the system has too few
    /// descriptors or threads left.
    pub fn build<H>(
        self,
        make: impl Fn() -> H + Send + Sync + 'static,
    ) -> io::Result<Server<K>>
    where
        H: BaseRequestHandler<K>,
    {
        self.build_with(Box::new(move |service, request| {
            run(service, request, &make);
        }))
    }

    /// The server, with a handler that is one function.
    ///
    /// # Errors
    /// Those of [`build`](Self::build).
    pub fn build_fn(
        self,
        handle: impl Fn(&mut Request<K>) -> io::Result<()> + Send + Sync + 'static,
    ) -> io::Result<Server<K>> {
        let handle = Arc::new(handle);
        self.build(move || Function(Arc::clone(&handle)))
    }

    pub(crate) fn build_with(self, run: Box<Run<K>>) -> io::Result<Server<K>> {
        self.options.limits.check()?;
        let socket = bind_first::<K>(&self.addresses?, &self.options)?;
        let shutdown = ShutdownHandle::new()?;
        let service = Service::new(run, self.hooks, shutdown.clone());
        Server::new(
            socket,
            self.options,
            self.dispatch.start()?,
            service,
            shutdown,
            self.service_interval,
        )
    }
}

/// A name may stand for several addresses, such as `127.0.0.1` and `::1`.
fn bind_first<K: Kind>(
    addresses: &[K::Address],
    options: &Options,
) -> io::Result<K::Socket> {
    let mut result = Err(ErrorKind::InvalidInput.into());
    for address in addresses {
        result = K::bind(address, options);
        if result.is_ok() {
            break;
        }
    }
    result
}

impl<K: Kind, D: fmt::Debug> fmt::Debug for Builder<K, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("addresses", &self.addresses)
            .field("options", &self.options)
            .field("dispatch", &self.dispatch)
            .finish_non_exhaustive()
    }
}
