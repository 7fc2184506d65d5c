//! A connection that is tried, and never waited for.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Instant;

use echo_server::ending::Ending;
use echo_server::limits::Limits;
use echo_server::server::Event;

/// 16 KiB: what one turn reads at the most, and what a connection may owe, so that
/// all get their turn soon.
pub(super) const BUFFER_SIZE: usize = 16 * 1024;

/// One client, and how far we are with it.
#[derive(Debug)]
// ANCHOR: connection
pub(super) struct Connection {
    stream: TcpStream,
    peer: SocketAddr,
    limits: Limits,
    /// When the conversation began.
    begun: Instant,
    /// When something was last read or written.
    moved: Instant,
    state: State,
    /// Bytes that went back.
    answered: u64,
}

#[derive(Debug)]
enum State {
    /// All that was read has gone back: the next thing is a read.
    Reading,
    /// These bytes were read, and there was no room for them yet.
    Owing(Vec<u8>),
    /// It has come to an end.
    Over(io::Result<Ending>),
}
// ANCHOR_END: connection

/// What came of one try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// The call would have waited.
    Idle,
    /// Something was read or written, or the call said that it's over.
    Moved,
}

impl Connection {
    pub(super) fn new(
        stream: TcpStream,
        peer: SocketAddr,
        limits: Limits,
        now: Instant,
    ) -> Self {
        // macOS refuses if the peer has gone already, which the first read tells better.
        let _ = stream.set_nodelay(true);
        let state = match stream.set_nonblocking(true) {
            Ok(()) => State::Reading,
            Err(error) => State::Over(Err(error)),
        };
        Self {
            stream,
            peer,
            limits,
            begun: now,
            moved: now,
            state,
            answered: 0,
        }
    }

    /// Tries what is next to be done, once. It is `now`.
    // ANCHOR: take-turn
    pub(super) fn take_turn(&mut self, buffer: &mut [u8], now: Instant) -> Turn {
        let turn = match self.try_next(buffer) {
            Ok(()) => {
                self.moved = now;
                Turn::Moved
            }
            Err(error) if would_wait(&error) => Turn::Idle,
            Err(error) => {
                self.state = State::Over(Err(error));
                Turn::Moved
            }
        };
        if self.is_too_late(now) && !self.is_over() {
            self.state = State::Over(Ok(Ending::TimedOut));
        }
        turn
    }
    // ANCHOR_END: take-turn

    // ANCHOR: try-next
    fn try_next(&mut self, buffer: &mut [u8]) -> io::Result<()> {
        match &mut self.state {
            State::Reading => match self.stream.read(buffer)? {
                0 => self.state = State::Over(Ok(Ending::EndOfFile)),
                length => self.answer(buffer.get(..length).unwrap_or_default())?,
            },
            State::Owing(owed) => {
                let sent = self.stream.write(owed)?;
                owed.drain(..sent.min(owed.len()));
                if owed.is_empty() {
                    self.state = State::Reading;
                }
                self.has_answered(sent);
            }
            State::Over(_) => {}
        }
        Ok(())
    }

    /// Writes what was read at once: mostly there is room. What isn't taken is kept.
    fn answer(&mut self, bytes: &[u8]) -> io::Result<()> {
        let sent = match self.stream.write(bytes) {
            Err(error) if would_wait(&error) => 0,
            written => written?,
        };
        self.has_answered(sent);
        match bytes.get(sent..) {
            None | Some([]) => {}
            Some(rest) => self.state = State::Owing(rest.to_owned()),
        }
        Ok(())
    }
    // ANCHOR_END: try-next

    fn has_answered(&mut self, bytes: usize) {
        self.answered = self.answered.saturating_add(bytes as u64);
    }

    fn is_too_late(&self, now: Instant) -> bool {
        now.duration_since(self.moved) >= self.limits.silence
            || now.duration_since(self.begun) >= self.limits.conversation
    }

    pub(super) fn is_over(&self) -> bool {
        matches!(self.state, State::Over(_))
    }

    /// Closes the connection. What there is to tell, if it has come to an end.
    pub(super) fn close(self) -> Option<Event> {
        let Self { peer, answered, .. } = self;
        match self.state {
            State::Reading | State::Owing(_) => None,
            State::Over(ended) => Some(Event::of_end(peer, answered, ended)),
        }
    }
}

/// Whether there was nothing to read or no room to write. A signal is no reason to
/// try again at once either: the next turn comes soon.
fn would_wait(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tcp_vs_udp::loopback::connected_pair;

    use super::*;

    const LIMITS: Limits = Limits {
        silence: Duration::from_secs(1),
        conversation: Duration::from_secs(5),
    };

    fn connection() -> (Connection, TcpStream) {
        let (near, far) = connected_pair().unwrap();
        let peer = far.local_addr().unwrap();
        (Connection::new(near, peer, LIMITS, Instant::now()), far)
    }

    #[test]
    fn a_try_that_finds_nothing_takes_no_time_and_changes_nothing() {
        let (mut connection, _far) = connection();
        let now = Instant::now();
        assert_eq!(connection.take_turn(&mut [0; 8], now), Turn::Idle);
        assert!(matches!(connection.state, State::Reading));
    }

    #[test]
    fn what_finds_no_room_is_owed_and_nothing_is_read_until_it_is_taken() {
        let (mut connection, mut far) = connection();
        let (mut buffer, now) = (vec![0; BUFFER_SIZE], Instant::now());
        far.set_nonblocking(true).unwrap();
        let mut sent = 0_u64;
        // Both of us write until nothing moves any more.
        loop {
            let written = far.write(&[7; BUFFER_SIZE]).unwrap_or_default();
            sent += written as u64;
            let turn = connection.take_turn(&mut buffer, now);
            if written == 0 && turn == Turn::Idle {
                break;
            }
            assert!(sent < 64 << 20, "whatever is sent is taken");
        }
        let State::Owing(owed) = &connection.state else {
            panic!("{:?}", connection.state);
        };
        assert!(owed.len() <= BUFFER_SIZE);
        assert!(connection.answered < sent);
        // Now it reads, and gets everything.
        let (mut taken, mut part) = (0, vec![0; 64 * 1024]);
        while taken < sent {
            taken += far.read(&mut part).unwrap_or_default() as u64;
            connection.take_turn(&mut buffer, now);
        }
        assert_eq!((taken, connection.answered), (sent, sent));
    }

    #[test]
    fn what_finds_no_room_at_all_is_owed_too() {
        let (mut connection, mut far) = connection();
        // Some that was sent may be on its way, and make room.
        for _ in 0..1_000 {
            while (&connection.stream).write(&[7; BUFFER_SIZE]).is_ok() {}
            far.write_all(b"a").unwrap();
            let turn = connection.take_turn(&mut [0; 8], connection.begun);
            assert_eq!(turn, Turn::Moved);
            if let State::Owing(owed) = &connection.state {
                assert_eq!(owed, b"a");
                return;
            }
        }
        panic!("there is always room");
    }

    #[test]
    fn an_answer_leaves_at_once() {
        let (connection, _far) = connection();
        assert!(connection.stream.nodelay().unwrap());
    }

    #[test]
    fn silence_ends_a_conversation_and_talk_renews_the_patience() {
        let (mut connection, mut far) = connection();
        let last = connection.begun + Duration::from_millis(999);
        // Over loopback it's there as soon as `write` returns.
        far.write_all(b"a").unwrap();
        assert_eq!(connection.take_turn(&mut [0; 8], last), Turn::Moved);
        let end = last + LIMITS.silence;
        for now in [end - Duration::from_nanos(1), end] {
            assert!(!connection.is_over());
            assert_eq!(connection.take_turn(&mut [0; 8], now), Turn::Idle);
        }
        let event = connection.close().unwrap().to_string();
        assert!(event.ends_with("timed out after 1 bytes"), "{event}");
    }

    #[test]
    fn a_conversation_ends_though_there_is_always_something_to_read() {
        let (mut connection, mut far) = connection();
        let end = connection.begun + LIMITS.conversation;
        for now in [end - Duration::from_nanos(1), end] {
            assert!(!connection.is_over());
            far.write_all(b"a").unwrap();
            assert_eq!(connection.take_turn(&mut [0; 8], now), Turn::Moved);
        }
        let event = connection.close().unwrap().to_string();
        assert!(event.ends_with("timed out after 2 bytes"), "{event}");
    }
}
