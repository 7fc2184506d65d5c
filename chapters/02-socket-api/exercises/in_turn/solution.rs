//! Shares the time that is left among the addresses that are left.

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
    for (tried, address) in addresses.iter().enumerate() {
        let left = limit.saturating_sub(begin.elapsed());
        let share = left / (addresses.len() - tried) as u32;
        if share.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        match connect(address, share) {
            Ok(stream) => return Ok(stream),
            Err(error) => last_error = error,
        }
    }
    Err(last_error)
}
