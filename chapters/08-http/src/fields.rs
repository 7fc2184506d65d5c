//! From lines to header fields, before a body or behind it.

use crate::error::Error;
use crate::headers::Headers;
use crate::line::{Line, LineError};
use crate::syntax::{is_space, is_token, text, trimmed};

/// A carriage return and a line feed.
const LINE_END: usize = 2;

/// A header section, or the trailers, of which some part has come.
#[derive(Debug, Clone)]
pub(crate) struct FieldSection {
    headers: Headers,
    line: Line,
    /// How many bytes its lines may still have, with their ends.
    left: usize,
    /// What it may have in all.
    limit: usize,
    fields: usize,
}

impl FieldSection {
    /// One of at most `limit` bytes and `fields` fields.
    pub(crate) fn new(limit: usize, fields: usize) -> Self {
        Self {
            headers: Headers::new(),
            line: Line::default(),
            left: limit,
            limit,
            fields,
        }
    }

    /// Takes bytes from the front of `bytes` up to the empty line that ends the section,
    /// or all of them, and says whether it has ended.
    pub(crate) fn feed(&mut self, bytes: &mut &[u8]) -> Result<bool, Error> {
        loop {
            let room = self.left.saturating_sub(LINE_END);
            let line = match self.line.feed(bytes, room) {
                Ok(Some(line)) => line,
                Ok(None) => return Ok(false),
                Err(error) => return Err(self.refused(error)),
            };
            if line.is_empty() {
                return Ok(true);
            }
            if self.headers.len() == self.fields {
                return Err(Error::TooManyFields { limit: self.fields });
            }
            let (name, value) = field(&line)?;
            self.headers.append(text(name), text(value));
            let taken = line.len().saturating_add(LINE_END);
            self.left = self.left.saturating_sub(taken);
        }
    }

    /// The fields, when it has ended.
    pub(crate) fn into_headers(self) -> Headers {
        self.headers
    }

    fn refused(&self, error: LineError) -> Error {
        error.or_if_too_long(Error::FieldsTooLarge { limit: self.limit })
    }
}

/// Name and value of a line.
// ANCHOR: field
fn field(line: &[u8]) -> Result<(&[u8], &[u8]), Error> {
    if line.first().copied().is_some_and(is_space) {
        return Err(Error::Folded);
    }
    let mut parts = line.splitn(2, |byte| *byte == b':');
    let (Some(name), Some(value)) = (parts.next(), parts.next()) else {
        return Err(Error::Field);
    };
    if name.last().copied().is_some_and(is_space) {
        return Err(Error::SpaceBeforeColon);
    }
    if !is_token(name) {
        return Err(Error::Field);
    }
    Ok((name, trimmed(value)))
}
// ANCHOR_END: field

#[cfg(test)]
mod tests {
    use super::*;

    fn read(limit: usize, mut bytes: &[u8]) -> Result<bool, Error> {
        FieldSection::new(limit, 100).feed(&mut bytes)
    }

    #[test]
    fn fields_have_as_many_bytes_as_they_may() {
        let bytes = b"A: 1\r\nB: 2\r\n\r\n";
        assert_eq!(read(12, bytes), Ok(true));
        let refused = |limit| Err(Error::FieldsTooLarge { limit });
        assert_eq!(read(11, bytes), refused(11));
        assert_eq!(read(5, bytes), refused(5));
        assert_eq!(read(0, b"\r\n"), Ok(true));
    }

    #[test]
    fn what_is_wrong_with_a_line_is_told() {
        for (line, error) in [
            ("A : 1", Error::SpaceBeforeColon),
            ("A\t: 1", Error::SpaceBeforeColon),
            (" A: 1", Error::Folded),
            ("\tA", Error::Folded),
            ("A", Error::Field),
            (": 1", Error::Field),
            ("A B: 1", Error::Field),
        ] {
            let text = format!("{line}\r\n");
            assert_eq!(read(100, text.as_bytes()), Err(error), "{line}");
        }
    }

    #[test]
    fn spaces_around_a_value_do_not_belong_to_it() {
        let mut section = FieldSection::new(100, 100);
        let bytes = b"a:\t b c \t\r\nB:\r\nC:d\xe9\r\n\r\n";
        assert_eq!(section.feed(&mut bytes.as_slice()), Ok(true));
        let headers = section.into_headers();
        let fields: Vec<_> = headers.iter().collect();
        assert_eq!(fields, [("a", "b c"), ("B", ""), ("C", "d\u{e9}")]);
    }
}
