//! Something is sent to where nobody is. Who is told, and when?

use std::fmt;
use std::io::{self, Read, Write};
use std::net::{TcpStream, UdpSocket};

use crate::laboratory::{Row, in_short, told};
use crate::loopback::PATIENCE;

const HELLO: &[u8] = b"hello";

/// What the calls returned, over each transport.
#[derive(Debug)]
pub struct Anyone {
    /// Where somebody might be.
    pub address: String,
    /// What was tried over TCP.
    pub tcp: Attempt,
    /// What was tried over UDP, with a socket that is connected.
    pub udp: Attempt,
    /// The same with a socket that isn't.
    pub unconnected: Exchange,
}

/// An attempt to talk.
#[derive(Debug)]
pub enum Attempt {
    /// `connect` has failed, so that there is nothing to send with.
    NotConnected(io::Error),
    /// `connect` has succeeded.
    Connected(Exchange),
}

/// What was said, and what came back.
#[derive(Debug)]
pub struct Exchange {
    /// What sending 5 bytes returned.
    pub sent: io::Result<usize>,
    /// What waiting for an answer returned.
    pub received: io::Result<usize>,
}

/// Tries to talk to whoever is at `address`, an IPv4 address.
///
/// # Errors
/// The system has no port or no descriptor left. What it says of the address is
/// in the result.
pub fn observe(address: &str) -> io::Result<Anyone> {
    Ok(Anyone {
        address: address.to_owned(),
        tcp: over_tcp(address)?,
        udp: over_udp(address)?,
        unconnected: over_udp_unconnected(address)?,
    })
}

fn over_tcp(address: &str) -> io::Result<Attempt> {
    let mut stream = match TcpStream::connect(address) {
        Ok(stream) => stream,
        Err(error) => return Ok(Attempt::NotConnected(error)),
    };
    stream.set_read_timeout(Some(PATIENCE))?;
    Ok(Attempt::Connected(Exchange {
        sent: stream.write(HELLO),
        received: stream.read(&mut [0; 1024]),
    }))
}

// ANCHOR: udp
fn over_udp(address: &str) -> io::Result<Attempt> {
    let socket = UdpSocket::bind("0.0.0.0:0")?;
    if let Err(error) = socket.connect(address) {
        return Ok(Attempt::NotConnected(error));
    }
    socket.set_read_timeout(Some(PATIENCE))?;
    Ok(Attempt::Connected(Exchange {
        sent: socket.send(HELLO),
        received: socket.recv(&mut [0; 1024]),
    }))
}
// ANCHOR_END: udp

fn over_udp_unconnected(address: &str) -> io::Result<Exchange> {
    let socket = UdpSocket::bind("0.0.0.0:0")?;
    socket.set_read_timeout(Some(PATIENCE))?;
    Ok(Exchange {
        sent: socket.send_to(HELLO, address),
        received: socket.recv_from(&mut [0; 1024]).map(|(length, _)| length),
    })
}

impl Attempt {
    /// What `connect` returned, and, if it came to that, the two other calls.
    fn returned(&self) -> [String; 3] {
        match self {
            Self::NotConnected(error) => {
                [in_short(error), "not tried".into(), "not tried".into()]
            }
            Self::Connected(exchange) => {
                let [sent, received] = exchange.returned();
                ["connected".into(), sent, received]
            }
        }
    }
}

impl Exchange {
    fn returned(&self) -> [String; 2] {
        [told(&self.sent), told(&self.received)]
    }
}

impl Anyone {
    /// TCP beside UDP.
    #[must_use]
    pub fn rows(&self) -> [Row; 3] {
        let [tcp_connect, tcp_sent, tcp_received] = self.tcp.returned();
        let [udp_connect, udp_sent, udp_received] = self.udp.returned();
        [
            Row::new(
                format!("connect to {}", self.address),
                tcp_connect,
                udp_connect,
            ),
            Row::new("  send 5 bytes", tcp_sent, udp_sent),
            Row::new("  wait for an answer", tcp_received, udp_received),
        ]
    }
}

impl fmt::Display for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [sent, received] = self.returned();
        write!(f, "{sent} sent, then {received}")
    }
}
