//! The ways in which a peer can be gone, made on purpose.

use std::io::{self, ErrorKind, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use tcp_vs_udp::loopback::{PATIENCE, connected_pair};

use crate::socket::Socket;

/// How long the system tries to get rid of what was written before it gives the
/// connection up, in place of a quarter of an hour.
#[cfg(target_os = "linux")]
const USER_TIMEOUT: Duration = Duration::from_millis(100);

/// The longest time that the news of an ending takes. Giving up takes about a
/// second, everything else microseconds.
const LIMIT: Duration = Duration::from_secs(10);

/// How a peer is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
// ANCHOR: gone
pub enum Gone {
    /// It has closed its end, and FIN has arrived.
    Closed,
    /// Its system has thrown the connection away, and RST has arrived.
    Reset,
    /// Nothing arrives. It may be gone, or thinking.
    Silent,
    /// Our system has given up sending to it. (That takes a quarter of an hour; only
    /// on Linux can it be made so short that we can wait for it.)
    GivenUp,
}
// ANCHOR_END: gone

impl Gone {
    /// Those that can be made on this system.
    pub const ALL: &[Self] = &[
        Self::Closed,
        Self::Reset,
        Self::Silent,
        #[cfg(target_os = "linux")]
        Self::GivenUp,
    ];

    /// What it's called in a table.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Reset => "reset",
            Self::Silent => "silent",
            Self::GivenUp => "given up",
        }
    }

    /// Our end of a connection whose peer is gone in this way, and the peer's, if it
    /// still exists.
    ///
    /// # Errors
    /// The system has no port or no descriptor left, or can't give up so soon
    /// ([`ErrorKind::Unsupported`]).
    // ANCHOR: make
    pub fn make(self) -> io::Result<(TcpStream, Option<TcpStream>)> {
        let (near, far) = connected_pair()?;
        near.set_read_timeout(Some(PATIENCE))?;
        let far = match self {
            Self::Closed => {
                drop(far);
                near.peek(&mut [0; 1])?; // It returns when FIN has arrived.
                None
            }
            Self::Reset => {
                Socket::of(&far).set_linger(Some(Duration::ZERO))?;
                drop(far);
                until_broken(&near)?;
                None
            }
            Self::Silent => Some(far),
            #[cfg(target_os = "linux")]
            Self::GivenUp => {
                Socket::of(&near).set_user_timeout(Some(USER_TIMEOUT))?;
                write_until_full(&near)?;
                until_broken(&near)?;
                Some(far)
            }
            #[cfg(not(target_os = "linux"))]
            Self::GivenUp => return Err(ErrorKind::Unsupported.into()),
        };
        Ok((near, far))
    }
    // ANCHOR_END: make
}

/// Writes as much as the buffers at both ends take, and returns how many bytes.
///
/// # Errors
/// The connection is broken.
pub fn write_until_full(mut stream: &TcpStream) -> io::Result<usize> {
    stream.set_nonblocking(true)?;
    let mut written: usize = 0;
    loop {
        match stream.write(&[0; 65_536]) {
            Ok(length) => written = written.saturating_add(length),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                stream.set_nonblocking(false)?;
                return Ok(written);
            }
            Err(error) => return Err(error),
        }
    }
}

/// Waits until the system knows that the connection is no more. From then on it
/// knows no peer.
///
/// # Errors
/// [`ErrorKind::TimedOut`], if it still does after ten seconds.
pub(crate) fn until_broken(stream: &TcpStream) -> io::Result<()> {
    let begin = Instant::now();
    while stream.peer_addr().is_ok() {
        if begin.elapsed() > LIMIT {
            return Err(ErrorKind::TimedOut.into());
        }
        thread::sleep(Duration::from_millis(1));
    }
    Ok(())
}
