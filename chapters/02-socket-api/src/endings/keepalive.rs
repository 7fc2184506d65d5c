//! A connection that the system probes while nobody uses it.

use std::io::{self, Read};
use std::net::TcpStream;
use std::time::Duration;

use crate::socket::{Keepalive, Socket};

/// What Linux does unless it's told otherwise: nine probes, the first after two hours.
/// RFC 9293, section 3.8.4, allows no less than that for a time nobody has asked for.
// ANCHOR: usual
pub const USUAL: Keepalive = Keepalive {
    idle: Duration::from_secs(7200),
    interval: Duration::from_secs(75),
    probes: 9,
};
// ANCHOR_END: usual

/// Switches keep-alive on for a connection, and reads until the peer ends it.
///
/// # Errors
/// The connection has ended in another way than by end of file, or the system doesn't
/// take the numbers.
// ANCHOR: keep
pub fn keep(mut stream: &TcpStream, idle: Duration) -> io::Result<()> {
    let keepalive = Keepalive { idle, ..USUAL };
    Socket::of(stream).set_keepalive(Some(keepalive))?;
    while stream.read(&mut [0; 1024])? > 0 {}
    Ok(())
}
// ANCHOR_END: keep
