//! One client's conversation, on a connection whose calls wait.

use std::fmt;
use std::io;
use std::time::Duration;

use echo_server::ending::Ending;
use echo_server::limits;
use echo_server::server;

use crate::service::{Refreshed, Service, refusal};
use crate::stream::{MESSAGE_TIME, MessageStream, ReadError, Timed};
use crate::{Error, Limits};

/// What a server gives each of its clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// How long it may be silent, and how long the whole conversation may take.
    pub limits: limits::Limits,
    /// How long one message may take, from its first byte to its last.
    pub message_time: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            limits: limits::Limits::default(),
            message_time: MESSAGE_TIME,
        }
    }
}

/// Answers each message until the client ends, or sends what is none: that is refused
/// in words, and whoever called this closes so that they can be read.
///
/// `answered` counts the bytes of the messages that were answered.
///
/// # Errors
/// What the system says of reading and writing ([`Ending::of`] tells what that means),
/// or what `report` returns.
// ANCHOR: converse
pub fn converse(
    stream: &mut impl Timed,
    service: &Service,
    patience: Patience,
    answered: &mut u64,
    report: &impl Fn(Event) -> io::Result<()>,
) -> io::Result<Ending> {
    let time = patience.message_time;
    let mut stream = MessageStream::new(stream, Limits::default(), time);
    loop {
        match stream.read_message() {
            Ok(Some(request)) => {
                if let Some(refreshed) = service.refresh() {
                    report(Event::Dictionary(refreshed))?;
                }
                stream.write_message(&service.answer(&request))?;
                *answered = stream.bytes_read();
            }
            Ok(None) => return Ok(Ending::EndOfFile),
            Err(ReadError::Codec(error)) => {
                stream.write_message(&refusal(&error))?;
                return Ok(match error {
                    Error::Truncated { .. } => Ending::CutOff,
                    _ => Ending::Refused,
                });
            }
            Err(ReadError::TimedOut) => return Ok(Ending::TimedOut),
            Err(ReadError::Io(error)) => return Err(error),
        }
    }
}
// ANCHOR_END: converse

/// Something that happened at a server. Its text is one line for a person.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event {
    /// What a server of chapter 3 has to tell too.
    Conversation(server::Event),
    /// The dictionary's file has changed.
    Dictionary(Refreshed),
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conversation(event) => event.fmt(f),
            Self::Dictionary(refreshed) => refreshed.fmt(f),
        }
    }
}
