//! Each read gets the time that is left.

use std::io::{self, ErrorKind, Read};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// Reads until `message` is full, for `limit` at most. `stream` may have another
/// read timeout afterwards.
pub fn read_in_time(
    stream: &mut TcpStream,
    message: &mut [u8],
    limit: Duration,
) -> io::Result<()> {
    let start = Instant::now();
    let mut missing = message;
    while !missing.is_empty() {
        let left = limit.saturating_sub(start.elapsed());
        if left.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        stream.set_read_timeout(Some(left))?;
        match stream.read(missing) {
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(length) => missing = &mut missing[length..],
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
