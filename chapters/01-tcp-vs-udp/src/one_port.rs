//! Many connections to one port.

use std::collections::HashSet;
use std::io;
use std::net::{TcpListener, TcpStream};

/// What the server sees of its clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Connections that were open at the same time.
    pub connections: usize,
    /// Different ports on the server's side of them.
    pub server_ports: usize,
    /// Different ports on the clients' side.
    pub client_ports: usize,
}

/// Connections that the experiment opens: twice as many descriptors, and many
/// systems allow a program no more than 256 at first (macOS).
pub const CONNECTIONS: usize = 100;

/// Opens [`CONNECTIONS`] connections to one listener, all at the same time, and
/// counts the ports on both sides.
///
/// # Errors
/// The system has no port or no descriptor left.
pub fn one_port() -> io::Result<Seen> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let at = listener.local_addr()?;
    let mut clients = Vec::new();
    let mut served = Vec::new();
    for _ in 0..CONNECTIONS {
        clients.push(TcpStream::connect(at)?);
        served.push(listener.accept()?.0);
    }
    let here: io::Result<HashSet<_>> =
        served.iter().map(TcpStream::local_addr).collect();
    let there: io::Result<HashSet<_>> =
        served.iter().map(TcpStream::peer_addr).collect();
    Ok(Seen {
        connections: served.len(),
        server_ports: here?.len(),
        client_ports: there?.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_connections_share_the_port_of_the_server() {
        let seen = one_port().unwrap();
        assert_eq!(seen.connections, CONNECTIONS);
        assert_eq!(seen.server_ports, 1);
        assert_eq!(seen.client_ports, CONNECTIONS);
    }
}
