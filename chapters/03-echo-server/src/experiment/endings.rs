//! What the calls return when the peer is gone, or seems to be.

use std::io::{self, Read, Write};

use tcp_vs_udp::loopback::{PATIENCE, connected_pair};

/// Writes after the peer has gone: on Linux the second fails, and a loop needs an
/// end.
const WRITES: usize = 100;

/// Reads from a peer that has closed the connection.
///
/// # Errors
/// None that has to do with the peer: end of file is not an error.
// ANCHOR: read-after-close
pub fn read_after_close() -> io::Result<usize> {
    let (mut near, far) = connected_pair()?;
    drop(far);
    near.read(&mut [0; 16])
}
// ANCHOR_END: read-after-close

/// Reads from a peer whose system has reset the connection, because the peer
/// closed it and left something unread.
///
/// # Errors
/// [`ConnectionReset`](io::ErrorKind::ConnectionReset).
// ANCHOR: read-after-reset
pub fn read_after_reset() -> io::Result<usize> {
    let (mut near, far) = connected_pair()?;
    near.write_all(b"hello")?;
    far.peek(&mut [0; 16])?; // It has arrived …
    drop(far); // … and nobody will ever read it.
    near.read(&mut [0; 16])
}
// ANCHOR_END: read-after-reset

/// Reads once more after the reset has been reported.
///
/// # Errors
/// None: a reset is reported once, and then looks like an end of file.
// ANCHOR: read-again-after-reset
pub fn read_again_after_reset() -> io::Result<usize> {
    let (mut near, far) = connected_pair()?;
    near.write_all(b"hello")?;
    far.peek(&mut [0; 16])?;
    drop(far);
    let _reported = near.read(&mut [0; 16]);
    near.read(&mut [0; 16])
}
// ANCHOR_END: read-again-after-reset

/// Reads from a peer that says nothing.
///
/// # Errors
/// [`WouldBlock`](io::ErrorKind::WouldBlock) on Unix,
/// [`TimedOut`](io::ErrorKind::TimedOut) on Windows.
// ANCHOR: read-in-silence
pub fn read_in_silence() -> io::Result<usize> {
    let (mut near, _far) = connected_pair()?;
    near.set_read_timeout(Some(PATIENCE))?;
    near.read(&mut [0; 16])
}
// ANCHOR_END: read-in-silence

/// Writes, until it fails, to a peer that has closed the connection.
///
/// # Errors
/// One that [`Ending::of`](crate::ending::Ending::of) takes for a reset.
// ANCHOR: write-after-close
pub fn write_after_close() -> io::Result<usize> {
    let (mut near, far) = connected_pair()?;
    drop(far);
    let mut written = 0;
    for _ in 0..WRITES {
        written = near.write(b"hello")?;
    }
    Ok(written)
}
// ANCHOR_END: write-after-close

/// A row for each experiment: what was done, and what the call returned.
pub fn table() -> [(&'static str, io::Result<usize>); 5] {
    [
        ("read after the peer closed", read_after_close()),
        ("read after the peer reset", read_after_reset()),
        ("read once more after that", read_again_after_reset()),
        ("read while the peer is silent", read_in_silence()),
        ("write after the peer closed", write_after_close()),
    ]
}
