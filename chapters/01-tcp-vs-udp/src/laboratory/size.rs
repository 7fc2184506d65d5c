//! How much can be sent at once?

use std::io::{self, ErrorKind, Read, Write};
use std::net::UdpSocket;
use std::thread;

use crate::laboratory::{Row, bytes, told};
use crate::loopback::{PATIENCE, connected_pair, datagram_pair};

/// 10 MB, more than the systems at both ends keep for somebody who doesn't read.
pub const MUCH: usize = 10_000_000;

/// No datagram has so many bytes: its header has 16 bits for its length.
const TOO_MANY: usize = 65_536;

/// What became of messages of several sizes.
#[derive(Debug)]
pub struct Size(pub Vec<Trial>);

/// One message, sent over each transport.
#[derive(Debug)]
pub struct Trial {
    /// How many bytes it has.
    pub size: usize,
    /// How many of them arrived unchanged over TCP.
    pub tcp: io::Result<usize>,
    /// How many of them arrived unchanged over UDP.
    pub udp: io::Result<usize>,
}

/// Looks for the largest datagram that leaves, and sends a message of its size,
/// one that is a byte longer, and one of `much` bytes, such as [`MUCH`].
///
/// # Errors
/// The system has no port or no descriptor left.
pub fn observe(much: usize) -> io::Result<Size> {
    let (near, _far) = datagram_pair()?;
    let largest = largest_datagram(&near);
    let sizes = [largest, largest.saturating_add(1), much];
    Ok(Size(sizes.map(try_out).into()))
}

/// The largest size that a datagram can have to leave this socket, in bytes.
#[expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "`leaves` < `middle` < `too_large`, which is at most `TOO_MANY`"
)]
// ANCHOR: largest
fn largest_datagram(socket: &UdpSocket) -> usize {
    let message = [0; TOO_MANY];
    let (mut leaves, mut too_large) = (0, TOO_MANY);
    while too_large - leaves > 1 {
        let middle = leaves.midpoint(too_large);
        match socket.send(&message[..middle]) {
            Ok(_) => leaves = middle,
            Err(_) => too_large = middle,
        }
    }
    leaves
}
// ANCHOR_END: largest

fn try_out(size: usize) -> Trial {
    // 251 is a prime: no piece of it can be taken for another.
    let message: Vec<u8> = (0..=250).cycle().take(size).collect();
    Trial {
        size,
        tcp: over_tcp(&message),
        udp: over_udp(&message),
    }
}

fn over_tcp(message: &[u8]) -> io::Result<usize> {
    let (mut near, mut far) = connected_pair()?;
    let mut arrived = Vec::new();
    thread::scope(|scope| {
        scope.spawn(move || near.write_all(message)); // then `near` is closed
        far.read_to_end(&mut arrived)
    })?;
    unchanged(&arrived, message)
}

#[expect(
    clippy::indexing_slicing,
    reason = "`recv` returns at most the length of the buffer that it was given"
)]
fn over_udp(message: &[u8]) -> io::Result<usize> {
    let (near, far) = datagram_pair()?;
    far.set_read_timeout(Some(PATIENCE))?;
    near.send(message)?;
    let mut buffer = vec![0; TOO_MANY];
    let length = far.recv(&mut buffer)?;
    unchanged(&buffer[..length], message)
}

/// How many bytes have arrived, if they are those that were sent.
fn unchanged(arrived: &[u8], sent: &[u8]) -> io::Result<usize> {
    match sent.starts_with(arrived) {
        true => Ok(arrived.len()),
        false => Err(ErrorKind::InvalidData.into()),
    }
}

impl Size {
    /// TCP beside UDP, a row for each message.
    pub fn rows(&self) -> impl Iterator<Item = Row> {
        self.0.iter().map(|trial| {
            Row::new(
                format!("{} at once", bytes(trial.size)),
                told(&trial.tcp),
                told(&trial.udp),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_arrives_changed_has_not_arrived() {
        assert_eq!(unchanged(b"abc", b"abc").unwrap(), 3);
        assert_eq!(unchanged(b"ab", b"abc").unwrap(), 2);
        assert_eq!(unchanged(b"", b"abc").unwrap(), 0);
        for arrived in [&b"abd"[..], b"bc", b"abcd"] {
            unchanged(arrived, b"abc").unwrap_err();
        }
    }
}
