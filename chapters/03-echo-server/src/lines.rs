//! Reading lines, none of them longer than a limit.

use std::fmt;
use std::io::{self, BufRead, Read};

// ANCHOR: line-limit
/// 8 KiB, with the line break: twice what a terminal on Linux passes on in one
/// line, and a little more than the 8,000 bytes that RFC 9112, section 3, wants
/// servers to take as the first line of a request.
pub const LINE_LIMIT: usize = 8 * 1024;
// ANCHOR_END: line-limit

/// Why there is no line.
#[derive(Debug)]
// ANCHOR: line-error
pub enum LineError {
    /// The line is longer than the limit: answer, if you like, and close.
    TooLong {
        /// The longest line that is taken, in bytes, with its line break.
        limit: usize,
    },
    /// The end of file came first. In a protocol the line was cut off; in a text
    /// that a person wrote, it is the last.
    Unfinished {
        /// What there is of the line, at least one byte.
        line: Vec<u8>,
    },
    /// What the system says.
    Io(io::Error),
}
// ANCHOR_END: line-error

impl fmt::Display for LineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { limit } => {
                write!(f, "a line has at most {limit} bytes")
            }
            Self::Unfinished { line } => {
                write!(
                    f,
                    "the end came in the middle of a line of {} bytes",
                    line.len()
                )
            }
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for LineError {}

impl From<io::Error> for LineError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<LineError> for io::Error {
    /// What the system says, or
    /// [`InvalidData`](io::ErrorKind::InvalidData) for a line that is none.
    fn from(error: LineError) -> Self {
        match error {
            LineError::Io(error) => error,
            error => Self::new(io::ErrorKind::InvalidData, error),
        }
    }
}

/// Reads to the next line break and returns the line without it, or `None` at end
/// of file. No more than `limit` bytes, at least one, are kept, whatever comes.
///
/// # Errors
/// The line is longer than `limit` bytes with its line break, ends without one,
/// or can't be read. After an error, the reader stands somewhere in the line.
///
/// ```
/// use echo_server::lines::{LineError, read_line};
///
/// let mut peer: &[u8] = b"one\n\nthree and a half\nfo";
/// assert_eq!(read_line(&mut peer, 80)?, Some(b"one".to_vec()));
/// assert_eq!(read_line(&mut peer, 80)?, Some(b"".to_vec()));
/// assert!(matches!(read_line(&mut peer, 5), Err(LineError::TooLong { .. })));
/// # Ok::<(), LineError>(())
/// ```
// ANCHOR: read-line
pub fn read_line(
    reader: &mut impl BufRead,
    limit: usize,
) -> Result<Option<Vec<u8>>, LineError> {
    let mut line = Vec::new();
    reader
        .by_ref()
        .take(limit as u64)
        .read_until(b'\n', &mut line)?;
    match line.last() {
        None => Ok(None),
        Some(b'\n') => {
            line.pop();
            Ok(Some(line))
        }
        Some(_) if line.len() == limit => Err(LineError::TooLong { limit }),
        Some(_) => Err(LineError::Unfinished { line }),
    }
}
// ANCHOR_END: read-line

/// Text for a terminal, whatever a peer has sent: control characters, which could
/// move the cursor or worse, are shown instead of obeyed.
#[must_use]
pub fn printable(bytes: &[u8]) -> String {
    let mut text = String::new();
    for character in String::from_utf8_lossy(bytes).chars() {
        if character.is_control() && character != '\t' {
            text.extend(character.escape_default());
        } else {
            text.push(character);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    fn lines(mut text: &[u8], limit: usize) -> (Vec<Vec<u8>>, Option<LineError>) {
        let mut lines = Vec::new();
        loop {
            match read_line(&mut text, limit) {
                Ok(Some(line)) => lines.push(line),
                Ok(None) => return (lines, None),
                Err(error) => return (lines, Some(error)),
            }
        }
    }

    #[test]
    fn the_limit_counts_the_line_break() {
        assert!(lines(b"1234\n", 5).1.is_none());
        let (_, error) = lines(b"12345\n", 5);
        assert!(matches!(error, Some(LineError::TooLong { limit: 5 })));
    }

    #[test]
    fn the_end_in_the_middle_of_a_line_is_told_from_the_end_after_one() {
        assert!(lines(b"one\n", 80).1.is_none());
        let (before, error) = lines(b"one\ntw", 80);
        assert_eq!(before, [b"one"]);
        assert!(
            matches!(error, Some(LineError::Unfinished { line }) if line == b"tw")
        );
    }

    #[test]
    fn no_cut_makes_a_difference() {
        let text = b"one\ntwo\r\n\n\xffour\n";
        let whole = lines(text, 80).0;
        assert_eq!(whole, [&b"one"[..], b"two\r", b"", b"\xffour"]);
        for at in 0..=text.len() {
            let (left, right) = text.split_at(at);
            // One byte of buffer, so that each byte is a piece of its own too.
            let mut reader = BufReader::with_capacity(1, left.chain(right));
            for line in &whole {
                assert_eq!(
                    read_line(&mut reader, 80).unwrap().as_ref(),
                    Some(line)
                );
            }
            assert_eq!(read_line(&mut reader, 80).unwrap(), None);
        }
    }

    #[test]
    fn an_endless_line_takes_no_more_than_the_limit() {
        let mut endless = BufReader::new(io::repeat(b'a'));
        let error = read_line(&mut endless, LINE_LIMIT).unwrap_err();
        assert!(matches!(error, LineError::TooLong { limit: LINE_LIMIT }));
    }

    #[test]
    fn what_could_control_a_terminal_is_shown() {
        assert_eq!(printable("grüß \"dich\"\t!".as_bytes()), "grüß \"dich\"\t!");
        assert_eq!(printable(b"\x1b[2J\xff\r"), "\\u{1b}[2J\u{fffd}\\r");
        assert_eq!(printable("\u{9b}2J".as_bytes()), "\\u{9b}2J");
    }
}
