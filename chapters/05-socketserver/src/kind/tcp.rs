//! Connections over TCP.

use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};

use socket_api::socket::{Domain, Socket, Type};

use super::{Connection, InternetKind, Kind, StreamKind};
use crate::builder::Options;

/// TCP: a request is a connection.
#[derive(Debug, Clone, Copy)]
pub struct Tcp;

impl Kind for Tcp {
    type Socket = TcpListener;
    type Address = SocketAddr;
    type Channel = Connection<TcpStream>;

    /// As `std` has it: otherwise a server couldn't be started again for a minute.
    const REUSE_ADDRESS: bool = true;

    fn bind(address: &SocketAddr, options: &Options) -> io::Result<TcpListener> {
        let socket = Socket::new(Domain::of(*address), Type::STREAM)?;
        socket.set_reuse_address(options.reuse_address)?;
        socket.set_reuse_port(options.reuse_port)?;
        socket.bind(*address)?;
        socket.listen(options.backlog)?;
        socket.set_nonblocking(true)?;
        Ok(socket.into())
    }

    fn local_addr(listener: &TcpListener) -> io::Result<SocketAddr> {
        listener.local_addr()
    }

    fn get_request(
        listener: &TcpListener,
        options: &Options,
    ) -> io::Result<(Connection<TcpStream>, SocketAddr)> {
        let (stream, peer) = listener.accept()?;
        // On macOS a connection is born non-blocking if the listener is.
        stream.set_nonblocking(false)?;
        Ok((Connection::new(stream, options.limits)?, peer))
    }

    fn shutdown_request(stream: &mut Connection<TcpStream>) {
        stream.close_after_answer();
    }

    fn name(address: &SocketAddr) -> String {
        address.to_string()
    }
}

impl StreamKind for Tcp {
    type Stream = TcpStream;
}

impl InternetKind for Tcp {}
