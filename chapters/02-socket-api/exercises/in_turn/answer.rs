//! How long may it take to connect, if a name stands for several addresses?
//!
//! Try the addresses in turn, and return the first connection. All attempts
//! together must not take longer than `limit`, and every address has to have a
//! chance, however silent those before it are. If none connects, return the error
//! of the last attempt.
//!
//! `connect` stands for [`TcpStream::connect_timeout`]: it takes an address, and
//! for how long to try.
//!
//! Try your answer: `cargo test -p chapter2 --test exercises in_turn`

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Connects to the first of `addresses` that answers, within `limit`.
pub fn in_turn(
    addresses: &[SocketAddr],
    limit: Duration,
    connect: &mut dyn FnMut(&SocketAddr, Duration) -> io::Result<TcpStream>,
) -> io::Result<TcpStream> {
    let mut last_error = ErrorKind::InvalidInput.into();
    for address in addresses {
        match connect(address, limit) {
            Ok(stream) => return Ok(stream),
            Err(error) => last_error = error,
        }
    }
    Err(last_error)
}
