//! From bytes to lines, however the bytes are cut.

use std::borrow::Cow;
use std::mem;

use crate::error::Error;
use crate::syntax::is_control;

/// A line of which some part has come. At its end it is empty again.
///
/// A line ends with a carriage return and a line feed. Neither may stand alone, nor any
/// other control character but the tab (RFC 9112, section 2.2).
#[derive(Debug, Clone, Default)]
pub(crate) struct Line {
    /// What has come of it, and a carriage return, if the line feed is all that is
    /// missing.
    begun: Vec<u8>,
}

/// Why there is no line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineError {
    /// It is longer than the limit.
    TooLong,
    /// A byte that mustn't stand there.
    BareLineFeed,
    BareCarriageReturn,
    Control(u8),
}

impl Line {
    /// Takes bytes from the front of `bytes` up to the end of one line, and returns it
    /// without its end; or all of them, and returns `None`. Each is looked at once.
    ///
    /// After an error, a line that is too long has its first `limit` bytes in
    /// [`begun`](Self::begun).
    // ANCHOR: feed
    pub(crate) fn feed<'a>(
        &mut self,
        bytes: &mut &'a [u8],
        limit: usize,
    ) -> Result<Option<Cow<'a, [u8]>>, LineError> {
        if self.begun.last() == Some(&b'\r') {
            return self.end(bytes);
        }
        let room = limit.saturating_sub(self.begun.len());
        let mut within = bytes.iter().take(room);
        let control = within.position(|byte| is_control(*byte));
        let length = control.unwrap_or(bytes.len()).min(room);
        let text = bytes.split_off(..length).unwrap_or_default();
        if self.begun.is_empty()
            && let Some(rest) = bytes.strip_prefix(b"\r\n")
        {
            *bytes = rest;
            return Ok(Some(Cow::Borrowed(text)));
        }
        self.begun.extend_from_slice(text);
        match bytes.split_off_first() {
            None => Ok(None),
            Some(b'\r') => {
                self.begun.push(b'\r');
                self.end(bytes)
            }
            Some(b'\n') => Err(LineError::BareLineFeed),
            Some(byte) if is_control(*byte) => Err(LineError::Control(*byte)),
            Some(_) => Err(LineError::TooLong),
        }
    }
    // ANCHOR_END: feed

    /// What comes behind a carriage return.
    fn end<'a>(
        &mut self,
        bytes: &mut &'a [u8],
    ) -> Result<Option<Cow<'a, [u8]>>, LineError> {
        match bytes.split_off_first() {
            None => Ok(None),
            Some(b'\n') => {
                self.begun.pop();
                Ok(Some(Cow::Owned(mem::take(&mut self.begun))))
            }
            Some(_) => Err(LineError::BareCarriageReturn),
        }
    }

    /// Whether nothing of it has come.
    pub(crate) fn is_empty(&self) -> bool {
        self.begun.is_empty()
    }

    /// What has come of it.
    pub(crate) fn begun(&self) -> &[u8] {
        &self.begun
    }
}

impl LineError {
    /// The same for a whole message, in which this is what a long line means.
    pub(crate) fn or_if_too_long(self, too_long: Error) -> Error {
        match self {
            Self::TooLong => too_long,
            Self::BareLineFeed => Error::BareLineFeed,
            Self::BareCarriageReturn => Error::BareCarriageReturn,
            Self::Control(byte) => Error::Control(byte),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_as_many_bytes_as_it_may() {
        let bytes = b"12345\r\n";
        for size in [1, 2, 5, 6, 7] {
            let feed = |limit| {
                let mut line = Line::default();
                let mut fed = Ok(None);
                for mut piece in bytes.chunks(size) {
                    fed = line.feed(&mut piece, limit);
                    if fed.is_err() {
                        break;
                    }
                }
                fed
            };
            assert_eq!(feed(5), Ok(Some(Cow::Borrowed(&b"12345"[..]))));
            assert_eq!(feed(4), Err(LineError::TooLong), "in pieces of {size}");
        }
    }

    #[test]
    fn a_line_that_comes_whole_is_not_copied() {
        let mut line = Line::default();
        let whole = line.feed(&mut b"GET\r\n".as_slice(), 10);
        assert!(matches!(whole, Ok(Some(Cow::Borrowed(b"GET")))));
    }

    #[test]
    fn no_more_is_kept_than_the_limit() {
        let limit = 100;
        let mut line = Line::default();
        for _ in 0..limit {
            assert_eq!(line.feed(&mut b"a".as_slice(), limit), Ok(None));
        }
        let refused = line.feed(&mut [b'a'; 10_000].as_slice(), limit);
        assert_eq!(refused, Err(LineError::TooLong));
        assert_eq!(line.begun().len(), limit);
        assert!(line.begun.capacity() <= 2 * limit);
    }
}
