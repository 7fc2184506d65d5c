//! The roles that send to many, or hear what is sent to many.

use std::io::{self, ErrorKind};
use std::net::{SocketAddrV4, UdpSocket};

use echo_server::to_many;
use tcp_vs_udp::command::{
    Failure, Stopped, Tried, Words, say, say_ready, write_line,
};

pub(super) fn listen_to_everybody(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(&to_many::EVERYBODY.to_string())?;
    words.finish()?;
    let everybody = ipv4(&address).tried(format_args!("listen on {address}"))?;
    listen(&address, to_many::among(everybody))
}

pub(super) fn listen_to_group(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(&to_many::GROUP.to_string())?;
    words.finish()?;
    let group = ipv4(&address).tried(format_args!("listen on {address}"))?;
    if !group.ip().is_multicast() {
        let error = invalid("that is no group");
        let failure = Failure::new(format_args!("listen on {address}"), error);
        let hint = "groups are 224.0.0.0 to 239.255.255.255";
        return Err(failure.with_hint(hint).into());
    }
    listen(&address, to_many::join(group))
}

fn listen(address: &str, socket: io::Result<UdpSocket>) -> Result<(), Stopped> {
    let socket = socket.map_err(|error| {
        Failure::not_bound(address, error).with_hint_for(
            ErrorKind::AddrInUse,
            "there can be one listener at a port: end the other",
        )
    })?;
    let listen = format_args!("listen on {address}");
    say_ready(socket.local_addr().tried(listen)?)?;
    to_many::listen(&socket, |heard| write_line(heard)).tried(listen)?;
    Ok(())
}

pub(super) fn send_to_everybody(words: Words) -> Result<(), Stopped> {
    send(words, to_many::EVERYBODY, to_many::broadcaster)
}

pub(super) fn send_to_group(words: Words) -> Result<(), Stopped> {
    send(words, to_many::GROUP, to_many::group_sender)
}

fn send(
    mut words: Words,
    default: SocketAddrV4,
    sender: impl FnOnce() -> io::Result<UdpSocket>,
) -> Result<(), Stopped> {
    let address = words.address(&default.to_string())?;
    let texts = words.texts()?;
    words.finish()?;
    let send = format_args!("send to {address}");
    let everybody = ipv4(&address).tried(send)?;
    let socket = sender().tried(send)?;
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
