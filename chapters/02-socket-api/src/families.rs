//! The same conversation over each family and type of socket: only the addresses
//! differ.

#[cfg(unix)]
pub mod dual_stack;
#[cfg(unix)]
pub mod files;
#[cfg(unix)]
pub mod folder;
#[cfg(unix)]
pub mod queue;
#[cfg(unix)]
pub mod unix;

use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, TcpListener, TcpStream, UdpSocket};
use std::time::Duration;

/// What each client says, and gets back.
pub const GREETING: &[u8; 5] = b"hello";

/// How long a datagram is waited for. On one machine it takes microseconds.
const PATIENCE: Duration = Duration::from_secs(5);

/// What came of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// Where the client has found the server.
    pub server: String,
    /// Where the client is, as the server sees it.
    pub client: String,
    /// What the client got back.
    pub echo: String,
}

/// Holds a conversation over TCP, at a free port of `host`.
///
/// # Errors
/// This machine doesn't have the address; it has no port or no descriptor left.
// ANCHOR: ip-stream
pub fn ip_stream(host: IpAddr) -> io::Result<Conversation> {
    let listener = TcpListener::bind((host, 0))?;
    let client = TcpStream::connect(listener.local_addr()?)?;
    let (server, address) = listener.accept()?;
    Ok(Conversation {
        server: client.peer_addr()?.to_string(),
        client: address.to_string(),
        echo: echo(client, server)?,
    })
}
// ANCHOR_END: ip-stream

/// Says something from one end of a connection, echoes it at the other, and
/// returns what came back.
pub(crate) fn echo(
    mut client: impl Read + Write,
    mut server: impl Read + Write,
) -> io::Result<String> {
    let mut buffer = [0; GREETING.len()];
    client.write_all(GREETING)?;
    server.read_exact(&mut buffer)?;
    server.write_all(&buffer)?;
    client.read_exact(&mut buffer)?;
    Ok(String::from_utf8_lossy(&buffer).into_owned())
}

/// Holds a conversation over UDP, at free ports of `host`.
///
/// # Errors
/// This machine doesn't have the address; it has no port or no descriptor left.
pub fn ip_datagram(host: IpAddr) -> io::Result<Conversation> {
    let server = UdpSocket::bind((host, 0))?;
    let client = UdpSocket::bind((host, 0))?;
    client.connect(server.local_addr()?)?;
    client.send(GREETING)?;
    let mut buffer = [0; GREETING.len()];
    server.set_read_timeout(Some(PATIENCE))?;
    let (_, address) = server.recv_from(&mut buffer)?;
    server.send_to(&buffer, address)?;
    client.set_read_timeout(Some(PATIENCE))?;
    client.recv(&mut buffer)?;
    Ok(Conversation {
        server: client.peer_addr()?.to_string(),
        client: address.to_string(),
        echo: String::from_utf8_lossy(&buffer).into_owned(),
    })
}

/// A conversation for each family and type, with the name of both.
#[must_use]
pub fn table() -> Vec<(&'static str, io::Result<Conversation>)> {
    let v4 = Ipv4Addr::LOCALHOST.into();
    let v6 = Ipv6Addr::LOCALHOST.into();
    vec![
        ("IPv4 stream", ip_stream(v4)),
        ("IPv4 datagram", ip_datagram(v4)),
        ("IPv6 stream", ip_stream(v6)),
        ("IPv6 datagram", ip_datagram(v6)),
        #[cfg(unix)]
        ("Unix stream", unix::stream()),
        #[cfg(unix)]
        ("Unix datagram", unix::datagram()),
        #[cfg(unix)]
        ("Unix pair", unix::pair()),
    ]
}
