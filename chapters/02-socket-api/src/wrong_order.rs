//! What the calls return if they aren't made in their order.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use crate::socket::{Domain, Socket, Type};

/// A call, and when it was made.
pub type Row = (&'static str, io::Result<()>);

/// Makes each call at a wrong moment.
///
/// # Errors
/// There is no descriptor or no port left.
// ANCHOR: table
pub fn table() -> io::Result<Vec<Row>> {
    let any_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let mut rows = Vec::new();

    let socket = Socket::new(Domain::IPV4, Type::STREAM)?;
    socket.bind(any_port)?;
    rows.push(("bind, a second time", socket.bind(any_port)));
    rows.push(("accept, before listen", socket.accept().map(|_| ())));

    socket.listen(1)?;
    let address = socket.local_addr()?;
    rows.push(("connect, on a listener", socket.connect(address)));
    let client = Socket::new(Domain::IPV4, Type::STREAM)?;
    client.connect(address)?;
    rows.push(("connect, a second time", client.connect(address)));
    rows.push(("listen, when connected", client.listen(1)));
    // ANCHOR_END: table

    let datagrams = Socket::new(Domain::IPV4, Type::DGRAM)?;
    rows.push(("listen, for datagrams", datagrams.listen(1)));
    let unbound = Socket::new(Domain::IPV4, Type::STREAM)?;
    rows.push(("listen, without bind", unbound.listen(1)));
    rows.push(("set_only_v6, after bind", only_v6_after_bind()));
    Ok(rows)
}

fn only_v6_after_bind() -> io::Result<()> {
    let socket = Socket::new(Domain::IPV6, Type::STREAM)?;
    socket.bind((Ipv6Addr::LOCALHOST, 0).into())?;
    socket.set_only_v6(true)
}
