//! Ways to say where a message ends, in a stream that doesn't.
//!
//! Each is a pair of functions: `append` writes a message behind others, and `take`
//! takes the first one off. The way of the chapter, a header that describes what
//! follows, has files of its own.

pub mod delimiter;
pub mod escaped;
pub mod fixed;
pub mod prefix;

use std::fmt;
use std::iter;

/// A way to say where a message ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// A line break ends it, so that it can't have one.
    Delimiter,
    /// A line break ends it, and one that is part of it is written otherwise.
    Escaped,
    /// Every message has the same size.
    Fixed,
    /// Two bytes in front say how many follow.
    Prefix,
}

impl Framing {
    /// Writes `message` behind what is in `stream`.
    ///
    /// # Errors
    /// It's longer than this way allows. Nothing is written then.
    pub fn append(
        self,
        message: &[u8],
        stream: &mut Vec<u8>,
    ) -> Result<(), TooLong> {
        match self {
            Self::Delimiter => delimiter::append(message, stream),
            Self::Escaped => escaped::append(message, stream),
            Self::Fixed => fixed::append(message, stream)?,
            Self::Prefix => prefix::append(message, stream)?,
        }
        Ok(())
    }

    /// Takes the messages off the beginning of `stream`, up to the first that isn't
    /// whole, and leaves that one.
    ///
    /// ```
    /// use app_protocol::framing::Framing;
    ///
    /// let mut stream: &[u8] = b"\x00\x03one\x00\x03two\x00\x05thr";
    /// let messages = Framing::Prefix.take_all(&mut stream);
    /// assert_eq!(messages, [b"one", b"two"]);
    /// assert_eq!(stream, b"\x00\x05thr");
    /// ```
    pub fn take_all(self, stream: &mut &[u8]) -> Vec<Vec<u8>> {
        let message = || match self {
            Self::Delimiter => delimiter::take(stream).map(<[u8]>::to_vec),
            Self::Escaped => escaped::take(stream),
            Self::Fixed => fixed::take(stream).map(<[u8]>::to_vec),
            Self::Prefix => prefix::take(stream).map(<[u8]>::to_vec),
        };
        iter::from_fn(message).collect()
    }
}

/// A message that can't be framed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong {
    /// The most bytes that a message may have.
    pub limit: usize,
    /// How many this one has.
    pub length: usize,
}

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { limit, length } = self;
        write!(f, "it has {length} bytes, and {limit} is the most")
    }
}

impl std::error::Error for TooLong {}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(way: Framing, messages: &[&str]) -> Vec<u8> {
        let mut stream = Vec::new();
        for message in messages {
            way.append(message.as_bytes(), &mut stream).unwrap();
        }
        stream
    }

    /// What comes out of `stream`, and what is left of it.
    fn taken(way: Framing, mut stream: &[u8]) -> (Vec<String>, Vec<u8>) {
        let messages = way.take_all(&mut stream).into_iter();
        let messages = messages.map(|message| String::from_utf8(message).unwrap());
        (messages.collect(), stream.to_vec())
    }

    #[test]
    fn each_way_gives_back_the_messages_that_suit_it() {
        for way in [
            Framing::Delimiter,
            Framing::Escaped,
            Framing::Fixed,
            Framing::Prefix,
        ] {
            let messages = ["hello", "", "goodbye", "12345678"];
            let stream = frames(way, &messages);
            let expected = messages.map(str::to_owned).to_vec();
            assert_eq!(taken(way, &stream), (expected, Vec::new()), "{way:?}");
            // What isn't whole stays, wherever the stream is cut.
            for cut in 0..stream.len() {
                let (part, left) = taken(way, &stream[..cut]);
                assert!(stream[..cut].ends_with(&left), "{way:?}");
                assert!(part.len() < messages.len(), "{way:?}");
            }
        }
    }

    #[test]
    fn a_delimiter_in_a_message_makes_two_of_it() {
        let stream = frames(Framing::Delimiter, &["two\nlines"]);
        assert_eq!(taken(Framing::Delimiter, &stream).0, ["two", "lines"]);
    }

    #[test]
    fn an_escaped_delimiter_is_part_of_its_message() {
        let messages = ["two\nlines", "C:\\new", "\\", "\\\n\\n"];
        let stream = frames(Framing::Escaped, &messages);
        assert_eq!(taken(Framing::Escaped, &stream).0, messages);
        // What no sender of ours writes is taken for what it looks like.
        assert_eq!(taken(Framing::Escaped, b"\\x\\\n").0, ["x\\"]);
    }

    #[test]
    fn a_fixed_size_is_too_small_for_some_and_fills_up_others() {
        let mut stream = Vec::new();
        let refused = Framing::Fixed.append(b"123456789", &mut stream);
        let (limit, length) = (8, 9);
        assert_eq!(refused, Err(TooLong { limit, length }));
        assert!(stream.is_empty());
        let stream = frames(Framing::Fixed, &["hi  "]);
        assert_eq!(taken(Framing::Fixed, &stream).0, ["hi"]);
    }

    #[test]
    fn two_bytes_count_to_65535() {
        let mut stream = Vec::new();
        let most = vec![b'a'; 65_535];
        Framing::Prefix.append(&most, &mut stream).unwrap();
        assert_eq!(stream[..3], *b"\xff\xffa");
        let refused = Framing::Prefix.append(&[b'a'; 65_536], &mut stream);
        let (limit, length) = (65_535, 65_536);
        assert_eq!(refused, Err(TooLong { limit, length }));
        assert_eq!(stream.len(), 65_537);
    }

    #[test]
    fn after_a_lost_byte_only_a_delimiter_finds_its_place_again() {
        let messages = ["one", "two", "three"];
        let without_third = |way| {
            let mut stream = frames(way, &messages);
            stream.remove(3);
            taken(way, &stream).0
        };
        assert_eq!(without_third(Framing::Delimiter), ["onetwo", "three"]);
        assert_eq!(without_third(Framing::Fixed), ["one    t", "wo     t"]);
        assert_eq!(without_third(Framing::Prefix), ["oe\0"]);
    }
}
