//! The options of a socket: what each is at first, and what comes of setting it.

use std::fmt::{self, Debug};
use std::io;
use std::net::UdpSocket;
use std::time::Duration;

use tcp_vs_udp::loopback::connected_pair;

use crate::endings::keepalive::USUAL;
use crate::socket::{Domain, Keepalive, Socket, Type};

/// One option, tried out: the values in words.
#[derive(Debug, Clone)]
pub struct TriedOut {
    /// What it's called.
    pub name: &'static str,
    /// What a new socket has.
    pub at_first: String,
    /// What it was set to.
    pub set_to: String,
    /// What the system says that it is then.
    pub then: String,
}

impl fmt::Display for TriedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            name,
            at_first,
            set_to,
            then,
        } = self;
        write!(f, "{name:<18}{at_first:<12}{set_to:<12}{then}")
    }
}

/// What stands above each column of a table.
#[must_use]
pub fn heads() -> TriedOut {
    TriedOut {
        name: "",
        at_first: "at first".to_owned(),
        set_to: "set to".to_owned(),
        then: "then".to_owned(),
    }
}

/// Asks, sets, and asks again.
// ANCHOR: try-out
fn try_out<T: Debug + Copy>(
    name: &'static str,
    value: T,
    get: impl Fn() -> io::Result<T>,
    set: impl Fn(T) -> io::Result<()>,
) -> io::Result<TriedOut> {
    let at_first = format!("{:?}", get()?);
    set(value)?;
    Ok(TriedOut {
        name,
        at_first,
        set_to: format!("{value:?}"),
        then: format!("{:?}", get()?),
    })
}
// ANCHOR_END: try-out

/// All options but the buffers.
///
/// # Errors
/// The system has no IPv6, or no port or descriptor left.
pub fn table() -> io::Result<Vec<TriedOut>> {
    Ok([of_std()?, of_socket()?].concat())
}

/// The options that `std` has calls for.
///
/// # Errors
/// The system has no port or no descriptor left.
// ANCHOR: of-std
fn of_std() -> io::Result<Vec<TriedOut>> {
    let (tcp, _peer) = connected_pair()?;
    let udp = UdpSocket::bind("127.0.0.1:0")?;
    let soon = Some(Duration::from_millis(200));
    Ok(vec![
        try_out("nodelay", true, || tcp.nodelay(), |on| tcp.set_nodelay(on))?,
        try_out(
            "read timeout",
            soon,
            || tcp.read_timeout(),
            |time| tcp.set_read_timeout(time),
        )?,
        // ANCHOR_END: of-std
        try_out(
            "write timeout",
            soon,
            || tcp.write_timeout(),
            |time| tcp.set_write_timeout(time),
        )?,
        try_out("ttl", 32, || tcp.ttl(), |ttl| tcp.set_ttl(ttl))?,
        try_out(
            "broadcast",
            true,
            || udp.broadcast(),
            |on| udp.set_broadcast(on),
        )?,
        try_out(
            "multicast ttl",
            4,
            || udp.multicast_ttl_v4(),
            |ttl| udp.set_multicast_ttl_v4(ttl),
        )?,
        try_out(
            "multicast loop",
            false,
            || udp.multicast_loop_v4(),
            |on| udp.set_multicast_loop_v4(on),
        )?,
    ])
}

/// The options that `std` has no stable call for.
///
/// # Errors
/// The system has no IPv6, or no descriptor left.
// ANCHOR: of-socket
fn of_socket() -> io::Result<Vec<TriedOut>> {
    let tcp = Socket::new(Domain::IPV4, Type::STREAM)?;
    let v6 = Socket::new(Domain::IPV6, Type::STREAM)?;
    Ok(vec![
        try_out(
            "keep-alive",
            Some(Duration::from_secs(60)),
            || Ok(tcp.keepalive()?.map(|keepalive| keepalive.idle)),
            |idle| tcp.set_keepalive(idle.map(|idle| Keepalive { idle, ..USUAL })),
        )?,
        // ANCHOR_END: of-socket
        try_out(
            "linger",
            Some(Duration::ZERO),
            || tcp.linger(),
            |time| tcp.set_linger(time),
        )?,
        try_out(
            "reuse address",
            true,
            || tcp.reuse_address(),
            |on| tcp.set_reuse_address(on),
        )?,
        try_out(
            "reuse port",
            true,
            || tcp.reuse_port(),
            |on| tcp.set_reuse_port(on),
        )?,
        try_out("only IPv6", true, || v6.only_v6(), |on| v6.set_only_v6(on))?,
    ])
}

/// The buffers, whose sizes at first differ from system to system.
///
/// # Errors
/// The system has no descriptor left, or refuses the largest, as FreeBSD does.
// ANCHOR: buffers
pub fn buffers() -> io::Result<Vec<TriedOut>> {
    let sizes = [1, 10_000, 100_000_000];
    let tried = sizes.map(|size| {
        let tcp = Socket::new(Domain::IPV4, Type::STREAM)?;
        try_out(
            "receive buffer",
            size,
            || tcp.receive_buffer_size(),
            |size| tcp.set_receive_buffer_size(size),
        )
    });
    tried.into_iter().collect()
}
// ANCHOR_END: buffers
