//! An experiment: what pieces cost a decoder that begins again whenever one has come.

use std::fmt;

use crate::{Decoder, Error, Limits, Message};

/// What the message of the experiment has.
const CONTENT: usize = 16 * 1024;

/// Into pieces of how many bytes it is cut.
pub const PIECES: [usize; 5] = [65_536, 4096, 256, 16, 1];

/// The decoder that one writes first: it collects what comes, and looks each time from
/// the first byte on whether a message is whole.
#[derive(Debug)]
pub struct BeginsAgain {
    limits: Limits,
    collected: Vec<u8>,
}

impl BeginsAgain {
    /// A decoder that waits for the first message.
    #[must_use]
    pub const fn new(limits: Limits) -> Self {
        let collected = Vec::new();
        Self { limits, collected }
    }

    /// Takes all of `piece`, and returns a message if one is whole. If there is another,
    /// it is returned for the next piece, which may be empty.
    ///
    /// # Errors
    /// Those of [`Decoder::feed`].
    // ANCHOR: begins-again
    pub fn feed(&mut self, piece: &[u8]) -> Result<Option<Message>, Error> {
        self.collected.extend_from_slice(piece);
        let mut bytes = self.collected.as_slice();
        let message = Decoder::new(self.limits).feed(&mut bytes)?;
        if message.is_some() {
            self.collected = bytes.to_vec();
        }
        Ok(message)
    }
    // ANCHOR_END: begins-again
}

/// How many bytes two decoders look at for the same message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Looks {
    /// How many bytes come at a time, at most.
    pub piece: usize,
    /// The chapter's, which looks at each byte once.
    pub decoder: usize,
    /// The one that begins again.
    pub begins_again: usize,
}

/// Sends both of them a message in such pieces, of one byte at least.
///
/// ```
/// use app_protocol::pieces::looks;
///
/// let looks = looks(1)?;
/// assert!(looks.begins_again > 8000 * looks.decoder);
/// # Ok::<(), app_protocol::Error>(())
/// ```
///
/// # Errors
/// None: the message is right.
pub fn looks(piece: usize) -> Result<Looks, Error> {
    let mut bytes = Vec::new();
    Message::binary("any", vec![b'x'; CONTENT]).encode(&mut bytes)?;
    let mut looks = Looks {
        piece,
        decoder: 0,
        begins_again: 0,
    };
    let mut decoder = Decoder::new(Limits::default());
    let mut begins_again = BeginsAgain::new(Limits::default());
    for piece in bytes.chunks(piece.max(1)) {
        looks.decoder = looks.decoder.saturating_add(piece.len());
        decoder.feed(&mut &*piece)?;

        let again = begins_again.collected.len().saturating_add(piece.len());
        looks.begins_again = looks.begins_again.saturating_add(again);
        begins_again.feed(piece)?;
    }
    Ok(looks)
}

impl Looks {
    /// What stands above the rows.
    pub const HEADER: &str = "bytes a piece   looked at   beginning again";
}

impl fmt::Display for Looks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            piece,
            decoder,
            begins_again,
        } = self;
        write!(f, "{piece:>13}{decoder:>12}{begins_again:>18}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What it costs, is all that is wrong with it.
    #[test]
    fn beginning_again_finds_the_same_messages() {
        let mut bytes = Vec::new();
        for content in [&b"one"[..], b"", b"three"] {
            let message = Message::binary("any", content.to_vec());
            message.encode(&mut bytes).unwrap();
        }
        // The second size has pieces with the end of one and the beginning of another.
        for size in [1, 7, bytes.len()] {
            let mut decoder = BeginsAgain::new(Limits::default());
            let mut contents = Vec::new();
            for mut piece in bytes.chunks(size) {
                while let Some(message) = decoder.feed(piece).unwrap() {
                    contents.push(message.content);
                    piece = &[];
                }
            }
            assert_eq!(contents, [&b"one"[..], b"", b"three"], "{size}");
        }
    }

    #[test]
    fn in_one_piece_both_look_at_each_byte_once() {
        let looks = looks(usize::MAX).unwrap();
        assert_eq!(looks.decoder, looks.begins_again);
        assert!(looks.decoder > CONTENT);
    }
}
