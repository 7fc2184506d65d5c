//! A request's body, read when the application asks for it.

use std::io::{self, ErrorKind, Read};
use std::time::Instant;

use echo_server::limits::DRAIN_LIMIT;

use crate::body::{BodyDecoder, Piece};
use crate::error::Error;
use crate::framing::BodyLength;
use crate::limits::Limits;

use super::input::Input;
use super::output::Output;

/// 64 KiB of a body that the application didn't read are thrown away, so that the next
/// request can be. If there is more, a new connection is cheaper than what would come.
const UNREAD_LIMIT: u64 = 64 * 1024;

/// Go on, send the body (RFC 9110, section 15.2.1).
const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

/// How far a body is on its way.
#[derive(Debug)]
pub(crate) struct Progress {
    decoder: BodyDecoder,
    state: State,
    /// How much is still to come, as far as it's known.
    left: u64,
    deadline: Instant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// The client sends nothing until it's told to go on.
    Expected,
    /// It comes.
    Coming,
    /// It was read to its end.
    Over,
    /// It will never be whole, and nothing behind it will be a request.
    Broken,
}

/// The bytes of a body, as they come.
#[derive(Debug)]
pub(crate) struct IncomingBytes<'a> {
    pub(crate) progress: &'a mut Progress,
    pub(crate) input: &'a mut Input,
    pub(crate) output: &'a mut Output,
}

impl Progress {
    /// A body of this length, of which nothing was read. `is_expected` says that the
    /// client waits for [`State::Expected`]'s word.
    pub(crate) fn new(
        length: BodyLength,
        limits: Limits,
        is_expected: bool,
        deadline: Instant,
    ) -> Self {
        Self {
            decoder: BodyDecoder::with_limits(length, limits),
            state: match length {
                BodyLength::None | BodyLength::Known(0) => State::Over,
                _ if is_expected => State::Expected,
                _ => State::Coming,
            },
            left: match length {
                BodyLength::Known(length) => length,
                _ => 0,
            },
            deadline,
        }
    }

    /// Nothing more can be made of this connection.
    pub(crate) fn break_off(&mut self) {
        self.state = State::Broken;
    }

    /// Whether there is nothing to read.
    pub(crate) fn is_over(&self) -> bool {
        self.state == State::Over
    }

    /// Whether the next request can be found, as far as it's known: the body is over, or
    /// what is missing will soon be thrown away.
    pub(crate) fn leads_to_next(&self) -> bool {
        match self.state {
            State::Over => true,
            State::Coming => self.left <= UNREAD_LIMIT,
            State::Expected | State::Broken => false,
        }
    }
}

impl IncomingBytes<'_> {
    /// Throws the rest away, if it's little and comes soon; `false` if it isn't.
    pub(crate) fn discard(&mut self) -> bool {
        if self.progress.leads_to_next() && !self.progress.is_over() {
            let soon = self.input.after(Instant::now(), DRAIN_LIMIT);
            self.progress.deadline = soon;
            let mut rest = self.by_ref().take(UNREAD_LIMIT.saturating_add(1));
            // What goes wrong shows in the state.
            let _ = io::copy(&mut rest, &mut io::sink());
        }
        self.progress.is_over()
    }

    // ANCHOR: read-some
    fn read_some(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Self {
            progress,
            input,
            output,
        } = self;
        if progress.state == State::Expected {
            progress.state = State::Coming;
            // A client that has begun already waits for nothing.
            if input.unseen().is_empty() {
                output.next.extend_from_slice(CONTINUE);
                output.send_next()?;
            }
        }
        loop {
            let unseen = input.unseen();
            // A piece has no more bytes than those that the decoder is shown.
            let shown = unseen.get(..buffer.len()).unwrap_or(unseen);
            let mut bytes = shown;
            let piece = progress.decoder.feed(&mut bytes).map_err(invalid)?;
            let seen = shown.len().saturating_sub(bytes.len());
            let length = match piece {
                Piece::Data(data) => {
                    buffer
                        .iter_mut()
                        .zip(data)
                        .for_each(|(to, from)| *to = *from);
                    data.len()
                }
                Piece::NeedMore => 0,
                Piece::End => {
                    progress.state = State::Over;
                    input.consume(seen);
                    return Ok(0);
                }
            };
            input.consume(seen);
            progress.left = progress.left.saturating_sub(length as u64);
            if length > 0 {
                return Ok(length);
            }
            if input.unseen().is_empty()
                && !input.fill(progress.deadline, || false)?
            {
                progress.decoder.finish().map_err(invalid)?;
            }
        }
    }
    // ANCHOR_END: read-some
}

impl Read for IncomingBytes<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.progress.state {
            _ if buffer.is_empty() => return Ok(0),
            State::Over => return Ok(0),
            State::Broken => return Err(ErrorKind::UnexpectedEof.into()),
            State::Expected | State::Coming => {}
        }
        let read = self.read_some(buffer);
        if read.is_err() {
            self.progress.state = State::Broken;
        }
        read
    }
}

fn invalid(error: Error) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, error)
}
