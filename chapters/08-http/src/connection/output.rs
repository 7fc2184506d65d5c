//! What goes out, in pieces that have a time each.

use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use echo_server::limits::{self, LimitedStream};
use threading::panics::caught;

use crate::application::Body;
use crate::encoder::{LAST_CHUNK, chunk};
use crate::settings::Settings;

use super::response::Framing;

/// 64 KiB: the most that is sent at once, and has [`Settings::write_time`] to go. It is
/// all that a response needs of the memory, however large its body is.
const PIECE: usize = 64 * 1024;

/// The half of a connection that is written to.
#[derive(Debug)]
pub(crate) struct Output {
    stream: LimitedStream,
    write_time: Duration,
    /// When the conversation ends.
    end: Instant,
    /// What is to be sent next.
    pub(crate) next: Vec<u8>,
    /// Where the bytes of a stream are read to. It grows as it's needed.
    piece: Vec<u8>,
}

/// Why a response wasn't sent whole.
#[derive(Debug)]
pub(crate) enum Unsent {
    /// The body's source has failed before anything was sent: another response can be.
    NotBegun(io::Error),
    /// The body's source has failed after so many bytes, or is shorter than it was said
    /// to be.
    Source(io::Error, u64),
    /// What the system says of the peer.
    Peer(io::Error),
}

impl Output {
    pub(crate) fn new(
        stream: Arc<TcpStream>,
        settings: &Settings,
    ) -> io::Result<Self> {
        let limits = limits::Limits {
            silence: settings.write_time,
            conversation: settings.conversation,
        };
        let stream = LimitedStream::new(stream, limits)?;
        Ok(Self {
            end: stream.deadline(),
            stream,
            write_time: settings.write_time,
            next: Vec::new(),
            piece: Vec::new(),
        })
    }

    /// Sends what stands in `next`, and behind it the body. Returns how many bytes of
    /// the body there were.
    pub(crate) fn send(
        &mut self,
        body: Body,
        framing: Framing,
    ) -> Result<u64, Unsent> {
        match (body, framing) {
            (_, Framing::NoBody) | (Body::Empty, _) => {
                self.send_next().map_err(Unsent::Peer)?;
                Ok(0)
            }
            (Body::Bytes(bytes), _) => {
                // One that fits leaves together with the head.
                let room = PIECE.saturating_sub(self.next.len());
                let (first, rest) = bytes.split_at(bytes.len().min(room));
                self.next.extend_from_slice(first);
                self.send_next().map_err(Unsent::Peer)?;
                for piece in rest.chunks(PIECE) {
                    self.send_piece(piece).map_err(Unsent::Peer)?;
                }
                Ok(bytes.len() as u64)
            }
            (Body::Stream { source, .. }, framing) => self.stream(source, framing),
        }
    }

    /// Sends what `source` has, a piece at a time. The first piece is read before
    /// anything is sent, and leaves together with the head.
    fn stream(
        &mut self,
        mut source: Box<dyn Read + Send>,
        framing: Framing,
    ) -> Result<u64, Unsent> {
        let mut sent: u64 = 0;
        loop {
            let most = match framing {
                Framing::Length(length) => length.saturating_sub(sent),
                _ => u64::MAX,
            };
            let piece = read_piece(&mut *source, most, &mut self.piece);
            let piece = piece.map_err(|error| match sent {
                0 => Unsent::NotBegun(error),
                _ => Unsent::Source(error, sent),
            })?;
            match (piece, framing) {
                ([], Framing::Chunked) => self.next.extend_from_slice(LAST_CHUNK),
                ([], Framing::Length(length)) if sent < length => {
                    let error = "the body is shorter than it was said to be";
                    let error = io::Error::other(error);
                    return Err(match sent {
                        0 => Unsent::NotBegun(error),
                        _ => Unsent::Source(error, sent),
                    });
                }
                (piece, Framing::Chunked) => chunk(piece, &mut self.next),
                (piece, _) => self.next.extend_from_slice(piece),
            }
            let length = piece.len();
            self.send_next().map_err(Unsent::Peer)?;
            sent = sent.saturating_add(length as u64);
            let is_whole = matches!(framing, Framing::Length(all) if sent >= all);
            if length == 0 || is_whole {
                return Ok(sent);
            }
        }
    }

    /// Sends what stands in `next`.
    pub(crate) fn send_next(&mut self) -> io::Result<()> {
        let next = std::mem::take(&mut self.next);
        let sent = self.send_piece(&next);
        self.next = next;
        self.next.clear();
        sent
    }

    /// Sends these bytes within the time that a piece has.
    // ANCHOR: send-piece
    fn send_piece(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        let begin = Instant::now();
        // As a rule, the system takes all of it at once, and no timeout is set.
        self.stream.set_deadline(self.end);
        while !bytes.is_empty() {
            match self.stream.write(bytes)? {
                0 => return Err(ErrorKind::WriteZero.into()),
                taken => bytes = bytes.get(taken..).unwrap_or_default(),
            }
            let deadline = begin.checked_add(self.write_time).unwrap_or(self.end);
            self.stream.set_deadline(deadline.min(self.end));
        }
        Ok(())
    }
    // ANCHOR_END: send-piece
}

/// Reads once, `most` bytes at most and no more than a piece.
fn read_piece<'a>(
    source: &mut dyn Read,
    most: u64,
    piece: &'a mut Vec<u8>,
) -> io::Result<&'a [u8]> {
    let most = usize::try_from(most).unwrap_or(PIECE).min(PIECE);
    if piece.len() < most {
        piece.resize(most, 0);
    }
    let room = piece.get_mut(..most).unwrap_or_default();
    loop {
        match caught(|| source.read(room)) {
            Err(panic) => return Err(panicked(&panic)),
            Ok(Err(error)) if error.kind() == ErrorKind::Interrupted => {}
            Ok(Err(error)) => return Err(error),
            Ok(Ok(length)) => return Ok(room.get(..length).unwrap_or(room)),
        }
    }
}

/// What the application's own code has said last.
pub(super) fn panicked(panic: &str) -> io::Error {
    io::Error::other(format!("panicked: {panic}"))
}
