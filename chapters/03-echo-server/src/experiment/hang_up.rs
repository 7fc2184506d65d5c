//! A server that answers before the client has said everything, and closes.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::thread;

use tcp_vs_udp::loopback::connected_pair;

use crate::limits::{LimitedStream, Limits};

/// 10 MB, more than the buffers hold when the server stops reading.
const LENGTH: usize = 10_000_000;

/// What the server answers to the first byte.
const ANSWER: &[u8] = b"refused\n";

/// A client that sends everything and then reads the answer, with a server that
/// answers at once and closes at once.
///
/// # Errors
/// [`ConnectionReset`](io::ErrorKind::ConnectionReset), from the client's write.
pub fn close_at_once() -> io::Result<usize> {
    send_and_read(drop)
}

/// The same with a server that closes as
/// [`LimitedStream::close_after_answer`] does.
///
/// # Errors
/// None that has to do with the peer.
pub fn close_after_answer() -> io::Result<usize> {
    send_and_read(|mut stream| stream.close_after_answer())
}

fn send_and_read(close: fn(LimitedStream)) -> io::Result<usize> {
    let (mut near, far) = connected_pair()?;
    thread::scope(move |scope| {
        scope.spawn(move || refuse(far, close));
        near.write_all(&vec![b'a'; LENGTH])?;
        near.shutdown(Shutdown::Write)?;
        near.read_to_end(&mut Vec::new())
    })
}

fn refuse(far: TcpStream, close: fn(LimitedStream)) -> io::Result<()> {
    let mut far = LimitedStream::new(far, Limits::default())?;
    far.read_exact(&mut [0; 1])?;
    far.write_all(ANSWER)?;
    close(far);
    Ok(())
}

/// A row for each: how the server closes, and what the client gets.
pub fn table() -> [(&'static str, io::Result<usize>); 2] {
    [
        ("close at once", close_at_once()),
        ("close after the answer", close_after_answer()),
    ]
}
