//! A client that sends a text line by line, and waits for each echo.

use std::fmt;
use std::io::{self, BufRead};
use std::str;

use crate::client::Client;
use crate::lines::{LINE_LIMIT, LineError, read_line};

/// The text that is sent unless another is named.
pub const BOOK: &str = include_str!("book.txt");

/// What has been sent and has come back so far.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    /// Whole lines.
    pub lines: u64,
    /// Bytes, with the line breaks.
    pub bytes: u64,
}

/// Why the text didn't come through.
#[derive(Debug)]
pub enum SendError {
    /// The text itself is at fault, or can't be read, in this line.
    Text {
        /// Counted from 1.
        line: u64,
        /// What is wrong.
        error: LineError,
    },
    /// The line isn't UTF-8, so the file is probably no text.
    NotUtf8 {
        /// Counted from 1.
        line: u64,
    },
    /// The server, or the way to it, failed.
    Server(io::Error),
    /// What came back isn't what was sent.
    Changed {
        /// Counted from 1.
        line: u64,
    },
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text { line, error } => write!(f, "line {line}: {error}"),
            Self::NotUtf8 { line } => {
                write!(f, "line {line} is not UTF-8: is it a text?")
            }
            Self::Server(error) => error.fmt(f),
            Self::Changed { line } => write!(f, "line {line} came back changed"),
        }
    }
}

impl std::error::Error for SendError {}

/// Sends each line of `text`, waits for its echo, and reports how far it has
/// come. A last line without a line break gets one.
///
/// # Errors
/// See [`SendError`].
// ANCHOR: send-book
pub fn send_book(
    client: &mut Client,
    text: &mut impl BufRead,
    mut report: impl FnMut(Sent),
) -> Result<Sent, SendError> {
    let mut sent = Sent::default();
    loop {
        let number = sent.lines.saturating_add(1);
        let mut line = match read_line(text, LINE_LIMIT) {
            Ok(Some(line)) | Err(LineError::Unfinished { line }) => line,
            Ok(None) => return Ok(sent),
            Err(error) => {
                return Err(SendError::Text {
                    line: number,
                    error,
                });
            }
        };
        if str::from_utf8(&line).is_err() {
            return Err(SendError::NotUtf8 { line: number });
        }
        line.push(b'\n');
        let echo = client.exchange(&line).map_err(SendError::Server)?;
        if echo != line {
            return Err(SendError::Changed { line: number });
        }
        sent.lines = number;
        sent.bytes = sent.bytes.saturating_add(line.len() as u64);
        report(sent);
    }
}
// ANCHOR_END: send-book
