//! Datagrams within the machine.

use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::{self, SocketAddr};
use std::sync::Arc;

use super::file::{SocketFile, name};
use super::{DatagramKind, Kind, Packet};
use crate::builder::Options;

/// Unix-domain datagrams: a request is a datagram. The server's file is removed when
/// the server is dropped.
///
/// A client that has bound its socket to no file of its own can't be answered.
#[derive(Debug, Clone, Copy)]
pub struct UnixDatagram;

/// A socket, and the file that it's reached by.
#[derive(Debug)]
pub struct Datagrams {
    socket: Arc<net::UnixDatagram>,
    _file: Option<SocketFile>,
}

impl AsFd for Datagrams {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}

impl Kind for UnixDatagram {
    type Socket = Datagrams;
    type Address = SocketAddr;
    type Channel = Packet<net::UnixDatagram>;

    fn bind(address: &SocketAddr, _options: &Options) -> io::Result<Datagrams> {
        let socket = net::UnixDatagram::bind_addr(address)?;
        let _file = SocketFile::of(address)?;
        socket.set_nonblocking(true)?;
        let socket = Arc::new(socket);
        Ok(Datagrams { socket, _file })
    }

    fn local_addr(datagrams: &Datagrams) -> io::Result<SocketAddr> {
        datagrams.socket.local_addr()
    }

    fn get_request(
        datagrams: &Datagrams,
        options: &Options,
    ) -> io::Result<(Packet<net::UnixDatagram>, SocketAddr)> {
        Packet::receive(
            &datagrams.socket,
            options.max_packet_size,
            net::UnixDatagram::recv_from,
        )
    }

    fn name(address: &SocketAddr) -> String {
        name(address)
    }
}

impl DatagramKind for UnixDatagram {
    type Datagrams = net::UnixDatagram;

    fn send_to(
        socket: &net::UnixDatagram,
        data: &[u8],
        peer: &SocketAddr,
    ) -> io::Result<usize> {
        if peer.is_unnamed() {
            let message = "the sender has no address to answer to";
            return Err(io::Error::new(io::ErrorKind::AddrNotAvailable, message));
        }
        socket.send_to_addr(data, peer)
    }
}
