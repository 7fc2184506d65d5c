//! What the chapter's own servers do for a client.

use std::io::{self, Write};
use std::time::SystemTime;

use echo_server::clock::utc;
use echo_server::ending::Ending;
use echo_server::lines::LineError;

use crate::kind::Tcp;
use crate::stream::Stream;

/// What a server does on one connection: it returns how the conversation ended, and
/// counts how many of the client's bytes it has answered.
///
/// An error is either about the peer (see [`Ending::of`]) or about the system.
pub type Service = fn(&mut Stream<'_, Tcp>, &mut u64) -> io::Result<Ending>;

/// Sends back what comes.
///
/// # Errors
/// What the system says of reading and writing.
pub fn echo(
    stream: &mut Stream<'_, Tcp>,
    answered: &mut u64,
) -> io::Result<Ending> {
    echo_server::echo::echo(stream, answered)
}

/// Sends back each line in capitals.
///
/// # Errors
/// What the system says of reading and writing.
// ANCHOR: upper
pub fn upper(
    stream: &mut Stream<'_, Tcp>,
    answered: &mut u64,
) -> io::Result<Ending> {
    answer_lines(stream, answered, |line| line.to_ascii_uppercase())
}
// ANCHOR_END: upper

/// Sends back each line with the time in front of it: `[2026-11-21 09:30:00] LINE`.
///
/// # Errors
/// What the system says of reading and writing.
pub fn time(
    stream: &mut Stream<'_, Tcp>,
    answered: &mut u64,
) -> io::Result<Ending> {
    answer_lines(stream, answered, |line| {
        let mut answer = format!("[{}] ", utc(SystemTime::now())).into_bytes();
        answer.extend_from_slice(line);
        answer
    })
}

// ANCHOR: answer-lines
fn answer_lines(
    stream: &mut Stream<'_, Tcp>,
    answered: &mut u64,
    answer: impl Fn(&[u8]) -> Vec<u8>,
) -> io::Result<Ending> {
    loop {
        let line = match stream.read_line() {
            Ok(Some(line)) => line,
            Ok(None) => return Ok(Ending::EndOfFile),
            Err(error) => return ending_of_lines(error),
        };
        stream.write_all(&answer(&line))?;
        stream.write_all(b"\n")?;
        *answered = answered.saturating_add(line.len() as u64).saturating_add(1);
    }
}
// ANCHOR_END: answer-lines

/// What it means that there is no line.
fn ending_of_lines(error: io::Error) -> io::Result<Ending> {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
    match inner {
        Some(LineError::Unfinished { .. }) => Ok(Ending::CutOff),
        Some(LineError::TooLong { .. }) => Ok(Ending::Refused),
        _ => Err(error),
    }
}
