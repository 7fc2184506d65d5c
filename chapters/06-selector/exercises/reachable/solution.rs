//! Begins all connections, and asks each how it ended when it has.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use selector::{DefaultSelector, Events, Interest};
use socket_api::socket::{Domain, Socket, Type};

/// Which of the addresses can be connected to within the limit.
pub fn reachable(
    addresses: &[SocketAddr],
    limit: Duration,
) -> io::Result<Vec<bool>> {
    let deadline = Instant::now() + limit;
    let mut reachable = vec![false; addresses.len()];
    let mut selector = DefaultSelector::new()?;
    for (index, address) in addresses.iter().enumerate() {
        let socket = Socket::new(Domain::of(*address), Type::STREAM)?;
        socket.set_nonblocking(true)?;
        if socket.start_connect(*address).is_ok() {
            selector.register(TcpStream::from(socket), Interest::Write, index)?;
        }
    }
    let mut events = Events::default();
    while !selector.is_empty() && Instant::now() < deadline {
        selector.select(&mut events, Some(deadline))?;
        for event in &events {
            let Some((stream, &index)) = selector.get(event.key) else {
                continue;
            };
            let has_failed = stream.take_error()?.is_some();
            reachable[index] = !has_failed && stream.peer_addr().is_ok();
            if has_failed || reachable[index] {
                selector.unregister(event.key);
            }
        }
    }
    Ok(reachable)
}
