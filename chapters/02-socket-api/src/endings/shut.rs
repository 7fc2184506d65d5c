//! What `shutdown` leaves possible, at both ends.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};

use tcp_vs_udp::loopback::{PATIENCE, connected_pair};

use super::{cell, line};

/// The three ways of shutting a socket, in the order of their numbers in C.
const WAYS: [Shutdown; 3] = [Shutdown::Read, Shutdown::Write, Shutdown::Both];

/// Shuts a socket in each way, and returns a table of what its own calls say after
/// that, and what the other end's do.
///
/// # Errors
/// The system has no port or no descriptor left.
pub fn table() -> io::Result<Vec<String>> {
    let mut table = vec![line("", WAYS.map(|way| format!("{way:?}")))];
    let results: io::Result<Vec<[String; 4]>> =
        WAYS.iter().map(|way| afterwards(*way)).collect();
    let results = results?;
    for (index, name) in ["its read", "its write", "peer's read", "peer's write"]
        .into_iter()
        .enumerate()
    {
        let cells = results.iter().filter_map(|cells| cells.get(index));
        table.push(line(name, cells));
    }
    Ok(table)
}

// ANCHOR: afterwards
fn afterwards(way: Shutdown) -> io::Result<[String; 4]> {
    let after = |call: fn(&mut TcpStream, &mut TcpStream) -> io::Result<usize>| {
        let (mut near, mut far) = connected_pair()?;
        near.set_read_timeout(Some(PATIENCE))?;
        far.set_read_timeout(Some(PATIENCE))?;
        near.shutdown(way)?;
        Ok::<String, io::Error>(cell(&call(&mut near, &mut far)))
    };
    Ok([
        after(|near, _| near.read(&mut [0; 16]))?,
        after(|near, _| near.write(b"hello"))?,
        after(|_, far| far.read(&mut [0; 16]))?,
        after(|_, far| far.write(b"hello"))?,
    ])
}
// ANCHOR_END: afterwards
