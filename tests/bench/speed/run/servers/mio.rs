//! The reference: an echo server on mio, written with the care of chapter 6's.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read, Write};

use mio::event::Event;
use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Registry, Token};

use super::{ADDRESS, BUFFER_SIZE, EVENTS, ready};

const LISTENER: Token = Token(usize::MAX);

struct Connection {
    stream: TcpStream,
    /// What the client hasn't taken yet. Until it has, we don't read.
    owed: Option<VecDeque<u8>>,
}

/// What becomes of a connection.
#[derive(PartialEq)]
enum Next {
    Stays,
    Ends,
}

pub(crate) fn serve() -> io::Result<()> {
    let mut poll = Poll::new()?;
    let mut listener = TcpListener::bind(ADDRESS.into())?;
    poll.registry()
        .register(&mut listener, LISTENER, Interest::READABLE)?;
    ready(listener.local_addr()?)?;

    let mut events = Events::with_capacity(EVENTS);
    let mut connections: Vec<Option<Connection>> = Vec::new();
    let mut vacant: Vec<usize> = Vec::new();
    let mut buffer = vec![0; BUFFER_SIZE];
    loop {
        poll.poll(&mut events, None)?;
        for event in &events {
            if event.token() == LISTENER {
                accept(poll.registry(), &listener, &mut connections, &mut vacant)?;
                continue;
            }
            let Token(index) = event.token();
            let Some(slot) = connections.get_mut(index) else {
                continue;
            };
            let Some(connection) = slot else { continue };
            let next = connection.go_on(poll.registry(), event, &mut buffer);
            if !matches!(next, Ok(Next::Stays)) {
                *slot = None;
                vacant.push(index);
            }
        }
    }
}

/// Accepts until nobody waits: mio tells only once that somebody has come.
fn accept(
    registry: &Registry,
    listener: &TcpListener,
    connections: &mut Vec<Option<Connection>>,
    vacant: &mut Vec<usize>,
) -> io::Result<()> {
    loop {
        let mut stream = match listener.accept() {
            Ok((stream, _)) => stream,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
            Err(error) => return Err(error),
        };
        stream.set_nodelay(true)?;
        let index = vacant.pop().unwrap_or_else(|| {
            connections.push(None);
            connections.len().saturating_sub(1)
        });
        registry.register(&mut stream, Token(index), Interest::READABLE)?;
        if let Some(slot) = connections.get_mut(index) {
            *slot = Some(Connection { stream, owed: None });
        }
    }
}

impl Connection {
    fn go_on(
        &mut self,
        registry: &Registry,
        event: &Event,
        buffer: &mut [u8],
    ) -> io::Result<Next> {
        if let Some(owed) = &mut self.owed {
            while !owed.is_empty() {
                let (front, _) = owed.as_slices();
                match self.stream.write(front) {
                    Ok(written) => drop(owed.drain(..written)),
                    Err(error) if error.kind() == ErrorKind::WouldBlock => {
                        return Ok(Next::Stays);
                    }
                    Err(error) => return Err(error),
                }
            }
            self.owed = None;
            // What can be read already is told again after this call.
            let token = event.token();
            registry.reregister(&mut self.stream, token, Interest::READABLE)?;
            return Ok(Next::Stays);
        }
        self.echo(registry, event, buffer)
    }

    /// Reads until a read is short. What comes after that is told as a new event, but
    /// not an end of file that was there before: that we have to meet ourselves.
    fn echo(
        &mut self,
        registry: &Registry,
        event: &Event,
        buffer: &mut [u8],
    ) -> io::Result<Next> {
        loop {
            let length = match self.stream.read(buffer) {
                Ok(0) => return Ok(Next::Ends),
                Ok(length) => length,
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    return Ok(Next::Stays);
                }
                Err(error) => return Err(error),
            };
            let message = buffer.get(..length).unwrap_or_default();
            let written = match self.stream.write(message) {
                Ok(written) => written,
                Err(error) if error.kind() == ErrorKind::WouldBlock => 0,
                Err(error) => return Err(error),
            };
            let rest = message.get(written..).unwrap_or_default();
            if !rest.is_empty() {
                self.owed = Some(rest.to_vec().into());
                let token = event.token();
                registry.reregister(&mut self.stream, token, Interest::WRITABLE)?;
                return Ok(Next::Stays);
            }
            if length < buffer.len() && !event.is_read_closed() {
                return Ok(Next::Stays);
            }
        }
    }
}
