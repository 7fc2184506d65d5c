//! An experiment: a client that sends without reading until the server takes no more,
//! and reads only from then on.

use std::fmt;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream, ToSocketAddrs};
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::Duration;

use echo_server::ending::Ending;
use tcp_vs_udp::loopback::PATIENCE;

/// 64 MiB: more than systems keep for a connection unless told otherwise.
const OFFERED: usize = 64 * 1024 * 1024;

/// How much is written, and read, at a time.
const PIECE: usize = 64 * 1024;

/// How long the answer may keep us waiting.
const ANSWER_LIMIT: Duration = Duration::from_secs(10);

/// What an echo server does with such a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It stops reading, goes on when we read, and everything comes back.
    Waits,
    /// It ends the connection.
    HangsUp,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Waits => "the server waits for us, and then all comes back",
            Self::HangsUp => "the server hangs up",
        })
    }
}

/// Connects to an echo server, and tries it.
///
/// # Errors
/// There is no server; it takes everything before we have read anything; or it sends
/// back less than it was sent.
pub fn run(address: impl ToSocketAddrs) -> io::Result<Outcome> {
    let stream = TcpStream::connect(address)?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.set_read_timeout(Some(ANSWER_LIMIT))?;
    let (stalled, has_stalled) = mpsc::channel();
    let result = thread::scope(|scope| {
        let writing = scope.spawn(|| write_all(&stream, stalled));
        // Nothing is sent by a writer that has ended without a stall.
        let is_waiting = has_stalled.recv().is_ok();
        let read = read_all(&stream);
        if read.is_err() {
            // Otherwise the writer could wait forever.
            let _ = stream.shutdown(Shutdown::Both);
        }
        // A writer that panicked would have its message printed.
        let written = writing.join().unwrap_or(Ok(()));
        written.and(read).map(|()| is_waiting)
    });
    match result {
        Ok(true) => Ok(Outcome::Waits),
        Ok(false) => Err(io::Error::other("it keeps all that it is sent")),
        Err(error) if Ending::of(&error) == Some(Ending::Reset) => {
            Ok(Outcome::HangsUp)
        }
        Err(error) => Err(error),
    }
}

/// Writes everything, and tells as soon as nothing was taken for a while.
fn write_all(mut stream: &TcpStream, stalled: Sender<()>) -> io::Result<()> {
    let piece = vec![b'x'; PIECE];
    let mut left = OFFERED;
    while left > 0 {
        let next = piece.get(..left).unwrap_or(&piece);
        match stream.write(next) {
            Ok(length) => left = left.saturating_sub(length),
            Err(error) if Ending::of(&error) == Some(Ending::TimedOut) => {
                // It is heard once. Afterwards the reader has other things to do.
                let _ = stalled.send(());
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    stream.shutdown(Shutdown::Write)
}

fn read_all(stream: &TcpStream) -> io::Result<()> {
    let mut stream = stream;
    let mut buffer = vec![0; PIECE];
    let mut came_back = 0_usize;
    loop {
        match stream.read(&mut buffer)? {
            0 if came_back == OFFERED => return Ok(()),
            0 => return Err(io::Error::other("not all of it has come back")),
            length => came_back = came_back.saturating_add(length),
        }
    }
}
