//! Requests that are wrong, and some that only look so, to see what a server makes of
//! them.

mod chunks;
mod fields;
mod framing;
mod right;
mod start_line;
mod target;

use std::fmt;
use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::time::Duration;

use echo_server::client::connect;
use echo_server::limits::{LimitedStream, Limits as Patience};

use crate::body::{BodyDecoder, Piece};
use crate::decoder::ResponseDecoder;
use crate::framing::BodyLength;
use crate::limits::Limits;
use crate::method::Method;
use crate::status::Status;

/// How long to wait for an answer: a server has no reason to think about these.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// What is sent behind each of them. Who answers it has found the end of what came
/// before.
pub const NEXT: &[u8] = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

/// What a peer sends, and what it should get.
#[derive(Debug, Clone)]
// ANCHOR: row
pub struct Row {
    /// What is wrong, or right, in a few words.
    pub name: &'static str,
    /// One request, or more, or none.
    pub bytes: Vec<u8>,
    /// What should come of it.
    pub expected: Expected,
    /// The RFC that says so, and the section.
    pub section: &'static str,
}

/// What should come of a [`Row`], and of [`NEXT`] behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// It is answered with this status, and the connection is closed.
    Refused(Status),
    /// The same, from an application that reads the body. One that doesn't may answer
    /// as it likes, and the connection is closed.
    RefusedInBody(Status),
    /// So many requests are answered, and then the next one.
    Answered(usize),
}
// ANCHOR_END: row

/// What has come of a row.
#[derive(Debug)]
pub struct Outcome {
    /// The answers.
    pub answers: Vec<Status>,
    /// Whether the end of file came behind them, or what did.
    pub end: io::Result<()>,
}

/// All rows, in the order of the parts of a request.
#[must_use]
pub fn all() -> Vec<Row> {
    [
        start_line::rows(),
        target::rows(),
        fields::rows(),
        framing::rows(),
        chunks::rows(),
        right::rows(),
    ]
    .concat()
}

impl Row {
    fn new(
        name: &'static str,
        section: &'static str,
        expected: Expected,
        bytes: impl Into<Vec<u8>>,
    ) -> Self {
        Self {
            name,
            bytes: bytes.into(),
            expected,
            section,
        }
    }

    /// Sends it, and [`NEXT`], over a connection of its own, and takes what is answered,
    /// up to the end.
    ///
    /// # Errors
    /// There is no connection.
    pub fn send(&self, server: &[SocketAddr]) -> io::Result<Outcome> {
        let patience = Patience {
            silence: PATIENCE,
            conversation: PATIENCE,
        };
        let stream = connect(server, PATIENCE)?;
        let mut stream = LimitedStream::new(stream, patience)?;
        // A server that breaks off may have said why.
        let sent = stream.write_all(&[&self.bytes, NEXT].concat());
        let mut answers = Vec::new();
        let end = read_answers(&mut stream, &mut answers).and(sent);
        Ok(Outcome { answers, end })
    }

    /// Whether this is what should come of it.
    // ANCHOR: is-met-by
    #[must_use]
    pub fn is_met_by(&self, outcome: &Outcome) -> bool {
        let answers = &outcome.answers;
        outcome.end.is_ok()
            && match self.expected {
                Expected::Refused(status) => *answers == [status],
                Expected::RefusedInBody(_) => answers.len() == 1,
                Expected::Answered(times) => {
                    answers.len() == times.saturating_add(1)
                }
            }
    }
    // ANCHOR_END: is-met-by
}

/// The status of each answer up to the end of file.
fn read_answers(
    source: &mut impl Read,
    answers: &mut Vec<Status>,
) -> io::Result<()> {
    let mut decoder = ResponseDecoder::new(Limits::default());
    let mut body = BodyDecoder::new(BodyLength::None);
    let mut buffer = [0; 4096];
    loop {
        let length = source.read(&mut buffer)?;
        let mut bytes = buffer.get(..length).unwrap_or_default();
        if bytes.is_empty() {
            body.finish().map_err(io::Error::other)?;
            return decoder.finish().map_err(io::Error::other);
        }
        loop {
            match body.feed(&mut bytes).map_err(io::Error::other)? {
                Piece::Data(_) => continue,
                Piece::NeedMore => break,
                Piece::End => {}
            }
            let Some(head) = decoder.feed(&mut bytes).map_err(io::Error::other)?
            else {
                break;
            };
            answers.push(head.status);
            let length = BodyLength::of_response(&Method::Get, &head);
            body = BodyDecoder::new(length.map_err(io::Error::other)?);
        }
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(status) | Self::RefusedInBody(status) => {
                write!(f, "{}, closed", status.code())
            }
            Self::Answered(times) => write!(f, "{times} answered, goes on"),
        }
    }
}

/// The answers to the row and to [`NEXT`]: `400, closed`.
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for status in &self.answers {
            write!(f, "{}, ", status.code())?;
        }
        match &self.end {
            Ok(()) => f.write_str("closed"),
            Err(error) => write!(f, "{error}"),
        }
    }
}
