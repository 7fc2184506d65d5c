//! Writes that can't be delivered, and calls that come at the wrong time.

use std::io::{self, Write};
use std::net::{Shutdown, UdpSocket};
use std::time::Duration;

use tcp_vs_udp::loopback::connected_pair;

use super::Provoked;

/// Writes after the peer has gone: on Linux the second fails, and a loop needs an
/// end.
const WRITES: usize = 100;

/// One more than fits into the byte that a packet has for it.
const TTL_TOO_LARGE: u32 = 256;

/// Writes where nobody reads, and makes calls where they make no sense.
#[must_use]
pub fn provoke() -> Vec<Provoked> {
    vec![
        Provoked::new("write to a peer that has gone", write_to_nobody()),
        Provoked::new("write after shutdown(Write)", write_after_shutdown()),
        Provoked::new("write without waiting", write_until_full()),
        Provoked::new("ask a socket without peer for it", ask_for_no_peer()),
        Provoked::new("set a TTL of 256", set_too_large_a_ttl()),
        Provoked::new("set a timeout of 0", set_no_timeout()),
    ]
}

// ANCHOR: broken-pipe
fn write_to_nobody() -> io::Result<()> {
    let (mut near, far) = connected_pair()?;
    drop(far);
    for _ in 0..WRITES {
        near.write_all(b"hello")?;
    }
    Ok(())
}

fn write_after_shutdown() -> io::Result<()> {
    let (mut near, _far) = connected_pair()?;
    near.shutdown(Shutdown::Write)?;
    near.write_all(b"hello")
}
// ANCHOR_END: broken-pipe

fn write_until_full() -> io::Result<()> {
    let (mut near, _far) = connected_pair()?;
    near.set_nonblocking(true)?;
    loop {
        near.write_all(&[0; 65_536])?;
    }
}

// ANCHOR: misuse
fn ask_for_no_peer() -> io::Result<()> {
    UdpSocket::bind("127.0.0.1:0")?.peer_addr().map(drop)
}

fn set_too_large_a_ttl() -> io::Result<()> {
    UdpSocket::bind("127.0.0.1:0")?.set_ttl(TTL_TOO_LARGE)
}

fn set_no_timeout() -> io::Result<()> {
    UdpSocket::bind("127.0.0.1:0")?.set_read_timeout(Some(Duration::ZERO))
}
// ANCHOR_END: misuse
