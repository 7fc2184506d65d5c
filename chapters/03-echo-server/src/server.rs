//! The echo server: one client after another, and none of them forever.

use std::fmt;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::thread;
use std::time::Duration;

use crate::ending::Ending;

/// 16 KiB: a message of that size costs one read and one write at best, and the
/// buffer is still small enough for the stack.
const BUFFER_SIZE: usize = 16 * 1024;

/// How long to wait after an `accept` that failed for lack of something: the same
/// error would come again at once, and a loop without a pause would do nothing
/// but report it.
const PAUSE_AFTER_ERROR: Duration = Duration::from_secs(1);

/// A server that echoes one connection at a time.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    silence_limit: Duration,
}

impl Server {
    /// Listens on `address` (port 0 lets the system choose one). A client that
    /// keeps a read or a write waiting for `silence_limit` loses its connection.
    ///
    /// # Errors
    /// The address doesn't exist here, is in use or not permitted; the limit is
    /// zero ([`InvalidInput`](ErrorKind::InvalidInput)).
    pub fn bind(
        address: impl ToSocketAddrs,
        silence_limit: Duration,
    ) -> io::Result<Self> {
        if silence_limit.is_zero() {
            let message = "a client can't be served within no time";
            return Err(io::Error::new(ErrorKind::InvalidInput, message));
        }
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

    /// Takes the next connection, if that works, serves it to its end, and reports
    /// each event.
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
                let is_about_one_client = Ending::of(&error).is_some();
                report(Event::NotAccepted(error))?;
                if !is_about_one_client {
                    thread::sleep(PAUSE_AFTER_ERROR);
                }
                return Ok(());
            }
        };
        report(Event::Connected { peer })?;
        let (echoed, ended) = match self.limit_silence(&stream) {
            Ok(()) => echo(&mut stream),
            Err(error) => (0, Err(error)),
        };
        report(match ended {
            Ok(ending) => Event::Ended {
                peer,
                ending,
                echoed,
            },
            Err(error) => Event::Failed {
                peer,
                echoed,
                error,
            },
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

/// Sends back what comes until the conversation ends. Returns how many bytes went
/// back, and how it ended, or what the system says that has nothing to do with
/// the peer.
// ANCHOR: echo
fn echo(stream: &mut (impl Read + Write)) -> (u64, io::Result<Ending>) {
    let mut buffer = [0; BUFFER_SIZE];
    let mut echoed: u64 = 0;
    let ended = loop {
        match echo_once(stream, &mut buffer) {
            Ok(0) => break Ok(Ending::EndOfFile),
            Ok(length) => echoed = echoed.saturating_add(length as u64),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => break Ending::of(&error).ok_or(error),
        }
    };
    (echoed, ended)
}
// ANCHOR_END: echo

/// Sends back what one read brings, and returns how much that was: 0 at end of
/// file. Only the read can be interrupted: `write_all` tries again by itself.
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
        /// Bytes that went back to it, by writes that took all they were given.
        echoed: u64,
    },
    /// The system failed us, not the client.
    Failed {
        /// The client's address.
        peer: SocketAddr,
        /// Bytes that went back to it before.
        echoed: u64,
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
            Self::Failed {
                peer,
                echoed,
                error,
            } => {
                write!(f, "{peer} failed after {echoed} bytes: {error}")
            }
            Self::NotAccepted(error) => {
                write!(f, "could not accept a connection: {error}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::connected_pair;

    /// A peer that sends and takes one byte at a time, is interrupted before
    /// each read, and says how it ends.
    #[derive(Default)]
    struct Scripted {
        to_send: Vec<u8>,
        taken: Vec<u8>,
        interrupted: bool,
        ends_with: Option<ErrorKind>,
    }

    impl Read for Scripted {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.interrupted = !self.interrupted;
            if self.interrupted {
                return Err(ErrorKind::Interrupted.into());
            }
            if self.to_send.is_empty() {
                return self.ends_with.map_or(Ok(0), |kind| Err(kind.into()));
            }
            buffer[0] = self.to_send.remove(0);
            Ok(1)
        }
    }

    impl Write for Scripted {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.taken.push(bytes[0]);
            Ok(1)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn pieces_and_interruptions_lose_nothing() {
        let mut peer = Scripted {
            to_send: b"hello".to_vec(),
            ..Scripted::default()
        };
        let (echoed, ended) = echo(&mut peer);
        assert_eq!((echoed, ended.unwrap()), (5, Ending::EndOfFile));
        assert_eq!(peer.taken, b"hello");
    }

    #[test]
    fn the_bytes_are_counted_however_it_ends() {
        for (kind, ending) in [
            (ErrorKind::ConnectionReset, Some(Ending::Reset)),
            (ErrorKind::WouldBlock, Some(Ending::TimedOut)),
            (ErrorKind::OutOfMemory, None),
        ] {
            let ends_with = Some(kind);
            let to_send = b"hello".to_vec();
            let mut peer = Scripted {
                to_send,
                ends_with,
                ..Scripted::default()
            };
            let (echoed, ended) = echo(&mut peer);
            assert_eq!((echoed, ended.ok()), (5, ending));
        }
    }

    #[test]
    fn reading_and_writing_are_both_limited() {
        let limit = Duration::from_secs(7);
        let server = Server::bind("127.0.0.1:0", limit).unwrap();
        let (stream, _peer) = connected_pair().unwrap();
        server.limit_silence(&stream).unwrap();
        assert_eq!(stream.read_timeout().unwrap(), Some(limit));
        assert_eq!(stream.write_timeout().unwrap(), Some(limit));
    }

    #[test]
    fn no_time_at_all_is_refused() {
        let error = Server::bind("127.0.0.1:0", Duration::ZERO).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
    }

    #[test]
    fn each_event_is_one_line() {
        let peer = SocketAddr::from(([127, 0, 0, 1], 40112));
        let ended = |ending| {
            Event::Ended {
                peer,
                ending,
                echoed: 5,
            }
            .to_string()
        };
        let error = || io::Error::other("no room");
        for (line, expected) in [
            (
                Event::Connected { peer }.to_string(),
                "127.0.0.1:40112 connected",
            ),
            (
                ended(Ending::EndOfFile),
                "127.0.0.1:40112 closed after 5 bytes",
            ),
            (ended(Ending::Reset), "127.0.0.1:40112 reset after 5 bytes"),
            (
                ended(Ending::TimedOut),
                "127.0.0.1:40112 timed out after 5 bytes",
            ),
            (
                Event::Failed {
                    peer,
                    echoed: 5,
                    error: error(),
                }
                .to_string(),
                "127.0.0.1:40112 failed after 5 bytes: no room",
            ),
            (
                Event::NotAccepted(error()).to_string(),
                "could not accept a connection: no room",
            ),
        ] {
            assert_eq!(line, expected);
        }
    }
}
