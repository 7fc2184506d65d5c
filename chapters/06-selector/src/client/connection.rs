//! One of many conversations.

use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;

use super::{Event, Exchange, What};
use crate::Interest;

/// A connection, and how far its conversation has come.
#[derive(Debug)]
pub(super) struct Connection {
    number: usize,
    /// How many messages have come back.
    turn: usize,
    state: State,
}

// ANCHOR: state
#[derive(Debug)]
enum State {
    /// The handshake is underway.
    Connecting,
    /// A message is on its way there, or back.
    Talking(Exchange),
    /// There is nothing to say.
    Idle,
}
// ANCHOR_END: state

/// How far a connection is with what is asked of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    /// The server hasn't answered yet.
    Unanswered,
    /// It has, and there is more to say.
    Underway,
    /// All was said, and has come back.
    Done,
}

impl Connection {
    pub(super) fn new(number: usize) -> Self {
        Self {
            number,
            turn: 0,
            state: State::Connecting,
        }
    }

    pub(super) fn number(&self) -> usize {
        self.number
    }

    /// How far it is, if `turns` messages are to come back.
    pub(super) fn progress(&self, turns: usize) -> Progress {
        match self.turn {
            turn if turn >= turns => Progress::Done,
            0 => Progress::Unanswered,
            _ => Progress::Underway,
        }
    }

    pub(super) fn event<'a>(&self, what: What<'a>) -> Event<'a> {
        let connection = self.number;
        Event { connection, what }
    }

    /// Does what can be done without waiting: at most one read, if there is
    /// something to read, into `buffer`, and one write. Returns what to wait for.
    // ANCHOR: go-on
    pub(super) fn go_on(
        &mut self,
        stream: &TcpStream,
        readable: Option<&mut [u8]>,
        turns: usize,
        message: impl Fn(usize, usize) -> Vec<u8>,
        mut report: impl FnMut(Event<'_>),
    ) -> io::Result<Interest> {
        match (&self.state, readable) {
            (State::Connecting, _) if !is_connected(stream)? => {
                return Ok(Interest::Write);
            }
            (State::Connecting, _) => {
                report(self.event(What::Connected(stream.local_addr()?)));
                self.state = State::Idle;
            }
            (_, Some(buffer)) => self.hear(stream, buffer, &mut report)?,
            (_, None) => {}
        }
        if matches!(self.state, State::Idle) && self.turn < turns {
            let message = message(self.number, self.turn);
            self.state = State::Talking(Exchange::new(message));
        }
        self.speak(stream, report)
    }
    // ANCHOR_END: go-on

    /// Writes once, if something is to be sent.
    fn speak(
        &mut self,
        mut stream: &TcpStream,
        mut report: impl FnMut(Event<'_>),
    ) -> io::Result<Interest> {
        let State::Talking(exchange) = &mut self.state else {
            return Ok(Interest::Read);
        };
        if exchange.unsent().is_empty() {
            return Ok(Interest::Read);
        }
        exchange.sent(unless_it_would_wait(stream.write(exchange.unsent()))?);
        if !exchange.unsent().is_empty() {
            return Ok(Interest::ReadOrWrite);
        }
        let (connection, what) = (self.number, What::Sent(exchange.message()));
        report(Event { connection, what });
        Ok(Interest::Read)
    }

    /// Reads once.
    fn hear(
        &mut self,
        mut stream: &TcpStream,
        buffer: &mut [u8],
        mut report: impl FnMut(Event<'_>),
    ) -> io::Result<()> {
        let count = match stream.read(buffer) {
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            result => unless_it_would_wait(result)?,
        };
        let heard = buffer.get(..count).unwrap_or_default();
        match &mut self.state {
            State::Talking(exchange) => {
                exchange.heard(heard)?;
                if exchange.is_complete() {
                    let message = exchange.message();
                    let (connection, what) = (self.number, What::Received(message));
                    report(Event { connection, what });
                    self.turn = self.turn.saturating_add(1);
                    self.state = State::Idle;
                }
            }
            // Nothing is due.
            State::Connecting | State::Idle => Exchange::new([]).heard(heard)?,
        }
        Ok(())
    }
}

/// Whether the handshake is over, and the error if it has failed.
// ANCHOR: is-connected
fn is_connected(stream: &TcpStream) -> io::Result<bool> {
    if let Some(error) = stream.take_error()? {
        return Err(error);
    }
    match stream.peer_addr() {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotConnected => Ok(false),
        Err(error) => Err(error),
    }
}
// ANCHOR_END: is-connected

/// How many bytes a call has moved: none, if it would have had to wait, or was
/// interrupted, since the socket is asked about again.
fn unless_it_would_wait(result: io::Result<usize>) -> io::Result<usize> {
    match result {
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::WouldBlock | ErrorKind::Interrupted
            ) =>
        {
            Ok(0)
        }
        result => result,
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use socket_api::socket::{Domain, Socket, Type};

    use super::*;

    /// A backlog for one, and so many who come that some have to wait for a place.
    #[test]
    fn a_handshake_that_is_underway_is_no_connection() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        Socket::of(&listener).listen(1).unwrap();
        let address = listener.local_addr().unwrap();
        let connecting = (0..20).map(|_| {
            let socket = Socket::new(Domain::of(address), Type::STREAM).unwrap();
            socket.set_nonblocking(true).unwrap();
            socket.start_connect(address).unwrap();
            TcpStream::from(socket)
        });
        let connecting: Vec<TcpStream> = connecting.collect();
        let [first, .., last] = &*connecting else {
            panic!("there are twenty");
        };
        assert!(is_connected(first).unwrap());
        assert!(!is_connected(last).unwrap());
    }
}
