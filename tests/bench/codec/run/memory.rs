//! What a long message takes of memory.

use std::fs;
use std::io;

use app_protocol::{Decoder, Limits};

use super::case::{BINARY_TYPE, READ};

/// What the long message has.
const CONTENT: usize = 64 * 1024 * 1024;

/// How much more it may take: the buffer, and what the kernel counts late.
const MORE: usize = 1024 * 1024;

/// By how much the memory of this process grows at its highest, in bytes, while a
/// message with 64 MiB of content is decoded in pieces of 64 KiB. What was taken before
/// is no part of it, so this has to be measured first.
///
/// # Errors
/// It's more than the content and a buffer; or the system doesn't tell.
pub(crate) fn of_a_long_message() -> io::Result<usize> {
    decode(READ)?; // the program itself comes into memory as it's used
    let before = memory("VmRSS:")?;
    decode(CONTENT)?;
    let grown = memory("VmHWM:")?.saturating_sub(before);
    match grown < CONTENT.saturating_add(MORE) {
        true => Ok(grown),
        false => Err(io::Error::other(format!("{grown} bytes for {CONTENT}"))),
    }
}

fn decode(content: usize) -> io::Result<()> {
    let piece = [b'x'; READ];
    let mut decoder = Decoder::new(Limits {
        content,
        ..Limits::default()
    });
    decoder
        .feed(&mut header(content).as_slice())
        .map_err(io::Error::other)?;
    let mut left = content;
    loop {
        let mut bytes = piece.get(..left).unwrap_or(&piece);
        left = left.saturating_sub(bytes.len());
        match decoder.feed(&mut bytes) {
            Ok(None) if left > 0 => {}
            Ok(Some(message)) if message.content.len() == content => return Ok(()),
            other => return Err(io::Error::other(format!("{other:?}"))),
        }
    }
}

/// What comes before so much content.
fn header(content: usize) -> Vec<u8> {
    let text = format!(
        r#"{{"byteorder":"little","content-type":"{BINARY_TYPE}","content-encoding":"binary","content-length":{content}}}"#
    );
    let length = u16::try_from(text.len()).unwrap_or(u16::MAX);
    [&length.to_be_bytes()[..], text.as_bytes()].concat()
}

/// What this process has in memory, or has had at most: proc_pid_status(5).
fn memory(field: &str) -> io::Result<usize> {
    let status = fs::read_to_string("/proc/self/status")?;
    let kibibytes = status
        .lines()
        .find_map(|line| line.strip_prefix(field)?.strip_suffix("kB"))
        .and_then(|number| number.trim().parse::<usize>().ok())
        .ok_or_else(|| io::Error::other(format!("there is no {field}")))?;
    Ok(kibibytes.saturating_mul(1024))
}
