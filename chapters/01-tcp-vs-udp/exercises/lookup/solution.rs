//! Asks again over TCP, whatever the reason why UDP hasn't brought an answer.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream, UdpSocket};
use std::time::Duration;

/// A server of this kind sends no more in a datagram, so that it passes through
/// every network.
const LARGEST_DATAGRAM: usize = 1200;

/// 1 MiB: more than anybody looks up, and little enough to be kept in memory.
const LARGEST_ANSWER: u64 = 1024 * 1024;

/// Asks `server` over UDP, and over TCP if that brings no whole answer. Nothing
/// is waited for longer than `wait`, and an answer of more than 1 MiB is an error.
pub fn lookup(
    server: SocketAddr,
    question: &[u8],
    wait: Duration,
) -> io::Result<Vec<u8>> {
    match over_udp(server, question, wait) {
        Ok(Some(answer)) => Ok(answer),
        // Cut, lost, refused, too long to be asked: TCP will tell.
        Ok(None) | Err(_) => over_tcp(server, question, wait),
    }
}

fn over_udp(
    server: SocketAddr,
    question: &[u8],
    wait: Duration,
) -> io::Result<Option<Vec<u8>>> {
    let any = if server.is_ipv4() {
        "0.0.0.0:0"
    } else {
        "[::]:0"
    };
    let socket = UdpSocket::bind(any)?;
    socket.connect(server)?; // so that strangers aren't heard
    socket.set_read_timeout(Some(wait))?;
    socket.send(question)?;
    let mut buffer = [0; LARGEST_DATAGRAM];
    let length = socket.recv(&mut buffer)?;
    match buffer[..length].split_first() {
        Some((b'=', answer)) => Ok(Some(answer.to_vec())),
        _ => Ok(None),
    }
}

fn over_tcp(
    server: SocketAddr,
    question: &[u8],
    wait: Duration,
) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect_timeout(&server, wait)?;
    stream.set_read_timeout(Some(wait))?;
    stream.set_write_timeout(Some(wait))?;
    stream.write_all(question)?;
    stream.shutdown(Shutdown::Write)?;
    let mut answer = Vec::new();
    stream.take(LARGEST_ANSWER + 1).read_to_end(&mut answer)?;
    match answer.len() as u64 {
        0..=LARGEST_ANSWER => Ok(answer),
        _ => Err(ErrorKind::InvalidData.into()),
    }
}
