//! A message that is larger than all the buffers between two ends, sent to an
//! echo server in three ways.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::panic::resume_unwind;
use std::thread;
use std::time::Duration;

use crate::ending::Ending;

/// 64 MB, more than the buffers of two sockets hold on any system.
pub const LENGTH: usize = 64_000_000;

/// How long nothing may move until we call it stuck.
const STUCK: Duration = Duration::from_secs(1);

/// 16 KiB: far less than the buffers hold.
const PIECE: usize = 16 * 1024;

/// Writes the whole message before it reads any of the echo, as
/// [`exchange`](crate::exchange::exchange) does. `report` is called when nothing
/// moves any more.
///
/// # Errors
/// The stream's own timeout, if the server does nothing but echo; or that the
/// connection breaks.
pub fn write_then_read(
    stream: &mut TcpStream,
    message: &[u8],
    report: impl FnOnce(),
) -> io::Result<()> {
    let patience = stream.write_timeout()?;
    stream.set_write_timeout(Some(STUCK))?;
    let rest = write_until_stuck(stream, message)?;
    stream.set_write_timeout(patience)?;
    if !rest.is_empty() {
        report();
    }
    stream.write_all(rest)?;
    stream.read_exact(&mut vec![0; message.len()])
}

/// Writes until a write times out, and returns what is left.
fn write_until_stuck<'a>(
    stream: &mut TcpStream,
    message: &'a [u8],
) -> io::Result<&'a [u8]> {
    let mut rest = message;
    while !rest.is_empty() {
        match stream.write(rest) {
            Ok(length) => rest = rest.get(length..).unwrap_or_default(),
            Err(error) if Ending::of(&error) == Some(Ending::TimedOut) => break,
            Err(error) => return Err(error),
        }
    }
    Ok(rest)
}

/// Writes a piece, reads its echo, and so on.
///
/// # Errors
/// What the system says of the connection.
// ANCHOR: in-turns
pub fn in_turns(stream: &mut TcpStream, message: &[u8]) -> io::Result<Vec<u8>> {
    let mut echo = vec![0; message.len()];
    for (sent, received) in message.chunks(PIECE).zip(echo.chunks_mut(PIECE)) {
        stream.write_all(sent)?;
        stream.read_exact(received)?;
    }
    Ok(echo)
}
// ANCHOR_END: in-turns

/// Writes in a thread of its own, and reads meanwhile.
///
/// # Errors
/// What the system says of the connection.
// ANCHOR: two-threads
pub fn two_threads(stream: &TcpStream, message: &[u8]) -> io::Result<Vec<u8>> {
    let (mut reader, mut writer) = (stream, stream);
    thread::scope(|scope| {
        let writing = scope.spawn(move || writer.write_all(message));
        let mut echo = vec![0; message.len()];
        let read = reader.read_exact(&mut echo);
        if read.is_err() {
            // Nothing more will be read, and the other thread would wait for it.
            let _ = stream.shutdown(Shutdown::Both);
        }
        let written = writing.join().unwrap_or_else(|panic| resume_unwind(panic));
        read.and(written).map(|()| echo)
    })
}
// ANCHOR_END: two-threads
