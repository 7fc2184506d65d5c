//! A byte that ends every message, and stands in none.

/// What ends a message: a line break, as in most protocols of lines.
pub const DELIMITER: u8 = b'\n';

/// Writes `message` behind what is in `stream`. It mustn't have a delimiter.
pub fn append(message: &[u8], stream: &mut Vec<u8>) {
    stream.extend(message);
    stream.push(DELIMITER);
}

/// Takes the first message off `stream`, or leaves everything if it isn't whole.
///
/// ```
/// use app_protocol::framing::delimiter;
///
/// let mut stream: &[u8] = b"one\ntw";
/// assert_eq!(delimiter::take(&mut stream), Some(b"one".as_slice()));
/// assert_eq!(delimiter::take(&mut stream), None);
/// assert_eq!(stream, b"tw");
/// ```
// ANCHOR: take
pub fn take<'a>(stream: &mut &'a [u8]) -> Option<&'a [u8]> {
    let mut parts = stream.splitn(2, |byte| *byte == DELIMITER);
    let message = parts.next()?;
    *stream = parts.next()?;
    Some(message)
}
// ANCHOR_END: take
