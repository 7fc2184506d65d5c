//! What happens on the connections, one by one.

use std::fmt;
use std::io;
use std::net::SocketAddr;

/// Something that has happened on one connection.
#[derive(Debug)]
pub struct Event<'a> {
    /// Which one: the first is 1.
    pub connection: usize,
    /// What.
    pub what: What<'a>,
}

/// What can happen on a connection.
#[derive(Debug)]
pub enum What<'a> {
    /// The system is asked to connect.
    Starting,
    /// The handshake is over; our end has this address.
    Connected(SocketAddr),
    /// The system has taken all of this message.
    Sent(&'a [u8]),
    /// All of it has come back.
    Received(&'a [u8]),
    /// The connection is no more, and hasn't done what was asked of it.
    Failed(io::Error),
    /// It has been closed by us.
    Closed,
}

impl fmt::Display for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "connection {}: {}", self.connection, self.what)
    }
}

/// What is said of a message: the line feed at its end isn't worth a word.
impl fmt::Display for What<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Starting => f.write_str("starting"),
            Self::Connected(here) => write!(f, "connected from {here}"),
            Self::Sent(message) => write!(f, "sent {}", line(message)),
            Self::Received(message) => write!(f, "received {}", line(message)),
            Self::Failed(error) => write!(f, "failed: {error}"),
            Self::Closed => f.write_str("closed"),
        }
    }
}

fn line(message: &[u8]) -> impl fmt::Display {
    message
        .strip_suffix(b"\n")
        .unwrap_or(message)
        .escape_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_a_line_that_begins_with_its_connection() {
        let told = |what| {
            Event {
                connection: 3,
                what,
            }
            .to_string()
        };
        assert_eq!(told(What::Starting), "connection 3: starting");
        assert_eq!(told(What::Sent(b"a\tb\n")), "connection 3: sent a\\tb");
        assert_eq!(told(What::Received(b"\n")), "connection 3: received ");
        let refused = io::Error::from(io::ErrorKind::ConnectionRefused);
        let failed = told(What::Failed(refused));
        assert_eq!(failed, "connection 3: failed: connection refused");
    }
}
