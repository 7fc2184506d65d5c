//! A server that answers each line with the time in front of it.

use std::io;
use std::io::{BufReader, Write};
use std::time::SystemTime;

use crate::clock::utc;
use crate::ending::Ending;
use crate::limits::LimitedStream;
use crate::lines::{LINE_LIMIT, LineError, read_line};

/// Answers each line with `[2026-11-21 09:30:00] LINE`, in UTC, until the end of
/// file. A line that is longer than [`LINE_LIMIT`] is refused in words, and ends
/// the conversation.
///
/// # Errors
/// What the system says of reading and writing;
/// [`Ending::of`] tells what that means.
// ANCHOR: service
pub fn stamp_lines(
    stream: &mut LimitedStream,
    answered: &mut u64,
) -> io::Result<Ending> {
    let mut reader = BufReader::new(stream);
    loop {
        let line = match read_line(&mut reader, LINE_LIMIT) {
            Ok(Some(line)) => line,
            Ok(None) => return Ok(Ending::EndOfFile),
            Err(LineError::Unfinished { .. }) => return Ok(Ending::CutOff),
            Err(too_long @ LineError::TooLong { .. }) => {
                let stream = reader.get_mut();
                stream.write_all(format!("error: {too_long}\n").as_bytes())?;
                stream.close_after_answer();
                return Ok(Ending::Refused);
            }
            Err(LineError::Io(error)) => return Err(error),
        };
        reader.get_mut().write_all(&stamped(&line))?;
        *answered = answered.saturating_add(line.len() as u64).saturating_add(1);
    }
}

/// The answer to `line`, whole, to be sent in one write.
fn stamped(line: &[u8]) -> Vec<u8> {
    let mut answer = format!("[{}] ", utc(SystemTime::now())).into_bytes();
    answer.extend_from_slice(line);
    answer.push(b'\n');
    answer
}
// ANCHOR_END: service
