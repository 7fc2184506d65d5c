//! One conversation of a server that never waits: how far it has come, and what it waits
//! for next.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read, Write};
use std::mem;
use std::net::{Shutdown, TcpStream};

use echo_server::ending::Ending;

use super::protocol::{Echo, Needs, Protocol};
use crate::Interest;

// ANCHOR: unsent-limit
/// So much we keep for a peer that takes less than it sends, and then we stop reading
/// from it: as much as four reads of the server, so that one that sends a lot and takes
/// it back afterwards goes on without a pause. It may be exceeded by one read.
pub const UNSENT_LIMIT: usize = 256 * 1024;

/// When we read again: not as soon as a few bytes have left, since then the interest
/// would change twice for each few bytes.
const READ_AGAIN: usize = UNSENT_LIMIT / 2;
// ANCHOR_END: unsent-limit

/// One conversation, over whatever connection: it reads, writes what its protocol
/// answers, and keeps what can't be written yet.
///
/// It knows neither a selector nor a clock. Whoever drives it waits for what
/// [`interest`](Self::interest) says, and then calls [`write`](Self::write) and
/// [`read`](Self::read).
///
/// ```
/// use std::io::{Read, Write};
/// use std::net::Shutdown;
/// use selector::Interest;
/// use selector::server::connection::Connection;
/// use selector::server::protocol::Echo;
/// use tcp_vs_udp::loopback::connected_pair;
///
/// let (mut peer, near) = connected_pair()?;
/// let mut connection = Connection::new(Echo);
/// assert_eq!(connection.interest(), Some(Interest::Read));
///
/// peer.write_all(b"hello")?;
/// connection.read(&mut &near, &mut [0; 64])?;
/// assert_eq!(connection.answered(), 5);
///
/// peer.shutdown(Shutdown::Write)?;
/// connection.read(&mut &near, &mut [0; 64])?;
/// assert_eq!(connection.interest(), None);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
// ANCHOR: connection
pub struct Connection<P = Echo> {
    state: State,
    protocol: P,
    /// How many bytes the system has taken from us.
    sent: u64,
}

#[derive(Debug)]
enum State {
    /// All that came is answered.
    Even,
    /// The peer takes less than we answer: these bytes wait for room.
    Owing(Unsent),
    /// So many of them wait, or will when we come to it, that nothing is read.
    Full(Unsent),
    /// Nothing is read any more: when these bytes have left, our side ends.
    Finishing(Unsent),
    /// Our side has ended. What comes is thrown away, until the peer ends too.
    Leaving,
    /// Both sides have ended.
    Over,
}

/// In a box, since few connections have any.
type Unsent = Box<VecDeque<u8>>;
// ANCHOR_END: connection

/// What a conversation needs of its connection. No call waits: where it would, it
/// returns [`WouldBlock`](ErrorKind::WouldBlock).
pub trait Stream: Read + Write {
    /// Ends our side: the peer reads the end of file behind what was written.
    fn end(&mut self);
}

impl Stream for &TcpStream {
    fn end(&mut self) {
        // If the connection is gone, so will the next read say.
        let _ = self.shutdown(Shutdown::Write);
    }
}

impl<P: Protocol> Connection<P> {
    /// A conversation in which nothing was said yet.
    #[must_use]
    pub const fn new(protocol: P) -> Self {
        Self {
            state: State::Even,
            protocol,
            sent: 0,
        }
    }

    /// How many of the peer's bytes were answered.
    #[must_use]
    pub fn answered(&self) -> u64 {
        self.protocol.answered(self.sent)
    }

    /// Whether our side has ended, and the peer is waited for to end its own.
    #[must_use]
    pub const fn is_leaving(&self) -> bool {
        matches!(self.state, State::Leaving)
    }

    /// How it ends, or has ended, if nothing goes wrong.
    #[must_use]
    pub fn ending(&self) -> Ending {
        match self.protocol.needs() {
            Needs::Nothing(ending) => ending,
            Needs::Bytes | Needs::Turn => Ending::EndOfFile,
        }
    }

    /// What the peer has to do now, in time; nothing if it may rest.
    pub fn duty(&mut self) -> Option<P::Duty> {
        let unsent = match &self.state {
            State::Owing(unsent)
            | State::Full(unsent)
            | State::Finishing(unsent) => unsent.len(),
            State::Even | State::Leaving | State::Over => 0,
        };
        self.protocol.duty(self.sent, unsent)
    }

    /// What to wait for, or nothing if the conversation is over.
    // ANCHOR: interest
    #[must_use]
    pub const fn interest(&self) -> Option<Interest> {
        match self.state {
            State::Even | State::Leaving => Some(Interest::Read),
            State::Owing(_) => Some(Interest::ReadOrWrite),
            State::Full(_) | State::Finishing(_) => Some(Interest::Write),
            State::Over => None,
        }
    }
    // ANCHOR_END: interest

    /// Reads once, as much as fits into `buffer`, and writes the answer at once, or keeps
    /// it behind what is kept already; when our side has ended, what comes is thrown
    /// away. If there is nothing to read, or it isn't wanted now, nothing happens.
    /// Returns how much was read.
    ///
    /// # Errors
    /// What the system says of reading and writing. The conversation can't go on.
    // ANCHOR: read
    pub fn read(
        &mut self,
        stream: &mut impl Stream,
        buffer: &mut [u8],
    ) -> io::Result<usize> {
        if matches!(self.interest(), None | Some(Interest::Write)) {
            return Ok(0);
        }
        let Some(length) = if_ready(stream.read(buffer))? else {
            return Ok(0);
        };
        let bytes = buffer.get(..length).unwrap_or_default();
        self.state = match mem::replace(&mut self.state, State::Over) {
            State::Even if !bytes.is_empty() => {
                let answer = self.protocol.answer(bytes);
                self.send(stream, answer)?
            }
            State::Owing(mut unsent) if !bytes.is_empty() => {
                unsent.extend(&*self.protocol.answer(bytes));
                self.standing(unsent)
            }
            State::Leaving if !bytes.is_empty() => State::Leaving,
            State::Even => match self.protocol.end() {
                nothing if nothing.is_empty() => State::Over,
                last_words => State::Finishing(Box::new(last_words.into())),
            },
            State::Owing(mut unsent) => {
                unsent.extend(self.protocol.end());
                State::Finishing(unsent)
            }
            _ => State::Over,
        };
        Ok(length)
    }
    // ANCHOR_END: read

    // ANCHOR: send
    #[inline]
    fn send(
        &mut self,
        stream: &mut impl Stream,
        answer: Cow<'_, [u8]>,
    ) -> io::Result<State> {
        let written = write_if_any(stream, &answer)?;
        self.count(written);
        let unsent = answer.get(written..).unwrap_or_default();
        Ok(match (unsent, self.protocol.needs()) {
            ([], Needs::Bytes) => State::Even,
            _ => self.standing(Box::new(unsent.to_vec().into())),
        })
    }
    // ANCHOR_END: send

    /// Where the conversation stands, with so much unsent.
    // ANCHOR: standing
    fn standing(&self, unsent: Unsent) -> State {
        match self.protocol.needs() {
            Needs::Bytes if unsent.is_empty() => State::Even,
            Needs::Bytes if unsent.len() < UNSENT_LIMIT => State::Owing(unsent),
            Needs::Bytes | Needs::Turn => State::Full(unsent),
            Needs::Nothing(_) => State::Finishing(unsent),
        }
    }
    // ANCHOR_END: standing

    /// Writes once of what is kept, as much as there is room for. If nothing is kept,
    /// nothing happens. Returns how much was written.
    ///
    /// # Errors
    /// What the system says of writing. The conversation can't go on.
    // ANCHOR: write
    pub fn write(&mut self, stream: &mut impl Stream) -> io::Result<usize> {
        let (State::Owing(unsent) | State::Full(unsent) | State::Finishing(unsent)) =
            &mut self.state
        else {
            return Ok(0);
        };
        if self.protocol.needs() == Needs::Turn && unsent.len() <= READ_AGAIN {
            unsent.extend(&*self.protocol.answer(&[]));
        }
        let (bytes, _behind_them) = unsent.as_slices();
        let written = write_if_any(stream, bytes)?;
        unsent.drain(..written);
        self.count(written);
        let has_more = self.protocol.needs() == Needs::Turn;
        self.state = match mem::replace(&mut self.state, State::Over) {
            State::Owing(unsent) | State::Full(unsent)
                if unsent.len() <= READ_AGAIN =>
            {
                self.standing(unsent)
            }
            State::Finishing(unsent) if unsent.is_empty() && !has_more => {
                stream.end();
                State::Leaving
            }
            unchanged => unchanged,
        };
        Ok(written)
    }
    // ANCHOR_END: write

    /// Reads nothing more: when the answers to all that came are sent, our side ends, and
    /// the peer is waited for to end its own.
    pub fn finish(&mut self, stream: &mut impl Stream) {
        self.state = match mem::replace(&mut self.state, State::Over) {
            State::Even => {
                stream.end();
                State::Leaving
            }
            State::Owing(unsent) | State::Full(unsent) => State::Finishing(unsent),
            unchanged => unchanged,
        };
    }

    fn count(&mut self, written: usize) {
        self.sent = self.sent.saturating_add(written as u64);
    }
}

/// Writes as much as there is room for. To write nothing would say nothing.
fn write_if_any(stream: &mut impl Stream, bytes: &[u8]) -> io::Result<usize> {
    match bytes {
        [] => Ok(0),
        _ => Ok(if_ready(stream.write(bytes))?.unwrap_or(0)),
    }
}

/// What a call said that doesn't wait; nothing, if it isn't ready after all. Then it is
/// waited for again.
#[inline]
fn if_ready(result: io::Result<usize>) -> io::Result<Option<usize>> {
    match result {
        Ok(length) => Ok(Some(length)),
        Err(error) => match error.kind() {
            ErrorKind::WouldBlock | ErrorKind::Interrupted => Ok(None),
            _ => Err(error),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A peer that sends what it is told to, and takes no more than there is room for.
    #[derive(Default)]
    struct Scripted {
        to_send: VecDeque<u8>,
        has_ended: bool,
        room: usize,
        taken: Vec<u8>,
        heard_the_end: bool,
        fails_with: Option<ErrorKind>,
    }

    impl Read for Scripted {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            match self.fails_with {
                Some(kind) => Err(kind.into()),
                None if self.to_send.is_empty() && !self.has_ended => {
                    Err(ErrorKind::WouldBlock.into())
                }
                None => self.to_send.read(buffer),
            }
        }
    }

    impl Write for Scripted {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            assert!(!bytes.is_empty(), "a write of nothing says nothing");
            assert!(!self.heard_the_end, "nothing comes behind the end");
            let length = bytes.len().min(self.room);
            if length == 0 {
                return Err(ErrorKind::WouldBlock.into());
            }
            self.room = self.room.saturating_sub(length);
            self.taken.extend(&bytes[..length]);
            Ok(length)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Stream for Scripted {
        fn end(&mut self) {
            self.heard_the_end = true;
        }
    }

    const BUFFER: usize = 64 * 1024;

    fn read(connection: &mut Connection, peer: &mut Scripted) {
        connection.read(peer, &mut [0; BUFFER]).unwrap();
    }

    #[test]
    fn what_is_taken_at_once_needs_no_interest_in_writing() {
        let mut peer = Scripted {
            to_send: b"hello".to_vec().into(),
            room: 5,
            ..Scripted::default()
        };
        let mut connection = Connection::new(Echo);
        read(&mut connection, &mut peer);
        assert_eq!(connection.interest(), Some(Interest::Read));
        assert_eq!(peer.taken, b"hello");
        assert_eq!(connection.answered(), 5);

        peer.has_ended = true;
        read(&mut connection, &mut peer);
        assert_eq!(connection.interest(), None);
    }

    #[test]
    fn bytes_go_back_in_order_however_little_is_taken() {
        let sent: Vec<u8> = (0..=250).cycle().take(10_000).collect();
        let mut peer = Scripted {
            to_send: sent.clone().into(),
            has_ended: true,
            ..Scripted::default()
        };
        let mut connection = Connection::new(Echo);
        // Five times as many turns as it takes.
        for room in [0, 1, 7, 100, 3].into_iter().cycle().take(2_500) {
            peer.room = room;
            // As a server does that is told that both are possible.
            connection.write(&mut peer).unwrap();
            connection.read(&mut peer, &mut [0; 64]).unwrap();
        }
        assert_eq!(peer.taken, sent);
        assert!(peer.heard_the_end);
        assert_eq!(connection.answered(), 10_000);
        assert_eq!(connection.interest(), None);
    }

    #[test]
    fn a_peer_that_never_reads_owes_us_no_more_than_the_limit_and_one_read() {
        let mut peer = Scripted {
            to_send: vec![0; 10 * UNSENT_LIMIT].into(),
            ..Scripted::default()
        };
        let mut connection = Connection::new(Echo);
        read(&mut connection, &mut peer);
        assert_eq!(connection.interest(), Some(Interest::ReadOrWrite));
        for _ in 0..100 {
            read(&mut connection, &mut peer);
        }
        assert_eq!(connection.interest(), Some(Interest::Write));
        let kept = 10 * UNSENT_LIMIT - peer.to_send.len();
        assert!(
            (UNSENT_LIMIT..UNSENT_LIMIT + BUFFER).contains(&kept),
            "{kept}"
        );

        // A little room changes nothing; half of the limit does.
        peer.room = 1000;
        connection.write(&mut peer).unwrap();
        assert_eq!(connection.interest(), Some(Interest::Write));
        while connection.interest() == Some(Interest::Write) {
            peer.room = 1000;
            connection.write(&mut peer).unwrap();
        }
        assert_eq!(connection.interest(), Some(Interest::ReadOrWrite));
        assert!((peer.taken.len() + READ_AGAIN).abs_diff(kept) <= 1000);
    }

    #[test]
    fn after_the_end_of_file_the_rest_is_written_and_then_our_side_ends() {
        let mut peer = Scripted {
            to_send: b"hello".to_vec().into(),
            has_ended: true,
            room: 2,
            ..Scripted::default()
        };
        let mut connection = Connection::new(Echo);
        read(&mut connection, &mut peer); // the text
        read(&mut connection, &mut peer); // the end of file
        assert_eq!(connection.interest(), Some(Interest::Write));
        assert!(!peer.heard_the_end);

        peer.room = 3;
        connection.write(&mut peer).unwrap();
        assert!(peer.heard_the_end);
        assert_eq!(peer.taken, b"hello");
        read(&mut connection, &mut peer); // the end of file, once more
        assert_eq!(connection.interest(), None);
    }

    #[test]
    fn whoever_is_to_finish_gets_what_is_owed_and_is_not_reset() {
        let mut peer = Scripted {
            to_send: b"hello".to_vec().into(),
            room: 2,
            ..Scripted::default()
        };
        let mut connection = Connection::new(Echo);
        read(&mut connection, &mut peer);
        connection.finish(&mut peer);
        assert!(!peer.heard_the_end);
        peer.room = 100;
        connection.write(&mut peer).unwrap();
        assert!(peer.heard_the_end);
        assert_eq!(peer.taken, b"hello");

        // It sends on, in vain. Nothing stays unread, so that nothing resets.
        peer.to_send.extend(b"more");
        read(&mut connection, &mut peer);
        assert!(peer.to_send.is_empty());
        assert_eq!(connection.interest(), Some(Interest::Read));
        peer.has_ended = true;
        read(&mut connection, &mut peer);
        assert_eq!(connection.interest(), None);
        assert_eq!(connection.answered(), 5);
    }

    #[test]
    fn whoever_is_owed_nothing_hears_the_end_at_once() {
        let mut peer = Scripted::default();
        let mut connection = Connection::new(Echo);
        connection.finish(&mut peer);
        assert!(peer.heard_the_end);
        assert_eq!(connection.interest(), Some(Interest::Read));
    }

    /// Answers a byte in a turn, by a thousand of it. A full stop is the last word of
    /// either side.
    #[derive(Default)]
    struct Amplifier {
        held: VecDeque<u8>,
        is_over: bool,
    }

    impl Protocol for Amplifier {
        type Duty = ();

        fn answer<'a>(&mut self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
            self.held.extend(bytes);
            let byte = self.held.pop_front().unwrap();
            self.is_over = byte == b'.';
            vec![byte; 1000].into()
        }

        fn needs(&self) -> Needs {
            match self.is_over {
                true => Needs::Nothing(Ending::Refused),
                false if self.held.is_empty() => Needs::Bytes,
                false => Needs::Turn,
            }
        }

        fn end(&mut self) -> Vec<u8> {
            assert!(
                self.held.is_empty(),
                "there is something to be answered yet"
            );
            self.is_over = true;
            b".".to_vec()
        }

        fn duty(&mut self, _sent: u64, _unsent: usize) -> Option<()> {
            None
        }
    }

    #[test]
    fn a_protocol_that_needs_another_turn_gets_it_by_asking_to_write() {
        let mut peer = Scripted {
            to_send: b"abc".to_vec().into(),
            room: 10_000,
            ..Scripted::default()
        };
        let mut connection = Connection::new(Amplifier::default());
        connection.read(&mut peer, &mut [0; 64]).unwrap();
        peer.to_send.extend(b"def");
        for turn in 2..=3 {
            assert_eq!(connection.interest(), Some(Interest::Write));
            connection.read(&mut peer, &mut [0; 64]).unwrap();
            connection.write(&mut peer).unwrap();
            assert_eq!(connection.answered(), turn * 1000);
        }
        assert_eq!(peer.to_send, b"def", "nothing more was read meanwhile");
        while connection.interest() == Some(Interest::Write) {
            connection.write(&mut peer).unwrap();
        }
        assert_ne!(connection.interest(), None);
        connection.read(&mut peer, &mut [0; 64]).unwrap();
        assert_eq!(connection.answered(), 4000);
    }

    #[test]
    fn a_protocol_that_needs_another_turn_waits_for_room_first() {
        let mut peer = Scripted {
            to_send: vec![b'a'; 1000].into(),
            ..Scripted::default()
        };
        let mut connection = Connection::new(Amplifier::default());
        connection.read(&mut peer, &mut [0; 1000]).unwrap();
        for _ in 0..1000 {
            connection.write(&mut peer).unwrap();
        }
        let answered = 1000 - connection.protocol.held.len();
        assert!((answered * 1000).abs_diff(READ_AGAIN) <= 1000, "{answered}");
        assert_eq!(connection.interest(), Some(Interest::Write));
    }

    #[test]
    fn the_last_word_of_a_protocol_is_sent_before_our_side_ends() {
        let mut peer = Scripted {
            to_send: b"a.b".to_vec().into(),
            room: 1500,
            ..Scripted::default()
        };
        let mut connection = Connection::new(Amplifier::default());
        connection.read(&mut peer, &mut [0; 64]).unwrap();
        for _ in 0..10 {
            connection.write(&mut peer).unwrap();
        }
        assert!(!peer.heard_the_end);
        peer.room = 500;
        for _ in 0..3 {
            connection.write(&mut peer).unwrap();
        }
        assert!(peer.heard_the_end && connection.is_leaving());
        assert_eq!(connection.ending(), Ending::Refused);
        assert_eq!(connection.answered(), 2000, "no b");
    }

    #[test]
    fn whoever_is_to_finish_gets_all_that_was_read_answered() {
        let mut peer = Scripted {
            to_send: b"abc".to_vec().into(),
            room: 10_000,
            ..Scripted::default()
        };
        let mut connection = Connection::new(Amplifier::default());
        connection.read(&mut peer, &mut [0; 64]).unwrap();
        connection.finish(&mut peer);
        while connection.interest() == Some(Interest::Write) {
            connection.write(&mut peer).unwrap();
        }
        assert!(peer.heard_the_end);
        assert_eq!(connection.answered(), 3000);
    }

    #[test]
    fn the_end_of_file_has_an_answer_if_the_protocol_has_one() {
        let mut peer = Scripted {
            to_send: b"ab".to_vec().into(),
            room: 1999,
            has_ended: true,
            ..Scripted::default()
        };
        let mut connection = Connection::new(Amplifier::default());
        for _ in 0..4 {
            connection.write(&mut peer).unwrap();
            connection.read(&mut peer, &mut [0; 64]).unwrap();
        }
        assert_eq!(connection.interest(), Some(Interest::Write));
        peer.room = 2;
        while connection.interest().is_some() {
            connection.write(&mut peer).unwrap();
            connection.read(&mut peer, &mut [0; 64]).unwrap();
        }
        assert!(peer.taken.ends_with(b"b.") && peer.heard_the_end);
    }

    #[test]
    fn whoever_ends_without_a_word_hears_the_last_words_too() {
        let mut peer = Scripted {
            room: 1,
            has_ended: true,
            ..Scripted::default()
        };
        let mut connection = Connection::new(Amplifier::default());
        connection.read(&mut peer, &mut [0; 64]).unwrap();
        assert_eq!(connection.interest(), Some(Interest::Write));
        connection.write(&mut peer).unwrap();
        assert_eq!(peer.taken, b".");
        assert!(peer.heard_the_end);
    }

    #[test]
    fn a_socket_that_is_not_ready_after_all_changes_nothing() {
        let mut peer = Scripted::default();
        let mut connection = Connection::new(Echo);
        read(&mut connection, &mut peer);
        connection.write(&mut peer).unwrap();
        assert_eq!(connection.interest(), Some(Interest::Read));

        for kind in [ErrorKind::WouldBlock, ErrorKind::Interrupted] {
            peer.fails_with = Some(kind);
            read(&mut connection, &mut peer);
            assert_eq!(connection.interest(), Some(Interest::Read));
        }
    }

    #[test]
    fn an_error_is_passed_on() {
        let mut peer = Scripted {
            fails_with: Some(ErrorKind::ConnectionReset),
            ..Scripted::default()
        };
        let error = Connection::new(Echo).read(&mut peer, &mut [0]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    }

    #[test]
    fn a_connection_that_owes_nothing_is_small() {
        assert!(size_of::<Connection>() <= 24);
    }
}
