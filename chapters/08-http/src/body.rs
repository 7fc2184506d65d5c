//! From bytes to a body, however the bytes are cut.

use crate::error::{Error, Part, excerpt};
use crate::fields::FieldSection;
use crate::framing::BodyLength;
use crate::limits::Limits;
use crate::line::Line;

/// 16 digits: what 64 bits have in hexadecimal.
const SIZE_DIGITS: usize = 16;

/// What comes next of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
// ANCHOR: piece
pub enum Piece<'a> {
    /// Some bytes of it; one at least.
    Data(&'a [u8]),
    /// What has come is taken, and there is more to come.
    NeedMore,
    /// This was all of it.
    End,
}
// ANCHOR_END: piece

/// Takes bytes as they come, and gives the pieces of one body. It keeps none of them.
///
/// ```
/// use http_server::{BodyDecoder, BodyLength, Piece};
///
/// let mut bytes = b"5\r\nhello\r\n0\r\n\r\nwhat follows".as_slice();
/// let mut body = BodyDecoder::new(BodyLength::Chunked);
/// assert_eq!(body.feed(&mut bytes)?, Piece::Data(b"hello"));
/// assert_eq!(body.feed(&mut bytes)?, Piece::End);
/// assert_eq!(bytes, b"what follows");
/// # Ok::<(), http_server::Error>(())
/// ```
#[derive(Debug, Clone)]
// ANCHOR: body-decoder
pub struct BodyDecoder {
    limits: Limits,
    state: State,
    /// What the extensions of its chunks may still take.
    extensions_left: usize,
}

/// What of the body comes next.
#[derive(Debug, Clone)]
enum State {
    /// So many bytes, all of them.
    Counted { left: u64 },
    /// Bytes up to the end of file.
    UntilClose,
    /// A line with the size of a chunk.
    Size(Line),
    /// So many bytes of a chunk.
    Chunk { left: u64 },
    /// The line end behind them.
    ChunkEnd(Line),
    /// The fields behind the last chunk, and an empty line.
    Trailers(FieldSection),
    /// Nothing.
    End,
    /// There is nothing more to be had.
    Failed(Error),
}
// ANCHOR_END: body-decoder

impl BodyDecoder {
    /// A decoder for a body of this length, with the usual limits for its chunks.
    #[must_use]
    pub fn new(length: BodyLength) -> Self {
        Self::with_limits(length, Limits::default())
    }

    /// A decoder for a body of this length.
    #[must_use]
    pub fn with_limits(length: BodyLength, limits: Limits) -> Self {
        let state = match length {
            BodyLength::None | BodyLength::Known(0) => State::End,
            BodyLength::Known(left) => State::Counted { left },
            BodyLength::Chunked => State::Size(Line::default()),
            BodyLength::UntilClose => State::UntilClose,
        };
        Self {
            limits,
            state,
            extensions_left: limits.chunk_extensions,
        }
    }

    /// Takes bytes from the front of `bytes`, up to the next piece. Call it until it
    /// says that there is no other: behind the end, it takes nothing more.
    ///
    /// # Errors
    /// The bytes aren't a body in chunks, or one over the limits. From then on the
    /// error is always the same, and nothing more is taken.
    pub fn feed<'a>(&mut self, bytes: &mut &'a [u8]) -> Result<Piece<'a>, Error> {
        let fed = self.advance(bytes);
        if let Err(error) = &fed {
            self.state = State::Failed(error.clone());
        }
        fed
    }

    fn advance<'a>(&mut self, bytes: &mut &'a [u8]) -> Result<Piece<'a>, Error> {
        loop {
            let next = match &mut self.state {
                State::Counted { left: 0 } => State::End,
                State::Counted { left } => return Ok(take(bytes, left)),
                State::UntilClose => {
                    let mut endless = u64::MAX;
                    return Ok(take(bytes, &mut endless));
                }
                State::Size(line) => {
                    let limit = self.limits.chunk_line;
                    match line.feed(bytes, limit) {
                        Ok(Some(line)) => self.begin_chunk(&line)?,
                        Ok(None) => return Ok(Piece::NeedMore),
                        Err(error) => {
                            let too_long = Error::ChunkLineTooLong { limit };
                            return Err(error.or_if_too_long(too_long));
                        }
                    }
                }
                State::Chunk { left: 0 } => State::ChunkEnd(Line::default()),
                State::Chunk { left } => return Ok(take(bytes, left)),
                State::ChunkEnd(line) => match line.feed(bytes, 0) {
                    Ok(Some(_)) => State::Size(Line::default()),
                    Ok(None) => return Ok(Piece::NeedMore),
                    Err(_) => return Err(Error::ChunkEnd),
                },
                State::Trailers(section) => match section.feed(bytes)? {
                    true => State::End,
                    false => return Ok(Piece::NeedMore),
                },
                State::End => return Ok(Piece::End),
                State::Failed(error) => return Err(error.clone()),
            };
            self.state = next;
        }
    }

    /// What comes behind a line with the size of a chunk.
    // ANCHOR: begin-chunk
    fn begin_chunk(&mut self, line: &[u8]) -> Result<State, Error> {
        let size = line.split(|byte| *byte == b';').next().unwrap_or(line);
        let extensions = line.len().saturating_sub(size.len());
        let Some(left) = self.extensions_left.checked_sub(extensions) else {
            let limit = self.limits.chunk_extensions;
            return Err(Error::ExtensionsTooLarge { limit });
        };
        self.extensions_left = left;
        match chunk_size(size) {
            None => Err(Error::ChunkSize { got: excerpt(line) }),
            Some(0) => {
                let Limits {
                    trailers, fields, ..
                } = self.limits;
                Ok(State::Trailers(FieldSection::new(trailers, fields)))
            }
            Some(left) => Ok(State::Chunk { left }),
        }
    }
    // ANCHOR_END: begin-chunk

    /// What an end of file means here.
    ///
    /// # Errors
    /// The body is cut off, or there was an error before.
    pub fn finish(&self) -> Result<(), Error> {
        match &self.state {
            State::UntilClose | State::End | State::Counted { left: 0 } => Ok(()),
            State::Counted { left } => {
                Err(Error::Truncated(Part::Body { missing: *left }))
            }
            State::Size(_)
            | State::Chunk { .. }
            | State::ChunkEnd(_)
            | State::Trailers(_) => Err(Error::Truncated(Part::Chunks)),
            State::Failed(error) => Err(error.clone()),
        }
    }
}

/// As many bytes as have come, and `left` at most.
fn take<'a>(bytes: &mut &'a [u8], left: &mut u64) -> Piece<'a> {
    if bytes.is_empty() {
        return Piece::NeedMore;
    }
    let most = usize::try_from(*left).unwrap_or(usize::MAX);
    let data = bytes.split_off(..most.min(bytes.len())).unwrap_or_default();
    *left = left.saturating_sub(data.len() as u64);
    Piece::Data(data)
}

/// Digits in hexadecimal, and nothing else: no sign, no `0x`, no space (RFC 9112,
/// section 7.1).
// ANCHOR: chunk-size
fn chunk_size(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() || digits.len() > SIZE_DIGITS {
        return None;
    }
    digits.iter().try_fold(0_u64, |size, digit| {
        let digit = char::from(*digit).to_digit(16)?;
        size.checked_mul(16)?.checked_add(digit.into())
    })
}
// ANCHOR_END: chunk-size

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_of_known_length_leaves_what_is_behind_it() {
        let mut body = BodyDecoder::new(BodyLength::Known(5));
        let mut bytes = b"hel".as_slice();
        assert_eq!(body.feed(&mut bytes), Ok(Piece::Data(b"hel")));
        assert_eq!(body.feed(&mut bytes), Ok(Piece::NeedMore));
        let missing = Error::Truncated(Part::Body { missing: 2 });
        assert_eq!(body.finish(), Err(missing));
        let mut bytes = b"lo, you".as_slice();
        assert_eq!(body.feed(&mut bytes), Ok(Piece::Data(b"lo")));
        assert_eq!(body.finish(), Ok(()));
        assert_eq!(body.feed(&mut bytes), Ok(Piece::End));
        assert_eq!(bytes, b", you");
    }

    #[test]
    fn without_a_length_the_end_of_file_ends_it() {
        let mut body = BodyDecoder::new(BodyLength::UntilClose);
        assert_eq!(body.feed(&mut b"any".as_slice()), Ok(Piece::Data(b"any")));
        assert_eq!(body.feed(&mut b"".as_slice()), Ok(Piece::NeedMore));
        assert_eq!(body.finish(), Ok(()));
        for length in [BodyLength::None, BodyLength::Known(0)] {
            let mut body = BodyDecoder::new(length);
            assert_eq!(body.feed(&mut b"any".as_slice()), Ok(Piece::End));
        }
    }

    /// One without any would be taken for 0, and end the body.
    #[test]
    fn a_size_has_a_digit_at_least() {
        assert_eq!(whole(b"0\r\n\r\n", Limits::default()), Ok(()));
        for chunks in ["\r\n\r\n", ";a\r\n\r\n"] {
            let read = whole(chunks.as_bytes(), Limits::default());
            assert!(matches!(read, Err(Error::ChunkSize { .. })), "{chunks:?}");
        }
    }

    fn whole(chunks: &[u8], limits: Limits) -> Result<(), Error> {
        let mut body = BodyDecoder::with_limits(BodyLength::Chunked, limits);
        let mut bytes = chunks;
        while let Piece::Data(_) = body.feed(&mut bytes)? {}
        body.finish()
    }

    #[test]
    fn chunks_say_as_much_beside_their_sizes_as_they_may() {
        let chunks = b"1;abc\r\nx\r\n1;d\r\ny\r\n0\r\nA: 1\r\n\r\n";
        let limits = Limits {
            chunk_line: 5,
            chunk_extensions: 6,
            trailers: 6,
            fields: 1,
            ..Limits::default()
        };
        assert_eq!(whole(chunks, limits), Ok(()));
        for limits in [
            Limits {
                chunk_line: 4,
                ..limits
            },
            Limits {
                chunk_extensions: 5,
                ..limits
            },
            Limits {
                trailers: 5,
                ..limits
            },
            Limits {
                fields: 0,
                ..limits
            },
        ] {
            let refused = whole(chunks, limits);
            assert!(
                !matches!(refused, Ok(()) | Err(Error::Truncated(_))),
                "{limits:?}: {refused:?}"
            );
        }
    }

    #[test]
    fn a_size_has_all_the_bits_that_there_are() {
        assert_eq!(chunk_size(b"ffffFFFFffffFFFF"), Some(u64::MAX));
        assert_eq!(chunk_size(b"000000000000000a"), Some(10));
        assert_eq!(chunk_size(b"0000000000000000a"), None);
    }
}
