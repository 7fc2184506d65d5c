//! Stop-and-wait, the side that receives: each frame is taken once.

use std::mem;

use super::frame::Part;
use super::outgoing::LARGEST_TRANSFER;

/// What has come of one transfer. It begins with frame 0.
#[derive(Debug)]
pub struct Receiver {
    /// The number of the newest frame that was taken.
    newest: u32,
    state: State,
}

#[derive(Debug)]
enum State {
    /// More is to come.
    Receiving { bytes: Vec<u8> },
    /// All has come. What is left to do is to say so, as often as the sender asks.
    Finished,
}

/// What a frame was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// The next, and there are more to come.
    Next,
    /// The last, and these are the bytes of all.
    Last(Vec<u8>),
    /// Not the one that was expected: a frame that was taken before, or one for
    /// which it is too early. Either is to be answered, by what was taken last.
    NotExpected,
    /// The next, but with it there are more bytes than are allowed.
    TooMuch,
}

impl Receiver {
    /// Takes part 0.
    #[must_use]
    pub fn begin(part: Part<'_>) -> (Self, Taken) {
        let state = State::Receiving { bytes: Vec::new() };
        let mut receiver = Self { newest: 0, state };
        let taken = receiver.append(part);
        (receiver, taken)
    }

    /// Takes any later part, or one again.
    // ANCHOR: take
    pub fn take(&mut self, part: Part<'_>) -> Taken {
        if part.number != self.newest.saturating_add(1) {
            return Taken::NotExpected;
        }
        self.append(part)
    }

    fn append(&mut self, part: Part<'_>) -> Taken {
        let State::Receiving { bytes } = &mut self.state else {
            return Taken::NotExpected;
        };
        if bytes.len().saturating_add(part.payload.len()) > LARGEST_TRANSFER {
            return Taken::TooMuch;
        }
        bytes.extend(part.payload);
        self.newest = part.number;
        if !part.last {
            return Taken::Next;
        }
        let all = mem::take(bytes);
        self.state = State::Finished;
        Taken::Last(all)
    }
    // ANCHOR_END: take

    /// The number to acknowledge: all up to here was taken.
    #[must_use]
    pub fn newest(&self) -> u32 {
        self.newest
    }

    /// Whether the last frame has come.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        matches!(self.state, State::Finished)
    }

    /// How many bytes are kept.
    #[must_use]
    pub fn length(&self) -> usize {
        match &self.state {
            State::Receiving { bytes } => bytes.len(),
            State::Finished => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(number: u32, payload: &str) -> Part<'_> {
        Part {
            number,
            last: number == 2,
            payload: payload.as_bytes(),
        }
    }

    #[test]
    fn each_part_is_taken_once() {
        let (mut receiver, first) = Receiver::begin(part(0, "one "));
        assert_eq!(first, Taken::Next);
        assert_eq!(receiver.take(part(0, "one ")), Taken::NotExpected);
        assert_eq!(receiver.newest(), 0);
        assert_eq!(receiver.take(part(1, "two ")), Taken::Next);
        assert_eq!(receiver.take(part(0, "one ")), Taken::NotExpected);
        assert_eq!(receiver.newest(), 1);
        let all = Taken::Last(b"one two three".to_vec());
        assert_eq!(receiver.take(part(2, "three")), all);
        assert_eq!(receiver.take(part(2, "three")), Taken::NotExpected);
        assert_eq!(receiver.take(part(3, "four")), Taken::NotExpected);
        assert_eq!(receiver.newest(), 2);
    }

    #[test]
    fn what_comes_too_early_is_not_taken() {
        let (mut receiver, _) = Receiver::begin(part(0, "one "));
        assert_eq!(receiver.take(part(2, "three")), Taken::NotExpected);
        assert_eq!(receiver.newest(), 0);
    }

    #[test]
    fn the_largest_transfer_is_taken_and_not_a_byte_more() {
        let half = "x".repeat(LARGEST_TRANSFER / 2);
        let (mut receiver, _) = Receiver::begin(part(0, &half));
        assert_eq!(receiver.take(part(1, &half)), Taken::Next);
        assert_eq!(receiver.take(part(2, "!")), Taken::TooMuch);
        assert_eq!(receiver.newest(), 1);
    }
}
