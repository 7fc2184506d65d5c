//! Addresses that a program doesn't get.

use std::io;
use std::net::{Ipv4Addr, TcpListener};

use super::Provoked;

/// An address that no machine has: one of those that are kept for documentation
/// (RFC 5737). Binding to it sends nothing.
const NOBODYS: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 1);

/// A port of the system whose service, tcpmux, no system runs.
const SYSTEM_PORT: u16 = 1;

/// Binds where it can't succeed.
#[must_use]
pub fn provoke() -> Vec<Provoked> {
    vec![
        Provoked::new("bind where another socket is", bind_where_another_is()),
        Provoked::new("bind to an address that isn't ours", bind_to_nobodys()),
    ]
}

/// Binds to a port below 1024, which not every system forbids, nor to everybody.
#[must_use]
pub fn provoke_by_a_system_port() -> Vec<Provoked> {
    vec![Provoked::new("bind to port 1", bind_to_a_system_port())]
}

// ANCHOR: bind
fn bind_where_another_is() -> io::Result<()> {
    let first = TcpListener::bind("127.0.0.1:0")?;
    TcpListener::bind(first.local_addr()?).map(drop)
}

fn bind_to_nobodys() -> io::Result<()> {
    TcpListener::bind((NOBODYS, 0)).map(drop)
}

fn bind_to_a_system_port() -> io::Result<()> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, SYSTEM_PORT)).map(drop)
}
// ANCHOR_END: bind
