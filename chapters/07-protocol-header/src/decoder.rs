//! From bytes to messages, however the bytes are cut.

use std::mem;

use crate::header::Header;
use crate::{Error, Limits, Message, Part};

/// 16 KiB: what an announced length can cost before more than one byte has come. Most
/// contents are shorter, so that the room for them is taken once.
const STEP: usize = 16 * 1024;

/// Takes bytes as they come, and gives messages.
///
/// It reads from nothing, and so it serves whatever does: a thread that waits, a
/// selector's loop, a test. It takes time in line with the bytes. For a content it has
/// room for no more than twice what has come of it, or for 16 KiB, and never for more than
/// is announced.
///
/// ```
/// use app_protocol::{Decoder, Limits, Message};
///
/// let mut bytes = Vec::new();
/// Message::binary("any", b"hello".to_vec()).encode(&mut bytes)?;
///
/// let mut decoder = Decoder::new(Limits::default());
/// for mut byte in bytes.chunks(1).take(bytes.len() - 1) {
///     assert_eq!(decoder.feed(&mut byte)?, None);
/// }
/// let message = decoder.feed(&mut b"o".as_slice())?;
/// assert_eq!(message.map(|message| message.content), Some(b"hello".to_vec()));
/// # Ok::<(), app_protocol::Error>(())
/// ```
#[derive(Debug, Clone)]
// ANCHOR: decoder
pub struct Decoder {
    limits: Limits,
    state: State,
}

/// Which part of a message comes next, with what has come of it.
#[derive(Debug, Clone)]
enum State {
    /// Nothing has come.
    Between,
    /// The first of the prefix's two bytes has come.
    Prefix(u8),
    Header {
        length: usize,
        text: Vec<u8>,
    },
    Content {
        header: Header,
        length: usize,
        content: Vec<u8>,
    },
    /// There is nothing more to be had.
    Failed(Error),
}
// ANCHOR_END: decoder

impl Decoder {
    /// A decoder that waits for the first message.
    #[must_use]
    pub const fn new(limits: Limits) -> Self {
        Self {
            limits,
            state: State::Between,
        }
    }

    /// Takes bytes from the front of `bytes` up to the end of one message, and
    /// returns it; or all of them, and returns `None`. So call it until it does: a
    /// piece that was read may be the end of one message and several others.
    ///
    /// # Errors
    /// The bytes aren't a message, or one over the limits. From then on the error is
    /// always the same, and nothing more is taken.
    // ANCHOR: feed
    pub fn feed(&mut self, bytes: &mut &[u8]) -> Result<Option<Message>, Error> {
        loop {
            let next = match &mut self.state {
                State::Between => match bytes.split_off_first() {
                    Some(first) => Ok(State::Prefix(*first)),
                    None => return Ok(None),
                },
                State::Prefix(first) => match bytes.split_off_first() {
                    Some(second) => begin_header([*first, *second], self.limits),
                    None => return Ok(None),
                },
                State::Header { length, text } => {
                    if text.is_empty()
                        && let Some(text) = bytes.split_off(..*length)
                    {
                        begin_content(text, self.limits)
                    } else if fill(text, *length, bytes) {
                        begin_content(text, self.limits)
                    } else {
                        return Ok(None);
                    }
                }
                State::Content {
                    length, content, ..
                } => {
                    if fill(content, *length, bytes) {
                        return Ok(self.take_message());
                    }
                    return Ok(None);
                }
                State::Failed(error) => return Err(error.clone()),
            };
            self.state = next.unwrap_or_else(State::Failed);
        }
    }
    // ANCHOR_END: feed

    /// Whether no byte of the next message has come: where a connection may end, and
    /// where only an idle timeout runs.
    #[must_use]
    pub const fn is_between_messages(&self) -> bool {
        matches!(self.state, State::Between)
    }

    /// What an end of file means here.
    ///
    /// # Errors
    /// A message is cut off, or there was an error before.
    pub fn finish(&self) -> Result<(), Error> {
        let (part, got, of) = match &self.state {
            State::Between => return Ok(()),
            State::Prefix(_) => (Part::Prefix, 1, 2),
            State::Header { length, text } => (Part::Header, text.len(), *length),
            State::Content {
                length, content, ..
            } => (Part::Content, content.len(), *length),
            State::Failed(error) => return Err(error.clone()),
        };
        Err(Error::Truncated { part, got, of })
    }

    /// Ends a message whose content is whole.
    fn take_message(&mut self) -> Option<Message> {
        match mem::replace(&mut self.state, State::Between) {
            State::Content {
                header, content, ..
            } => Some(Message { header, content }),
            _ => None,
        }
    }
}

// ANCHOR: begin
/// What comes after the prefix.
fn begin_header(prefix: [u8; 2], limits: Limits) -> Result<State, Error> {
    let length = u16::from_be_bytes(prefix);
    if length > limits.header {
        return Err(Error::HeaderTooLong {
            limit: limits.header.into(),
            got: length.into(),
        });
    }
    Ok(State::Header {
        length: length.into(),
        text: Vec::new(),
    })
}

/// What comes after the header, which is `text`.
fn begin_content(text: &[u8], limits: Limits) -> Result<State, Error> {
    let (header, got) = Header::read(text)?;
    let limit = limits.content;
    match usize::try_from(got) {
        Ok(length) if length <= limit => Ok(State::Content {
            header,
            length,
            content: Vec::new(),
        }),
        _ => Err(Error::ContentTooLong { limit, got }),
    }
}
// ANCHOR_END: begin

/// Moves bytes to the end of `part` until it has `length` of them, and says whether it
/// has.
// ANCHOR: fill
fn fill(part: &mut Vec<u8>, length: usize, bytes: &mut &[u8]) -> bool {
    let missing = length.saturating_sub(part.len());
    let taken = bytes
        .split_off(..missing.min(bytes.len()))
        .unwrap_or_default();
    if taken.len() > part.capacity().saturating_sub(part.len()) {
        let room = taken.len().max(part.len()).max(STEP);
        part.reserve_exact(room.min(missing));
    }
    part.extend_from_slice(taken);
    part.len() == length
}
// ANCHOR_END: fill

#[cfg(test)]
mod tests {
    use super::*;

    /// As small as pieces can be; Miri is too slow for that.
    const SMALL: usize = if cfg!(miri) { 200 } else { 1 };

    fn encoded(length: usize) -> (Message, Vec<u8>) {
        let message = Message::binary("any", vec![7; length]);
        let mut bytes = Vec::new();
        message.encode(&mut bytes).unwrap();
        (message, bytes)
    }

    fn bytes_in(part: &State) -> (usize, usize) {
        match part {
            State::Content { content, .. } => (content.len(), content.capacity()),
            State::Header { text, .. } => (text.len(), text.capacity()),
            _ => (0, 0),
        }
    }

    #[test]
    fn what_comes_together_is_taken_apart() {
        let (first, mut bytes) = encoded(3);
        let (second, more) = encoded(0);
        bytes.extend_from_slice(&more);
        bytes.push(0); // the third begins

        let mut decoder = Decoder::new(Limits::default());
        let mut rest = bytes.as_slice();
        assert_eq!(decoder.feed(&mut rest), Ok(Some(first)));
        assert_eq!(rest.len(), more.len() + 1);
        assert!(decoder.is_between_messages());
        assert_eq!(decoder.feed(&mut rest), Ok(Some(second)));
        assert_eq!(decoder.feed(&mut rest), Ok(None));
        assert!(rest.is_empty() && !decoder.is_between_messages());
    }

    #[test]
    fn what_comes_in_pieces_is_put_together() {
        let (message, bytes) = encoded(3);
        for cut in 0..bytes.len() {
            let mut decoder = Decoder::new(Limits::default());
            let (mut left, mut right) = bytes.split_at(cut);
            assert_eq!(decoder.feed(&mut left), Ok(None));
            assert_eq!(decoder.is_between_messages(), cut == 0);
            assert_eq!(decoder.feed(&mut right), Ok(Some(message.clone())));
        }
    }

    #[test]
    fn an_end_in_the_middle_says_where() {
        let (_, bytes) = encoded(10);
        let header = bytes.len() - 2 - 10;
        for (end, expected) in [
            (1, (Part::Prefix, 1, 2)),
            (2, (Part::Header, 0, header)),
            (5, (Part::Header, 3, header)),
            (2 + header, (Part::Content, 0, 10)),
            (2 + header + 9, (Part::Content, 9, 10)),
        ] {
            let mut decoder = Decoder::new(Limits::default());
            assert_eq!(decoder.finish(), Ok(()));
            assert_eq!(decoder.feed(&mut &bytes[..end]), Ok(None));
            let (part, got, of) = expected;
            assert_eq!(decoder.finish(), Err(Error::Truncated { part, got, of }));
        }
    }

    #[test]
    fn room_is_made_for_what_has_come_and_not_for_what_is_announced() {
        let length = 5 * STEP;
        let (_, bytes) = encoded(length);
        let mut decoder = Decoder::new(Limits::default());
        for mut piece in bytes[..bytes.len() - 1].chunks(SMALL) {
            decoder.feed(&mut piece).unwrap();
            let (has, room) = bytes_in(&decoder.state);
            assert!(room <= (2 * has).max(STEP).min(length), "{room} for {has}");
        }
        let announced = bytes.len() - length;
        let mut decoder = Decoder::new(Limits::default());
        decoder.feed(&mut &bytes[..announced]).unwrap();
        assert_eq!(bytes_in(&decoder.state), (0, 0));
    }

    /// Work is counted, not timed: a byte is moved when it is taken, and when the room
    /// that it is in grows. That doubles each time, so half of the bytes have been
    /// there when it last grew, a quarter when it grew before, and so on.
    #[test]
    fn a_byte_is_moved_three_times_at_most_however_small_the_pieces() {
        // With room for one step more each time, a byte of the last would move ten times.
        for length in [1, STEP, STEP + 1, 20 * STEP] {
            let (_, bytes) = encoded(length);
            let mut decoder = Decoder::new(Limits::default());
            let mut moved = 0;
            for mut piece in bytes[..bytes.len() - 1].chunks(SMALL) {
                let (had, room) = bytes_in(&decoder.state);
                moved += piece.len();
                decoder.feed(&mut piece).unwrap();
                assert!(piece.is_empty(), "and it is looked at once");
                let has_grown = bytes_in(&decoder.state).1 != room;
                moved += if has_grown { had } else { 0 };
            }
            assert!(moved <= 3 * bytes.len(), "{moved} of {}", bytes.len());
        }
    }

    #[test]
    fn what_comes_whole_has_its_room_at_once() {
        let (_, bytes) = encoded(5 * STEP);
        let mut decoder = Decoder::new(Limits::default());
        let message = decoder.feed(&mut bytes.as_slice()).unwrap().unwrap();
        assert_eq!(message.content.capacity(), message.content.len());
    }
}
