//! A client that takes what one read returns for the whole answer.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::thread;

use crate::echo::echo;
use crate::limits::{Limits, SILENCE_LIMIT};
use crate::server::Server;

const LONG_MESSAGE: [u8; 10_000] = [b'a'; 10_000];
const SHORT_MESSAGE: &[u8] = b"hello";

/// What two reads returned, one after each message.
#[derive(Debug, PartialEq, Eq)]
pub struct OneRead {
    /// Bytes that the read after 10,000 bytes returned.
    pub first: usize,
    /// What the read after `hello` returned.
    pub second: Vec<u8>,
}

/// Sends a long message and a short one to an echo server, and reads once after
/// each.
///
/// # Errors
/// What the system says of the connection.
pub fn one_read() -> io::Result<OneRead> {
    let server = Server::bind("127.0.0.1:0", echo, Limits::default())?;
    let stream = TcpStream::connect(server.local_addr()?)?;
    stream.set_read_timeout(Some(SILENCE_LIMIT))?;
    thread::scope(|scope| {
        scope.spawn(|| server.serve_next(|_| Ok(())));
        read_once_after_each(stream)
    })
}

#[expect(
    clippy::indexing_slicing,
    reason = "`read` returns at most the length of the buffer that it was given"
)]
// ANCHOR: one-read
fn read_once_after_each(mut stream: TcpStream) -> io::Result<OneRead> {
    let mut buffer = [0; 1024];

    stream.write_all(&LONG_MESSAGE)?;
    let first = stream.read(&mut buffer)?;

    stream.write_all(SHORT_MESSAGE)?;
    let length = stream.read(&mut buffer)?;
    let second = buffer[..length].to_vec();
    Ok(OneRead { first, second })
}
// ANCHOR_END: one-read

impl fmt::Display for OneRead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let beginning = self.second.iter().take(SHORT_MESSAGE.len());
        let beginning: String = beginning.copied().map(char::from).collect();
        writeln!(
            f,
            "sent {} bytes, and one read returned {}",
            LONG_MESSAGE.len(),
            self.first
        )?;
        write!(
            f,
            "sent \"hello\", and one read returned {} bytes: \"{beginning}...\"",
            self.second.len()
        )
    }
}
