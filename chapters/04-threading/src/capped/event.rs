//! What a server has to tell.

use std::fmt;
use std::io;
use std::net::SocketAddr;

use echo_server::server;

/// Something that happened at the server. Its text is one line for a person.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event {
    /// What a server of chapter 3 has to tell too: that a client has come, how it
    /// went, and that the system refuses connections.
    Conversation(server::Event),
    /// This client was accepted, and has to wait for a worker.
    Queued {
        /// The client's address.
        peer: SocketAddr,
    },
    /// There was no place for this client, and it was told so.
    ToldBusy {
        /// The client's address.
        peer: SocketAddr,
    },
    /// There is no thread for a client, who was told that we are busy. It's said
    /// once, and not again before a thread was started.
    NoThread(io::Error),
    /// Nobody is accepted any more.
    Stopping {
        /// How many connections are open.
        connections: usize,
    },
    /// The grace is over.
    TimeIsOver {
        /// How many connections are closed as they are.
        connections: usize,
    },
    /// No connection is open any more, and no thread is left.
    Ended,
}

impl From<server::Event> for Event {
    fn from(event: server::Event) -> Self {
        Self::Conversation(event)
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conversation(event) => event.fmt(f),
            Self::Queued { peer } => write!(f, "{peer} waits for a worker"),
            Self::ToldBusy { peer } => write!(f, "{peer} told busy"),
            Self::NoThread(error) => write!(f, "cannot start a thread: {error}"),
            Self::Stopping { connections } => {
                write!(f, "stopping: {}", Connections(*connections))
            }
            Self::TimeIsOver { connections } => {
                write!(f, "time is over: closing {}", Connections(*connections))
            }
            Self::Ended => f.write_str("all have ended"),
        }
    }
}

/// A number of them, in words.
struct Connections(usize);

impl fmt::Display for Connections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            1 => f.write_str("1 connection"),
            number => write!(f, "{number} connections"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_event_is_one_line() {
        let peer = SocketAddr::from(([127, 0, 0, 1], 40112));
        let connected = server::Event::Connected { peer };
        for (event, expected) in [
            (Event::Conversation(connected), "127.0.0.1:40112 connected"),
            (Event::Queued { peer }, "127.0.0.1:40112 waits for a worker"),
            (Event::ToldBusy { peer }, "127.0.0.1:40112 told busy"),
            (
                Event::NoThread(io::Error::other("no room")),
                "cannot start a thread: no room",
            ),
            (
                Event::Stopping { connections: 2 },
                "stopping: 2 connections",
            ),
            (
                Event::TimeIsOver { connections: 1 },
                "time is over: closing 1 connection",
            ),
            (Event::Ended, "all have ended"),
        ] {
            assert_eq!(event.to_string(), expected);
        }
    }
}
