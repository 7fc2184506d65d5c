//! A client that is slow on purpose, many times over. Lead it against your own servers
//! alone.

use std::fmt;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::thread;
use std::time::Duration;

/// 100 ms between two bytes: ten times as fast as needed, so that nobody who looks on
/// has to wait.
pub const INTERVAL: Duration = Duration::from_millis(100);

/// What every request begins with.
const BEGINNING: &[u8] = b"GET / HTTP/1.1\r\nHost: localhost\r\n";

/// What it goes on with, as often as it's let: whole lines, each of which is fine.
const LINE: &[u8] = b"X: y\r\n";

/// Connections that have all begun a request.
#[derive(Debug)]
pub struct Slow {
    open: Vec<TcpStream>,
    ends: Ends,
}

/// How connections were ended by the server.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ends {
    /// With status 408, or any other answer.
    pub answered: usize,
    /// Without one.
    pub closed: usize,
}

impl Slow {
    /// Opens so many connections, and begins a request on each.
    ///
    /// # Errors
    /// The server isn't there, or there are too few descriptors.
    pub fn begin(
        connections: usize,
        address: impl ToSocketAddrs,
    ) -> io::Result<Self> {
        let mut open = Vec::new();
        for _ in 0..connections {
            let mut stream = TcpStream::connect(&address)?;
            stream.set_nodelay(true)?;
            stream.write_all(BEGINNING)?;
            stream.set_nonblocking(true)?;
            open.push(stream);
        }
        Ok(Self {
            open,
            ends: Ends::default(),
        })
    }

    /// Sends a byte over each connection, waits for `interval`, and so on, until the
    /// server has ended them all.
    pub fn go_on(mut self, interval: Duration) -> Ends {
        for byte in LINE.iter().cycle() {
            let ends = &mut self.ends;
            self.open.retain_mut(|stream| {
                let sent = stream.write(&[*byte]);
                match stream.read(&mut [0; 1024]) {
                    Err(error) if error.kind() == ErrorKind::WouldBlock => {
                        sent.is_ok() || ends.count(false)
                    }
                    Ok(answer) => ends.count(answer > 0),
                    Err(_) => ends.count(false),
                }
            });
            if self.open.is_empty() {
                break;
            }
            thread::sleep(interval);
        }
        self.ends
    }
}

impl Ends {
    /// Counts a connection, which isn't kept.
    fn count(&mut self, is_answered: bool) -> bool {
        let count = match is_answered {
            true => &mut self.answered,
            false => &mut self.closed,
        };
        *count = count.saturating_add(1);
        false
    }
}

impl fmt::Display for Ends {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { answered, closed } = self;
        write!(
            f,
            "ended by the server: {answered} with an answer, {closed} without"
        )
    }
}
