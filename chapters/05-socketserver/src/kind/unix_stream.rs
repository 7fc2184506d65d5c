//! Connections within the machine.

use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::{self, SocketAddr, UnixListener};

use socket_api::socket::Socket;

use super::file::{SocketFile, name};
use super::{Connection, Kind, StreamKind};
use crate::builder::Options;

/// Unix-domain streams: a request is a connection. The server's file is removed when
/// the server is dropped.
#[derive(Debug, Clone, Copy)]
pub struct UnixStream;

/// A listener, and the file that it's reached by.
#[derive(Debug)]
pub struct Listener {
    listener: UnixListener,
    _file: Option<SocketFile>,
}

impl AsFd for Listener {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.listener.as_fd()
    }
}

impl Kind for UnixStream {
    type Socket = Listener;
    type Address = SocketAddr;
    type Channel = Connection<net::UnixStream>;

    fn bind(address: &SocketAddr, options: &Options) -> io::Result<Listener> {
        let listener = UnixListener::bind_addr(address)?;
        let _file = SocketFile::of(address)?;
        // `std` has called it already; the last call counts.
        Socket::of(&listener).listen(options.backlog)?;
        listener.set_nonblocking(true)?;
        Ok(Listener { listener, _file })
    }

    fn local_addr(listener: &Listener) -> io::Result<SocketAddr> {
        listener.listener.local_addr()
    }

    fn get_request(
        listener: &Listener,
        options: &Options,
    ) -> io::Result<(Connection<net::UnixStream>, SocketAddr)> {
        let (stream, peer) = listener.listener.accept()?;
        stream.set_nonblocking(false)?;
        Ok((Connection::new(stream, options.limits)?, peer))
    }

    fn shutdown_request(connection: &mut Connection<net::UnixStream>) {
        connection.close_after_answer();
    }

    fn name(address: &SocketAddr) -> String {
        name(address)
    }
}

impl StreamKind for UnixStream {
    type Stream = net::UnixStream;
}
