//! A *netstring*: how many bytes a message has, in decimal digits, a colon, the bytes,
//! and a comma. `5:hello,0:,` are two of them, `hello` and one without a byte.
//!
//! Take the first one off the front of `stream`, and return its message. Return `None`,
//! and leave the stream as it is, if more bytes have to come. Return an error as soon as
//! it's certain that whatever comes won't make it a netstring of at most `limit` bytes.
//! The length is written in digits alone, and the first isn't 0 unless it's the only one.
//!
//! Try your answer: `cargo test -p chapter7 --test exercises netstring`

/// What is in the first netstring of `stream`.
pub fn netstring<'a>(
    stream: &mut &'a [u8],
    _limit: usize,
) -> Result<Option<&'a [u8]>, &'static str> {
    let mut parts = stream.splitn(2, |byte| *byte == b',');
    let (Some(first), Some(rest)) = (parts.next(), parts.next()) else {
        return Ok(None);
    };
    let mut parts = first.splitn(2, |byte| *byte == b':');
    let (Some(_length), Some(message)) = (parts.next(), parts.next()) else {
        return Err("it has no colon");
    };
    *stream = rest;
    Ok(Some(message))
}
