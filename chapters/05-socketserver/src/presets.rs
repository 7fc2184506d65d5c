//! Servers that need to be told nothing more, under the names that Python has for
//! them.

use std::io;

use crate::dispatch::{Pool, ThreadPerRequest};
use crate::handler::BaseRequestHandler;
use crate::kind::{Addresses, Kind, Tcp, Udp, UnixDatagram, UnixStream};
use crate::server::Server;

/// A server for connections over TCP.
pub type TcpServer = Server<Tcp>;

/// A server for datagrams over UDP.
pub type UdpServer = Server<Udp>;

/// A server for connections within the machine, over a file.
pub type UnixStreamServer = Server<UnixStream>;

/// A server for datagrams within the machine, over a file.
pub type UnixDatagramServer = Server<UnixDatagram>;

impl<K: Kind> Server<K> {
    /// A server at `address` that does its work inline, with a handler that `make`
    /// makes anew for each request: Python's `TCPServer(address, Handler)`.
    ///
    /// ```
    /// use std::io::{self, Read, Write};
    /// use socketserver::{BaseRequestHandler, Request, Tcp, TcpServer};
    ///
    /// struct Echo;
    ///
    /// impl BaseRequestHandler<Tcp> for Echo {
    ///     fn handle(&mut self, request: &mut Request<Tcp>) -> io::Result<()> {
    ///         let mut text = Vec::new();
    ///         request.read_to_end(&mut text)?;
    ///         request.write_all(&text)
    ///     }
    /// }
    ///
    /// let server = TcpServer::bind("127.0.0.1:0", || Echo)?;
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`Builder::build`](crate::Builder::build).
    pub fn bind<H: BaseRequestHandler<K>>(
        address: impl Addresses<K>,
        make: impl Fn() -> H + Send + Sync + 'static,
    ) -> io::Result<Self> {
        Self::builder(address).build(make)
    }

    /// The same with a thread for each request: Python's `ThreadingTCPServer`, but
    /// with a limit to the threads.
    ///
    /// # Errors
    /// Those of [`Builder::build`](crate::Builder::build).
    pub fn threading<H: BaseRequestHandler<K>>(
        address: impl Addresses<K>,
        make: impl Fn() -> H + Send + Sync + 'static,
    ) -> io::Result<Self> {
        Self::builder(address)
            .dispatch(ThreadPerRequest::default())
            .build(make)
    }

    /// The same with a pool of threads, which Python's module doesn't have.
    ///
    /// # Errors
    /// Those of [`Builder::build`](crate::Builder::build).
    pub fn pooled<H: BaseRequestHandler<K>>(
        address: impl Addresses<K>,
        make: impl Fn() -> H + Send + Sync + 'static,
    ) -> io::Result<Self> {
        Self::builder(address).dispatch(Pool::default()).build(make)
    }
}
