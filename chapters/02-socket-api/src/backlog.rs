//! A listener that nobody accepts from: how many connections it takes, and what
//! those see who come too late.

use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use crate::socket::{Domain, Socket, Type};

/// The longest backlog that is tried: each connection in the queue takes a descriptor
/// of this process, which may have 256 on macOS and 1024 on Linux.
pub const LARGEST_BACKLOG: i32 = 100;

/// How long a connection is waited for. Over loopback one is complete in
/// microseconds, and a lost SYN is sent again only after a second.
const PATIENCE: Duration = Duration::from_millis(200);

/// Systems take a few more connections than they are told to, none of them twice as
/// many; this is where counting ends in any case.
const MOST: usize = 2 * LARGEST_BACKLOG as usize;

/// A listener over loopback that has taken as many connections as it can.
#[derive(Debug)]
pub struct FullListener {
    listener: TcpListener,
    waiting: Vec<TcpStream>,
}

impl FullListener {
    /// One at a port that the system chooses.
    ///
    /// # Errors
    /// Those of [`bind`](Self::bind).
    pub fn with_backlog(backlog: i32) -> io::Result<Self> {
        Self::bind((Ipv4Addr::LOCALHOST, 0).into(), backlog)
    }

    /// Listens at `address` with a backlog of so many, and connects until a
    /// connection doesn't come about.
    ///
    /// # Errors
    /// The address can't be had; something other than a full queue keeps a client from
    /// connecting, such as a lack of descriptors; [`ErrorKind::Other`] if there seems
    /// to be no end.
    // ANCHOR: fill
    pub fn bind(address: SocketAddr, backlog: i32) -> io::Result<Self> {
        let socket = Socket::new(Domain::of(address), Type::STREAM)?;
        socket.set_reuse_address(true)?;
        socket.bind(address)?;
        socket.listen(backlog)?;
        let listener = TcpListener::from(socket);
        let address = listener.local_addr()?;
        let mut waiting = Vec::new();
        while waiting.len() < MOST {
            match TcpStream::connect_timeout(&address, PATIENCE) {
                Ok(client) => waiting.push(client),
                Err(error) if error.kind() == ErrorKind::TimedOut => {
                    return Ok(Self { listener, waiting });
                }
                Err(error) => return Err(error),
            }
        }
        Err(io::Error::other("the queue doesn't fill up"))
    }
    // ANCHOR_END: fill

    /// Where the next client would have to wait.
    ///
    /// # Errors
    /// None that are known.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// How many connections are in the queue.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// What one client more gets, and after which time, if a place becomes free after
    /// `pause`.
    ///
    /// # Errors
    /// It isn't connected even then, or the system has no thread or descriptor left.
    // ANCHOR: one-more
    pub fn one_more(&self, pause: Duration) -> io::Result<Duration> {
        let address = self.local_addr()?;
        thread::scope(|scope| {
            let begin = Instant::now();
            let client = scope.spawn(move || {
                TcpStream::connect(address).map(|_| begin.elapsed())
            });
            thread::sleep(pause);
            let _served = self.listener.accept()?;
            client.join().unwrap_or(Err(ErrorKind::Other.into()))
        })
    }
    // ANCHOR_END: one-more
}
