//! A client for a person: it sends each line that is typed and shows the answer.

use std::fmt;
use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpStream;

use crate::lines::{LINE_LIMIT, LineError, printable, read_line};

/// An answer may be a line of ours with something in front of it.
const ANSWER_LIMIT: usize = LINE_LIMIT + 64;

/// Which side of the conversation failed.
#[derive(Debug)]
pub enum TalkError {
    /// What was typed can't be sent.
    Input(LineError),
    /// The server's answer isn't a line, or there is none.
    Server(LineError),
    /// The answer can't be shown.
    Output(io::Error),
}

impl fmt::Display for TalkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(error) | Self::Server(error) => error.fmt(f),
            Self::Output(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for TalkError {}

/// Sends each line of `input` and writes each answer to `output`, until the input
/// ends.
///
/// # Errors
/// See [`TalkError`]. A server that closes is one
/// ([`UnexpectedEof`](io::ErrorKind::UnexpectedEof)), since it owes an answer.
// ANCHOR: talk
pub fn talk(
    stream: &TcpStream,
    input: &mut impl BufRead,
    output: &mut impl Write,
) -> Result<(), TalkError> {
    let mut answers = BufReader::new(stream);
    loop {
        let mut line = match read_line(input, LINE_LIMIT) {
            Ok(Some(line)) | Err(LineError::Unfinished { line }) => line,
            Ok(None) => return Ok(()),
            Err(error) => return Err(TalkError::Input(error)),
        };
        line.push(b'\n');
        let answer = ask(stream, &mut answers, &line).map_err(TalkError::Server)?;
        writeln!(output, "{}", printable(&answer)).map_err(TalkError::Output)?;
    }
}

fn ask(
    mut stream: &TcpStream,
    answers: &mut impl BufRead,
    line: &[u8],
) -> Result<Vec<u8>, LineError> {
    stream.write_all(line)?;
    let closed = io::Error::new(
        io::ErrorKind::UnexpectedEof,
        "the server has closed the connection",
    );
    read_line(answers, ANSWER_LIMIT)?.ok_or(LineError::Io(closed))
}
// ANCHOR_END: talk
