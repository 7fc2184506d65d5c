//! Which of many addresses have somebody who accepts connections.
//!
//! Return `true` for each address that can be connected to within `limit`, in the order
//! in which they are given, and `false` for each that refuses, or doesn't answer in
//! time. All of them together take no longer than `limit`, and if all have answered, no
//! longer than that took. An error is returned only if the process lacks something.
//!
//! All connections are closed again, and no thread is started.
//!
//! Try your answer: `cargo test -p chapter6 --test exercises reachable`

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Which of the addresses can be connected to within the limit.
pub fn reachable(
    addresses: &[SocketAddr],
    limit: Duration,
) -> io::Result<Vec<bool>> {
    let mut reachable = Vec::new();
    for address in addresses {
        let connected = TcpStream::connect_timeout(address, limit);
        reachable.push(connected.is_ok());
    }
    Ok(reachable)
}
