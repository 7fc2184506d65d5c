//! Messages that all have the same size.

use std::iter;

use super::TooLong;

/// How many bytes every message takes. A record of a real protocol has some more.
pub const SIZE: usize = 8;

/// What fills up the messages that are shorter.
const FILLER: u8 = b' ';

/// Writes `message` behind what is in `stream`. It mustn't end with spaces.
///
/// # Errors
/// It has more than [`SIZE`] bytes.
pub fn append(message: &[u8], stream: &mut Vec<u8>) -> Result<(), TooLong> {
    let length = message.len();
    let missing = SIZE.checked_sub(length).ok_or(TooLong {
        limit: SIZE,
        length,
    })?;
    stream.extend(message);
    stream.extend(iter::repeat_n(FILLER, missing));
    Ok(())
}

/// Takes the first message off `stream`, or leaves everything if it isn't whole.
// ANCHOR: take
pub fn take<'a>(stream: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (message, rest) = stream.split_at_checked(SIZE)?;
    *stream = rest;
    Some(message.trim_ascii_end())
}
// ANCHOR_END: take
