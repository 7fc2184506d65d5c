//! Two threads, and an end of file that stays one.

use std::io;
use std::net::{Shutdown, TcpStream};
use std::thread;

/// Forwards in both directions until both have ended. Returns the numbers of
/// bytes that went from `left` to `right`, and from `right` to `left`.
pub fn relay(left: TcpStream, right: TcpStream) -> io::Result<(u64, u64)> {
    thread::scope(|scope| {
        let back = scope.spawn(|| forward(&right, &left));
        let there = forward(&left, &right);
        let back = back
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        Ok((there?, back?))
    })
}

/// Forwards one direction until it has ended, and returns how many bytes.
fn forward(mut from: &TcpStream, mut to: &TcpStream) -> io::Result<u64> {
    let forwarded = io::copy(&mut from, &mut to);
    if forwarded.is_ok() {
        // It fails if the connection is broken, which the other thread finds out.
        let _ = to.shutdown(Shutdown::Write);
    } else {
        // The other thread may wait for either of them.
        let _ = from.shutdown(Shutdown::Both);
        let _ = to.shutdown(Shutdown::Both);
    }
    forwarded
}
