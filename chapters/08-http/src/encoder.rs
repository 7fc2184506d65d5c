//! Messages out, as bytes: heads and chunks.
//!
//! What an application puts into a head may have come from a client, such as the target
//! that a redirect names. If it may contain a line end, the client writes the rest of
//! the response. So all that would end a line, or a name, is refused here, where there
//! is no way round.

use std::fmt;
use std::io::Write;

use crate::head::RequestHead;
use crate::headers::Headers;
use crate::status::Status;

/// What ends a body in chunks: one of no bytes, and no trailers (RFC 9112, section 7.1).
pub const LAST_CHUNK: &[u8] = b"0\r\n\r\n";

/// What may not stand in a head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsendable {
    /// A name that is no token (RFC 9110, section 5.1).
    Name,
    /// A value with a control character, such as a line end, or with a character that
    /// isn't one byte of ISO 8859-1 (section 5.5).
    Value,
    /// A method that is no token, or a target that isn't printable ASCII.
    RequestLine,
    /// A status below 200, where a response has to end the request.
    Interim,
}

/// The first line of a response. Whatever the client speaks, a server says that it
/// speaks HTTP/1.1 (RFC 9110, section 6.2).
pub fn status_line(status: Status, out: &mut Vec<u8>) {
    out.extend_from_slice(b"HTTP/1.1 ");
    number(u64::from(status.code()), out);
    out.push(b' ');
    out.extend_from_slice(status.reason().as_bytes());
    end_line(out);
}

/// A header field.
///
/// ```
/// use http_server::encoder::{Unsendable, field};
///
/// let mut head = Vec::new();
/// field("Location", "/entries/1", &mut head)?;
/// assert_eq!(head, b"Location: /entries/1\r\n");
///
/// let from_a_client = "/\r\nSet-Cookie: admin=1";
/// assert_eq!(field("Location", from_a_client, &mut head), Err(Unsendable::Value));
/// # Ok::<(), Unsendable>(())
/// ```
///
/// # Errors
/// It may not stand in a head. Then nothing was added.
// ANCHOR: field
pub fn field(name: &str, value: &str, out: &mut Vec<u8>) -> Result<(), Unsendable> {
    if !is_token(name) {
        return Err(Unsendable::Name);
    }
    let begin = out.len();
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b": ");
    for character in value.chars() {
        match u8::try_from(character) {
            Ok(byte @ (b'\t' | b' '..=b'~' | 0x80..)) => out.push(byte),
            _ => {
                out.truncate(begin);
                return Err(Unsendable::Value);
            }
        }
    }
    end_line(out);
    Ok(())
}
// ANCHOR_END: field

/// A header field whose value is a number.
///
/// # Errors
/// The name is none. Then nothing was added.
pub fn number_field(
    name: &str,
    value: u64,
    out: &mut Vec<u8>,
) -> Result<(), Unsendable> {
    if !is_token(name) {
        return Err(Unsendable::Name);
    }
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b": ");
    number(value, out);
    end_line(out);
    Ok(())
}

/// All fields.
///
/// # Errors
/// One of them may not stand in a head. Then those before it were added.
pub fn fields(headers: &Headers, out: &mut Vec<u8>) -> Result<(), Unsendable> {
    headers
        .iter()
        .try_for_each(|(name, value)| field(name, value, out))
}

/// The empty line that ends a head, or a line of it.
pub fn end_line(out: &mut Vec<u8>) {
    out.extend_from_slice(b"\r\n");
}

/// A whole head of a request.
///
/// # Errors
/// It, or a field of it, can't be sent. Then nothing was added.
pub fn request_head(
    head: &RequestHead,
    out: &mut Vec<u8>,
) -> Result<(), Unsendable> {
    let is_printable = head.target.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_token(head.method.name()) || head.target.is_empty() || !is_printable {
        return Err(Unsendable::RequestLine);
    }
    let begin = out.len();
    out.extend_from_slice(head.method.name().as_bytes());
    out.push(b' ');
    out.extend_from_slice(head.target.as_bytes());
    out.push(b' ');
    out.extend_from_slice(head.version.to_string().as_bytes());
    end_line(out);
    let encoded = fields(&head.headers, out);
    match encoded {
        Ok(()) => end_line(out),
        Err(_) => out.truncate(begin),
    }
    encoded
}

/// A chunk (RFC 9112, section 7.1). One of no bytes is none: it would end the body.
///
/// ```
/// use http_server::encoder::{LAST_CHUNK, chunk};
///
/// let mut body = Vec::new();
/// chunk(b"forty-two bytes, or as many as there are.\n", &mut body);
/// chunk(b"", &mut body);
/// body.extend_from_slice(LAST_CHUNK);
/// assert!(body.starts_with(b"2a\r\nforty"));
/// assert!(body.ends_with(b"are.\n\r\n0\r\n\r\n"));
/// ```
pub fn chunk(bytes: &[u8], out: &mut Vec<u8>) {
    if bytes.is_empty() {
        return;
    }
    // Writing into a vector can't fail.
    let _ = write!(out, "{:x}\r\n", bytes.len());
    out.extend_from_slice(bytes);
    end_line(out);
}

fn number(number: u64, out: &mut Vec<u8>) {
    // Writing into a vector can't fail.
    let _ = write!(out, "{number}");
}

/// A token of RFC 9110, section 5.6.2.
fn is_token(text: &str) -> bool {
    let is_part = |byte: u8| {
        byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
    };
    !text.is_empty() && text.bytes().all(is_part)
}

impl fmt::Display for Unsendable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Name => "the name of a header field is none",
            Self::Value => "the value of a header field can't be sent",
            Self::RequestLine => "the method or the target can't be sent",
            Self::Interim => "a status below 200 is no answer",
        })
    }
}

impl std::error::Error for Unsendable {}
