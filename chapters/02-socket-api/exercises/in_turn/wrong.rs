//! Leaves it to the first address how much time there is for the others.

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// Connects to the first of `addresses` that answers, within `limit`.
pub fn in_turn(
    addresses: &[SocketAddr],
    limit: Duration,
    connect: &mut dyn FnMut(&SocketAddr, Duration) -> io::Result<TcpStream>,
) -> io::Result<TcpStream> {
    let begin = Instant::now();
    let mut last_error = ErrorKind::InvalidInput.into();
    for address in addresses {
        let left = limit.saturating_sub(begin.elapsed());
        if left.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        match connect(address, left) {
            Ok(stream) => return Ok(stream),
            Err(error) => last_error = error,
        }
    }
    Err(last_error)
}
