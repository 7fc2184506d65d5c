//! What a datagram of a transfer says, and how it says it in bytes.
//!
//! ```text
//!  0      1                          9             13
//! +------+--------------------------+-------------+-----------···
//! | kind |         transfer         |    number   |  payload
//! +------+--------------------------+-------------+-----------···
//! ```
//!
//! Numbers have their most significant byte first.

use std::fmt;

/// Kind, transfer and number: 13 bytes.
pub const HEADER: usize = 1 + 8 + 4;

// ANCHOR: largest
/// 1,200 bytes: what QUIC expects every way to carry in one piece (RFC 9000,
/// section 14). With 8 bytes of UDP and 40 of IPv6 they stay below the 1,280 that
/// every IPv6 network carries (RFC 8200, section 5).
pub const LARGEST_FRAME: usize = 1200;

/// What a frame has room for behind its header.
pub const LARGEST_PAYLOAD: usize = LARGEST_FRAME - HEADER;
// ANCHOR_END: largest

const DATA: u8 = b'D';
const LAST: u8 = b'L';
const ACKNOWLEDGEMENT: u8 = b'A';

/// A message between the two sides of a transfer.
///
/// ```
/// use tcp_vs_udp::transfer::frame::{Frame, Part};
///
/// let part = Part { number: 0, last: true, payload: b"hello" };
/// let frame = Frame::Data { transfer: 7, part };
/// let bytes = frame.encode();
/// assert_eq!(bytes.len(), 13 + 5);
/// assert_eq!(Frame::decode(&bytes), Ok(frame));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
// ANCHOR: frame
pub enum Frame<'a> {
    /// A part of what is transferred.
    Data {
        /// Chosen at random by the sender: tells its transfers apart.
        transfer: u64,
        /// What is in it.
        part: Part<'a>,
    },
    /// The answer: all parts up to this number have come.
    Acknowledgement {
        /// That of the data.
        transfer: u64,
        /// That of the newest part.
        number: u32,
    },
}

/// What a frame carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part<'a> {
    /// Which part it is, from 0.
    pub number: u32,
    /// Whether it is the last.
    pub last: bool,
    /// Its bytes: none only if nothing at all is transferred.
    pub payload: &'a [u8],
}
// ANCHOR_END: frame

/// Why a datagram isn't a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAFrame {
    /// It ends before the header does, after so many bytes.
    TooShort(usize),
    /// It has more than [`LARGEST_FRAME`] bytes, or an acknowledgement a payload.
    TooLong(usize),
    /// It begins with a byte that stands for no kind.
    UnknownKind(u8),
    /// It is a part of something, and empty.
    Empty,
}

impl<'a> Frame<'a> {
    /// The frame as a datagram. Of a payload, at most [`LARGEST_PAYLOAD`] bytes are
    /// allowed: [`decode`](Self::decode) refuses what is longer.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let (kind, transfer, number, payload) = match *self {
            Self::Data { transfer, part } => {
                let kind = if part.last { LAST } else { DATA };
                (kind, transfer, part.number, part.payload)
            }
            Self::Acknowledgement { transfer, number } => {
                (ACKNOWLEDGEMENT, transfer, number, &[][..])
            }
        };
        let mut bytes = vec![kind];
        bytes.extend(transfer.to_be_bytes());
        bytes.extend(number.to_be_bytes());
        bytes.extend(payload);
        bytes
    }

    /// The frame that a datagram is.
    ///
    /// # Errors
    /// It is none, see [`NotAFrame`]. Nothing that a peer sends is worse than that.
    // ANCHOR: decode
    pub fn decode(datagram: &'a [u8]) -> Result<Self, NotAFrame> {
        let length = datagram.len();
        if length > LARGEST_FRAME {
            return Err(NotAFrame::TooLong(length));
        }
        let too_short = NotAFrame::TooShort(length);
        let (&kind, rest) = datagram.split_first().ok_or(too_short)?;
        let (transfer, rest) = rest.split_first_chunk().ok_or(too_short)?;
        let (number, payload) = rest.split_first_chunk().ok_or(too_short)?;
        let transfer = u64::from_be_bytes(*transfer);
        let number = u32::from_be_bytes(*number);
        let part = Part {
            number,
            last: kind == LAST,
            payload,
        };
        match kind {
            DATA if payload.is_empty() => Err(NotAFrame::Empty),
            LAST if payload.is_empty() && number > 0 => Err(NotAFrame::Empty),
            DATA | LAST => Ok(Self::Data { transfer, part }),
            ACKNOWLEDGEMENT if payload.is_empty() => {
                Ok(Self::Acknowledgement { transfer, number })
            }
            ACKNOWLEDGEMENT => Err(NotAFrame::TooLong(length)),
            unknown => Err(NotAFrame::UnknownKind(unknown)),
        }
    }
    // ANCHOR_END: decode
}

impl fmt::Display for NotAFrame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooShort(length) => {
                write!(f, "{length} bytes, too few for a frame")
            }
            Self::TooLong(length) => {
                write!(f, "{length} bytes, too many for a frame")
            }
            Self::UnknownKind(_) => f.write_str("what is no frame"),
            Self::Empty => f.write_str("a part with nothing in it"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames() -> Vec<Frame<'static>> {
        let (transfer, number) = (0x0123_4567_89AB_CDEF, 0x0203_0405);
        let mut frames = vec![Frame::Acknowledgement { transfer, number }];
        for payload in [&b"hello"[..], &[0xFF; LARGEST_PAYLOAD]] {
            for last in [false, true] {
                let part = Part {
                    number,
                    last,
                    payload,
                };
                frames.push(Frame::Data { transfer, part });
            }
        }
        let part = Part {
            number: 0,
            last: true,
            payload: &[],
        };
        frames.push(Frame::Data { transfer, part });
        frames
    }

    #[test]
    fn the_largest_frame_fits_into_the_least_that_ipv6_carries() {
        let lengths = frames().into_iter().map(|frame| frame.encode().len());
        let largest = lengths.max().unwrap();
        assert_eq!(largest, LARGEST_FRAME);
        assert!(40 + 8 + largest <= 1280);
    }

    #[test]
    fn a_frame_survives_the_way() {
        for frame in frames() {
            assert_eq!(Frame::decode(&frame.encode()), Ok(frame));
        }
    }

    #[test]
    fn the_bytes_are_those_of_the_figure() {
        let part = Part {
            number: 9,
            last: true,
            payload: b"hi",
        };
        let frame = Frame::Data {
            transfer: 0x0102_0304_0506_0708,
            part,
        };
        let bytes = b"L\x01\x02\x03\x04\x05\x06\x07\x08\0\0\0\x09hi";
        assert_eq!(frame.encode(), bytes);
    }

    #[test]
    fn a_frame_cut_in_its_header_is_too_short() {
        for frame in frames() {
            let bytes = frame.encode();
            for length in 0..HEADER {
                let cut = Frame::decode(&bytes[..length]);
                assert_eq!(cut, Err(NotAFrame::TooShort(length)));
            }
        }
    }

    #[test]
    fn whatever_is_cut_or_changed_is_an_error_or_a_frame_of_just_these_bytes() {
        let is_sound = |bytes: &[u8]| match Frame::decode(bytes) {
            Ok(frame) => assert_eq!(frame.encode(), bytes),
            Err(error) => assert!(!error.to_string().is_empty()),
        };
        for frame in frames() {
            let mut bytes = frame.encode();
            (0..=bytes.len()).for_each(|length| is_sound(&bytes[..length]));
            for place in 0..bytes.len() {
                let byte = bytes[place];
                for other in 0..=u8::MAX {
                    bytes[place] = other;
                    is_sound(&bytes);
                }
                bytes[place] = byte;
            }
        }
    }

    #[test]
    fn what_is_too_long_or_empty_is_refused() {
        let header = |kind: u8, number: u8| {
            [&[kind][..], &[0; 8], &[0, 0, 0, number]].concat()
        };
        let long = |kind| [header(kind, 0), vec![0; LARGEST_PAYLOAD + 1]].concat();
        for (bytes, expected) in [
            (long(DATA), NotAFrame::TooLong(LARGEST_FRAME + 1)),
            ([header(b'A', 0), vec![0]].concat(), NotAFrame::TooLong(14)),
            (header(DATA, 0), NotAFrame::Empty),
            (header(LAST, 1), NotAFrame::Empty),
            (header(b'X', 0), NotAFrame::UnknownKind(b'X')),
        ] {
            assert_eq!(Frame::decode(&bytes), Err(expected));
        }
    }
}
