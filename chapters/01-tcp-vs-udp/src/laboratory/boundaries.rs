//! Several messages are sent. What do the reads return?

use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::thread;

use crate::laboratory::{Row, is_timeout, quoted};
use crate::loopback::{PATIENCE, connected_pair, datagram_pair};

/// The most messages, and the most bytes in all of them: what the systems keep
/// for a receiver who hasn't begun to read.
pub const MOST_MESSAGES: usize = 100;
/// See [`MOST_MESSAGES`].
pub const MOST_BYTES: usize = 16 * 1024;

/// Room for all of them, so that no message is too long for a read.
const ROOM: usize = MOST_BYTES;

/// What was sent, and what each call returned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Boundaries {
    /// The messages, each in a call of its own.
    pub sent: Vec<Vec<u8>>,
    /// What each read returned, up to the end of file.
    pub tcp: Vec<Vec<u8>>,
    /// What each receive returned, until nothing came any more.
    pub udp: Vec<Vec<u8>>,
}

/// Sends `messages`, waits until all of them have arrived, and receives them.
///
/// # Errors
/// There are more than [`MOST_MESSAGES`] or [`MOST_BYTES`]
/// ([`InvalidInput`](ErrorKind::InvalidInput)), or what the system says of the
/// sockets.
pub fn observe(messages: &[&str]) -> io::Result<Boundaries> {
    Ok(Boundaries {
        sent: messages.iter().map(|&message| message.into()).collect(),
        tcp: over_tcp(messages, ROOM)?,
        udp: over_udp(messages, ROOM)?,
    })
}

/// What each read with a buffer of `room` bytes returns.
#[expect(
    clippy::indexing_slicing,
    reason = "`read` returns at most the length of the buffer that it was given"
)]
// ANCHOR: tcp
pub(super) fn over_tcp(messages: &[&str], room: usize) -> io::Result<Vec<Vec<u8>>> {
    let (mut near, mut far) = connected_pair()?;
    near.set_nodelay(true)?; // each write leaves in a segment of its own
    for message in messages {
        near.write_all(message.as_bytes())?;
    }
    wait_for(bytes_in(messages)?, &far)?;
    drop(near);

    let mut pieces = Vec::new();
    let mut buffer = vec![0; room];
    loop {
        match far.read(&mut buffer)? {
            0 => return Ok(pieces),
            length => pieces.push(buffer[..length].to_vec()),
        }
    }
}
// ANCHOR_END: tcp

/// What each receive with a buffer of `room` bytes returns.
#[expect(
    clippy::indexing_slicing,
    reason = "`recv` returns at most the length of the buffer that it was given"
)]
// ANCHOR: udp
pub(super) fn over_udp(messages: &[&str], room: usize) -> io::Result<Vec<Vec<u8>>> {
    let (near, far) = datagram_pair()?;
    for message in messages {
        near.send(message.as_bytes())?;
    }
    far.set_read_timeout(Some(PATIENCE))?;

    let mut pieces = Vec::new();
    let mut buffer = vec![0; room];
    loop {
        match far.recv(&mut buffer) {
            Ok(length) => pieces.push(buffer[..length].to_vec()),
            Err(error) if is_timeout(&error) => return Ok(pieces),
            Err(error) if is_truncation(&error) => pieces.push(buffer.clone()),
            Err(error) => return Err(error),
        }
    }
}
// ANCHOR_END: udp

/// Whether a datagram was larger than the buffer, which is full then. Windows
/// alone calls this an error.
fn is_truncation(error: &io::Error) -> bool {
    const WSAEMSGSIZE: i32 = 10040;
    cfg!(windows) && error.raw_os_error() == Some(WSAEMSGSIZE)
}

/// How many bytes the messages have, if they aren't too many.
fn bytes_in(messages: &[&str]) -> io::Result<usize> {
    let bytes = messages.iter().map(|message| message.len()).sum();
    if messages.len() > MOST_MESSAGES || bytes > MOST_BYTES {
        return Err(io::Error::new(
            ErrorKind::InvalidInput,
            format!("more than {MOST_MESSAGES} messages or {MOST_BYTES} bytes"),
        ));
    }
    Ok(bytes)
}

/// Returns when `length` bytes have arrived and can be read.
fn wait_for(length: usize, stream: &TcpStream) -> io::Result<()> {
    let mut buffer = vec![0; length];
    while length > 0 && stream.peek(&mut buffer)? < length {
        thread::yield_now();
    }
    Ok(())
}

impl Boundaries {
    /// TCP beside UDP.
    #[must_use]
    pub fn row(&self) -> Row {
        Row::new(
            format!("{} sent", quoted(&self.sent)),
            quoted(&self.tcp),
            quoted(&self.udp),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_the_systems_keep_is_refused() {
        assert_eq!(bytes_in(&["one", "", "three"]).unwrap(), 8);
        bytes_in(&[""; MOST_MESSAGES]).unwrap();
        bytes_in(&[""; MOST_MESSAGES + 1]).unwrap_err();
        bytes_in(&[&"a".repeat(MOST_BYTES)]).unwrap();
        bytes_in(&[&"a".repeat(MOST_BYTES), "a"]).unwrap_err();
    }
}
