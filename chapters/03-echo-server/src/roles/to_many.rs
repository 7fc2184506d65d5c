//! The roles that send to many, or hear what is sent to many.

use std::io::{self, ErrorKind};
use std::net::{SocketAddrV4, UdpSocket};

use echo_server::to_many;

use super::{not_bound, say, say_ready, write_line};
use crate::failure::{Failure, Tried};

pub(super) fn listen_to_everybody(address: &str) -> Result<(), Failure> {
    let everybody = ipv4(address).tried(format_args!("listen on {address}"))?;
    listen(address, to_many::among(everybody))
}

pub(super) fn listen_to_group(address: &str) -> Result<(), Failure> {
    let group = ipv4(address).tried(format_args!("listen on {address}"))?;
    if !group.ip().is_multicast() {
        let error = invalid("that is no group");
        let failure = Failure::new(format_args!("listen on {address}"), error);
        return Err(failure.with_hint("groups are 224.0.0.0 to 239.255.255.255"));
    }
    listen(address, to_many::join(group))
}

fn listen(address: &str, socket: io::Result<UdpSocket>) -> Result<(), Failure> {
    let socket = socket.map_err(|error| {
        let is_taken = error.kind() == ErrorKind::AddrInUse;
        let failure = not_bound(address, error);
        if is_taken {
            failure.with_hint("there can be one listener at a port: end the other")
        } else {
            failure
        }
    })?;
    let listen = format_args!("listen on {address}");
    say_ready(socket.local_addr().tried(listen)?)?;
    to_many::listen(&socket, |heard| write_line(heard)).tried(listen)
}

pub(super) fn send_to_everybody(
    address: &str,
    texts: &[String],
) -> Result<(), Failure> {
    send(address, to_many::broadcaster(), texts)
}

pub(super) fn send_to_group(
    address: &str,
    texts: &[String],
) -> Result<(), Failure> {
    send(address, to_many::group_sender(), texts)
}

fn send(
    address: &str,
    socket: io::Result<UdpSocket>,
    texts: &[String],
) -> Result<(), Failure> {
    let send = format_args!("send to {address}");
    let everybody = ipv4(address).tried(send)?;
    let socket = socket.tried(send)?;
    let here = socket.local_addr().tried(send)?;
    for text in texts {
        let length = socket.send_to(text.as_bytes(), everybody).tried(send)?;
        say(format_args!(
            "sent {length} bytes from {here} to {everybody}"
        ))?;
    }
    Ok(())
}

/// What is for many has no name to be looked up, and no broadcast in IPv6.
fn ipv4(address: &str) -> io::Result<SocketAddrV4> {
    address
        .parse()
        .map_err(|_| invalid("that is no IPv4 address with a port"))
}

fn invalid(message: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidInput, message)
}
