//! The echo server: one client after another, and none of them forever.

use std::fmt;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::thread;
use std::time::Duration;

use crate::ending::Ending;

/// 16 KiB: a message of that size costs one read and one write, and the buffer
/// is still small enough for the stack.
const BUFFER_SIZE: usize = 16 * 1024;

/// How long to wait after a failed `accept`: such an error tends to come again
/// at once, and a loop without a pause would do nothing but fail.
const PAUSE_AFTER_ERROR: Duration = Duration::from_millis(100);

/// A server that echoes one connection at a time.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    silence_limit: Duration,
}

impl Server {
    /// Listens on `address` (port 0 lets the system choose one). A client that
    /// is silent, or doesn't read, for `silence_limit` loses its connection.
    ///
    /// # Errors
    /// The address doesn't exist here, is in use or not permitted.
    pub fn bind(
        address: impl ToSocketAddrs,
        silence_limit: Duration,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        Ok(Self {
            listener,
            silence_limit,
        })
    }

    /// The address that the server listens on, with the port that it really has.
    ///
    /// # Errors
    /// What `getsockname(2)` says, which on a listening socket is nothing.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves one client after another, forever, and reports each event.
    ///
    /// No client can end it, whatever it does.
    ///
    /// # Errors
    /// What `report` returns.
    // ANCHOR: serve
    pub fn serve(
        &self,
        mut report: impl FnMut(Event) -> io::Result<()>,
    ) -> io::Result<()> {
        loop {
            self.serve_next(&mut report)?;
        }
    }

    /// Serves the next client to its end, and reports each event.
    ///
    /// # Errors
    /// What `report` returns.
    pub fn serve_next(
        &self,
        mut report: impl FnMut(Event) -> io::Result<()>,
    ) -> io::Result<()> {
        let (mut stream, peer) = match self.listener.accept() {
            Ok(accepted) => accepted,
            Err(error) => {
                report(Event::NotAccepted(error))?;
                thread::sleep(PAUSE_AFTER_ERROR);
                return Ok(());
            }
        };
        report(Event::Connected { peer })?;
        let mut echoed = 0;
        let ended = self
            .limit_silence(&stream)
            .and_then(|()| echo(&mut stream, &mut echoed));
        report(match ended {
            Ok(ending) => Event::Ended {
                peer,
                ending,
                echoed,
            },
            Err(error) => Event::Failed { peer, error },
        })
    }
    // ANCHOR_END: serve

    // ANCHOR: limit-silence
    fn limit_silence(&self, stream: &TcpStream) -> io::Result<()> {
        stream.set_read_timeout(Some(self.silence_limit))?;
        stream.set_write_timeout(Some(self.silence_limit))
    }
    // ANCHOR_END: limit-silence
}

/// Sends back what comes until the conversation ends, and counts the bytes that
/// went back in `echoed`.
///
/// # Errors
/// What the system says that has nothing to do with the peer.
// ANCHOR: echo
fn echo(stream: &mut (impl Read + Write), echoed: &mut u64) -> io::Result<Ending> {
    let mut buffer = [0; BUFFER_SIZE];
    loop {
        match echo_once(stream, &mut buffer) {
            Ok(0) => return Ok(Ending::EndOfFile),
            Ok(length) => *echoed = echoed.saturating_add(length as u64),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Ending::of(&error).ok_or(error),
        }
    }
}
// ANCHOR_END: echo

/// Sends back what one read brings, and returns how much that was: 0 at end of
/// file.
#[expect(
    clippy::indexing_slicing,
    reason = "`read` returns at most the length of the buffer that it was given"
)]
// ANCHOR: echo-once
fn echo_once(
    stream: &mut (impl Read + Write),
    buffer: &mut [u8],
) -> io::Result<usize> {
    let length = stream.read(buffer)?;
    stream.write_all(&buffer[..length])?;
    Ok(length)
}
// ANCHOR_END: echo-once

/// Something that happened at the server. Its text is one line for a person.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event {
    /// A client is being served.
    Connected {
        /// The client's address.
        peer: SocketAddr,
    },
    /// The client's conversation is over.
    Ended {
        /// The client's address.
        peer: SocketAddr,
        /// How it ended.
        ending: Ending,
        /// Bytes that went back to it.
        echoed: u64,
    },
    /// The system failed us, not the client.
    Failed {
        /// The client's address.
        peer: SocketAddr,
        /// What the system said.
        error: io::Error,
    },
    /// A connection could not be taken.
    NotAccepted(io::Error),
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connected { peer } => write!(f, "{peer} connected"),
            Self::Ended {
                peer,
                ending,
                echoed,
            } => {
                write!(f, "{peer} {ending} after {echoed} bytes")
            }
            Self::Failed { peer, error } => write!(f, "{peer} failed: {error}"),
            Self::NotAccepted(error) => {
                write!(f, "could not accept a connection: {error}")
            }
        }
    }
}
