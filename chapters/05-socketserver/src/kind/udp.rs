//! Datagrams over UDP.

use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;

use socket_api::socket::{Domain, Socket, Type};

use super::{DatagramKind, InternetKind, Kind, Packet};
use crate::builder::Options;

/// UDP: a request is a datagram.
#[derive(Debug, Clone, Copy)]
pub struct Udp;

impl Kind for Udp {
    type Socket = Arc<UdpSocket>;
    type Address = SocketAddr;
    type Channel = Packet<UdpSocket>;

    fn bind(address: &SocketAddr, options: &Options) -> io::Result<Arc<UdpSocket>> {
        let socket = Socket::new(Domain::of(*address), Type::DGRAM)?;
        socket.set_reuse_address(options.reuse_address)?;
        socket.set_reuse_port(options.reuse_port)?;
        socket.bind(*address)?;
        socket.set_nonblocking(true)?;
        Ok(Arc::new(socket.into()))
    }

    fn local_addr(socket: &Arc<UdpSocket>) -> io::Result<SocketAddr> {
        socket.local_addr()
    }

    // ANCHOR: get-request
    fn get_request(
        socket: &Arc<UdpSocket>,
        options: &Options,
    ) -> io::Result<(Packet<UdpSocket>, SocketAddr)> {
        Packet::receive(socket, options.max_packet_size, UdpSocket::recv_from)
    }
    // ANCHOR_END: get-request

    fn name(address: &SocketAddr) -> String {
        address.to_string()
    }
}

impl DatagramKind for Udp {
    type Datagrams = UdpSocket;

    fn send_to(
        socket: &UdpSocket,
        data: &[u8],
        peer: &SocketAddr,
    ) -> io::Result<usize> {
        socket.send_to(data, peer)
    }
}

impl InternetKind for Udp {}
