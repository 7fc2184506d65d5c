//! A length in front of each message.

use super::TooLong;

/// Writes `message` behind what is in `stream`. It may have any bytes.
///
/// # Errors
/// It has more bytes than two can count, 65,535.
pub fn append(message: &[u8], stream: &mut Vec<u8>) -> Result<(), TooLong> {
    let length = u16::try_from(message.len()).map_err(|_| TooLong {
        limit: u16::MAX.into(),
        length: message.len(),
    })?;
    stream.extend(length.to_be_bytes());
    stream.extend(message);
    Ok(())
}

/// Takes the first message off `stream`, or leaves everything if it isn't whole.
// ANCHOR: take
pub fn take<'a>(stream: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (prefix, rest) = stream.split_first_chunk()?;
    let length = u16::from_be_bytes(*prefix);
    let (message, rest) = rest.split_at_checked(length.into())?;
    *stream = rest;
    Some(message)
}
// ANCHOR_END: take
