//! Connections that don't come about.

use std::io;
use std::net::{Ipv4Addr, TcpListener, TcpStream};

use tcp_vs_udp::loopback::PATIENCE;

use crate::backlog::FullListener;
use crate::socket::{Domain, Socket, Type};

use super::{EVERYBODY, Provoked};

/// Connects where it can't succeed.
#[must_use]
pub fn provoke() -> Vec<Provoked> {
    vec![
        Provoked::new("connect where nobody listens", connect_to_nobody()),
        Provoked::new("connect where the queue is full", connect_to_a_full_one()),
        Provoked::new("connect without waiting", connect_without_waiting()),
        Provoked::new("connect to everybody", connect_to_everybody()),
    ]
}

/// The socket that is bound and doesn't listen keeps others from the port.
// ANCHOR: refused
fn connect_to_nobody() -> io::Result<()> {
    let bound = Socket::new(Domain::IPV4, Type::STREAM)?;
    bound.bind((Ipv4Addr::LOCALHOST, 0).into())?;
    TcpStream::connect(bound.local_addr()?).map(drop)
}
// ANCHOR_END: refused

fn connect_to_a_full_one() -> io::Result<()> {
    let full = FullListener::with_backlog(0)?;
    TcpStream::connect_timeout(&full.local_addr()?, PATIENCE).map(drop)
}

fn connect_without_waiting() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let socket = Socket::new(Domain::IPV4, Type::STREAM)?;
    socket.set_nonblocking(true)?;
    socket.connect(listener.local_addr()?)
}

// ANCHOR: unreachable
fn connect_to_everybody() -> io::Result<()> {
    TcpStream::connect(EVERYBODY).map(drop)
}
// ANCHOR_END: unreachable
