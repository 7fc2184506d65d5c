//! A delimiter, and another way to write one that doesn't end the message.

use super::delimiter::{self, DELIMITER};

/// Writes `message` behind what is in `stream`. It may have any bytes.
///
/// ```
/// use app_protocol::framing::escaped;
///
/// let mut stream = Vec::new();
/// escaped::append(b"two\nlines", &mut stream);
/// assert_eq!(stream, br"two\nlines".iter().chain(b"\n").copied().collect::<Vec<_>>());
/// ```
// ANCHOR: append
pub fn append(message: &[u8], stream: &mut Vec<u8>) {
    for byte in message {
        match byte {
            b'\n' => stream.extend(br"\n"),
            b'\\' => stream.extend(br"\\"),
            byte => stream.push(*byte),
        }
    }
    stream.push(DELIMITER);
}
// ANCHOR_END: append

/// Takes the first message off `stream`, or leaves everything if it isn't whole.
pub fn take(stream: &mut &[u8]) -> Option<Vec<u8>> {
    let line = delimiter::take(stream)?;
    let mut message = Vec::with_capacity(line.len());
    let mut bytes = line.iter();
    while let Some(byte) = bytes.next() {
        message.push(match byte {
            b'\\' => match bytes.next() {
                Some(b'n') => b'\n',
                Some(byte) => *byte,
                None => b'\\',
            },
            byte => *byte,
        });
    }
    Some(message)
}
