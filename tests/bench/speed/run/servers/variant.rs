//! A small echo server on chapter 6's selector, in which each choice can be made
//! otherwise. It has no limits but that of the buffers: it is for trusted clients.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::{AsFd, BorrowedFd};

use selector::{DefaultSelector, Event, Events, Interest};

use super::{ADDRESS, BUFFER_SIZE, EVENTS, ready};

/// The choices.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Variant {
    buffer_size: usize,
    events: usize,
    reads: Reads,
    writes: Writes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reads {
    OncePerEvent,
    UntilWouldBlock,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Writes {
    /// At once; only for what isn't taken then do we wait.
    AtOnce,
    /// When the socket is ready for it.
    WhenReady,
    /// At once, and we always ask for readiness.
    AtOnceAlwaysAsking,
}

// ANCHOR: choices
pub(crate) const PLAIN: Variant = Variant {
    buffer_size: BUFFER_SIZE,
    events: EVENTS,
    reads: Reads::OncePerEvent,
    writes: Writes::AtOnce,
};
pub(crate) const QUEUE_FIRST: Variant = Variant {
    writes: Writes::WhenReady,
    ..PLAIN
};
pub(crate) const UNTIL_WOULD_BLOCK: Variant = Variant {
    reads: Reads::UntilWouldBlock,
    ..PLAIN
};
pub(crate) const EVENT_1: Variant = Variant { events: 1, ..PLAIN };
pub(crate) const EVENTS_1024: Variant = Variant {
    events: 1024,
    ..PLAIN
};
pub(crate) const ALWAYS_WRITE: Variant = Variant {
    writes: Writes::AtOnceAlwaysAsking,
    ..PLAIN
};
pub(crate) const BUFFER_4_KIB: Variant = Variant {
    buffer_size: 4 * 1024,
    ..PLAIN
};
pub(crate) const BUFFER_1_KIB: Variant = Variant {
    buffer_size: 1024,
    ..PLAIN
};
// ANCHOR_END: choices

/// Bytes that the peer hasn't taken yet.
type Owed = Vec<u8>;

enum Source {
    Listener(TcpListener),
    Connection(TcpStream),
}

impl AsFd for Source {
    fn as_fd(&self) -> BorrowedFd<'_> {
        match self {
            Self::Listener(listener) => listener.as_fd(),
            Self::Connection(stream) => stream.as_fd(),
        }
    }
}

/// What becomes of a connection.
enum Next {
    WaitsFor(Interest),
    Ends,
}

impl Variant {
    pub(super) fn serve(self) -> io::Result<()> {
        let listener = TcpListener::bind(ADDRESS)?;
        listener.set_nonblocking(true)?;
        ready(listener.local_addr()?)?;

        let mut selector = DefaultSelector::new()?;
        selector.register(
            Source::Listener(listener),
            Interest::Read,
            Owed::new(),
        )?;
        let mut events = Events::with_capacity(self.events);
        let mut buffer = vec![0; self.buffer_size];
        loop {
            selector.select(&mut events, None)?;
            for event in &events {
                let Some((source, owed)) = selector.get_mut(event.key) else {
                    continue;
                };
                match source {
                    Source::Listener(listener) => {
                        let (stream, _) = listener.accept()?;
                        stream.set_nonblocking(true)?;
                        stream.set_nodelay(true)?;
                        let stream = Source::Connection(stream);
                        selector.register(
                            stream,
                            self.interest(true),
                            Owed::new(),
                        )?;
                    }
                    Source::Connection(stream) => {
                        match self.echo(stream, owed, event, &mut buffer) {
                            Ok(Next::WaitsFor(interest)) => {
                                selector.modify(event.key, interest)?;
                            }
                            Ok(Next::Ends) | Err(_) => {
                                drop(selector.unregister(event.key));
                            }
                        }
                    }
                }
            }
        }
    }

    fn echo(
        self,
        mut stream: &TcpStream,
        owed: &mut Owed,
        event: Event,
        buffer: &mut [u8],
    ) -> io::Result<Next> {
        if event.is_writable() && !owed.is_empty() {
            let written = write(stream, owed)?;
            drop(owed.drain(..written));
        }
        // ANCHOR: echo
        while event.is_readable() && owed.is_empty() {
            let length = match stream.read(buffer) {
                Ok(0) => return Ok(Next::Ends),
                Ok(length) => length,
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => return Err(error),
            };
            let message = buffer.get(..length).unwrap_or_default();
            let written = match self.writes {
                Writes::AtOnce | Writes::AtOnceAlwaysAsking => {
                    write(stream, message)?
                }
                Writes::WhenReady => 0,
            };
            owed.extend(message.get(written..).unwrap_or_default());
            if self.reads == Reads::OncePerEvent {
                break;
            }
        }
        Ok(Next::WaitsFor(self.interest(owed.is_empty())))
        // ANCHOR_END: echo
    }

    fn interest(self, owes_nothing: bool) -> Interest {
        match (owes_nothing, self.writes) {
            (true, Writes::AtOnceAlwaysAsking) => Interest::ReadOrWrite,
            (true, _) => Interest::Read,
            (false, _) => Interest::Write,
        }
    }
}

/// As much as the system takes at once.
fn write(mut stream: &TcpStream, bytes: &[u8]) -> io::Result<usize> {
    match stream.write(bytes) {
        Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(0),
        result => result,
    }
}
