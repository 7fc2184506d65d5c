//! A relay between two connections.
//!
//! Forward everything that comes from `left` to `right`, and from `right` to
//! `left`, until both have ended. Pass the end of file on in the same way: when
//! one side has closed the direction in which it writes, close that direction
//! towards the other side, and no more than that. If a connection breaks, end
//! both of them and return the error.
//!
//! Return how many bytes went from `left` to `right`, and how many back.
//!
//! Try your answer: `cargo test -p chapter3 --test exercises relay`

use std::io;
use std::net::{Shutdown, TcpStream};

/// Forwards in both directions until both have ended. Returns the numbers of
/// bytes that went from `left` to `right`, and from `right` to `left`.
pub fn relay(left: TcpStream, right: TcpStream) -> io::Result<(u64, u64)> {
    let there = io::copy(&mut &left, &mut &right)?;
    right.shutdown(Shutdown::Write)?;
    let back = io::copy(&mut &right, &mut &left)?;
    left.shutdown(Shutdown::Write)?;
    Ok((there, back))
}
