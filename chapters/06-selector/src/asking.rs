//! The system is asked who has something for us: `poll(2)`, in thirty lines.

pub mod readiness;

use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::AsFd;

use socket_api::accept::is_about_one_connection;
use socket_api::wait::{Interest, PollFd, poll};

/// Echoes what comes over any of a handful of connections, forever.
///
/// It's the shortest such server, and not one for a network that isn't ours: there is
/// no limit to anything, and whoever reads too slowly is hung up on.
///
/// # Errors
/// The system has no memory or no descriptor left.
// ANCHOR: serve
pub fn serve(listener: &TcpListener) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let mut connections: Vec<TcpStream> = Vec::new();
    loop {
        let sockets = connections.iter().map(AsFd::as_fd);
        let mut entries: Vec<_> = sockets
            .chain([listener.as_fd()])
            .map(|socket| PollFd::new(socket, Interest::Read))
            .collect();
        poll(&mut entries, None)?;
        let ready: Vec<bool> = entries.iter().map(PollFd::can_read).collect();

        let mut ready = ready.into_iter();
        connections.retain(|connection| match ready.next() {
            Some(true) => goes_on_after_echo(connection),
            _ => true,
        });
        if ready.next() == Some(true) {
            match listener.accept() {
                Ok((connection, _peer)) => {
                    connection.set_nonblocking(true)?;
                    connections.push(connection);
                }
                Err(error) if is_about_one_connection(&error) => {}
                Err(error) => return Err(error),
            }
        }
    }
}
// ANCHOR_END: serve

/// Reads once, and writes that back.
#[expect(
    clippy::indexing_slicing,
    reason = "`read` returns at most the length of the buffer that it was given"
)]
// ANCHOR: echo
fn goes_on_after_echo(mut connection: &TcpStream) -> bool {
    let mut buffer = [0; 4096];
    match connection.read(&mut buffer) {
        Ok(0) => false,
        Ok(length) => connection.write_all(&buffer[..length]).is_ok(),
        Err(error) => error.kind() == ErrorKind::WouldBlock,
    }
}
// ANCHOR_END: echo

#[cfg(test)]
mod tests {
    use tcp_vs_udp::loopback::connected_pair;

    use super::*;

    #[test]
    fn spurious_readiness_costs_nobody_the_connection() {
        let (near, _far) = connected_pair().unwrap();
        near.set_nonblocking(true).unwrap();
        assert!(goes_on_after_echo(&near));
    }
}
