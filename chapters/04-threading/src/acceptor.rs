//! The accept loop's next connection: one that can be stopped, and that survives
//! whatever `accept` says.

use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::os::fd::{AsFd, BorrowedFd};
use std::time::{Duration, Instant};

use socket_api::accept::is_about_one_connection;
use socket_api::socket::Socket;
use socket_api::wait::wait;

// ANCHOR: backlog
/// How many connections the system keeps that were not accepted yet, unless told
/// otherwise: what Linux allows at most (`net.core.somaxconn`, listen(2)). One that
/// waits costs no thread and no descriptor.
pub const BACKLOG: i32 = 4096;
// ANCHOR_END: backlog

/// How long nothing is accepted after the system has refused: the same error would
/// come again at once. What is missing comes back when a connection ends.
const PAUSE_AFTER_REFUSAL: Duration = Duration::from_secs(1);

/// A listener whose next connection can be waited for together with a stop.
///
/// Dropping it closes the listener: whoever connects from then on is refused at once.
#[derive(Debug)]
pub struct Acceptor {
    listener: TcpListener,
    /// Set by a refusal of the system: until when nothing is accepted.
    refused_until: Option<Instant>,
}

impl Acceptor {
    /// Listens on `address` (port 0 lets the system choose one), where about
    /// `backlog` connections may wait.
    ///
    /// # Errors
    /// The address doesn't exist here, is in use or not permitted.
    // ANCHOR: bind
    pub fn bind(address: impl ToSocketAddrs, backlog: i32) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        // `std` has called it already, with 128; the last call counts.
        Socket::of(&listener).listen(backlog)?;
        Self::new(listener)
    }
    // ANCHOR_END: bind

    /// Takes a listener over. It becomes non-blocking.
    ///
    /// # Errors
    /// None that are known.
    pub fn new(listener: TcpListener) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        Ok(Self {
            listener,
            refused_until: None,
        })
    }

    /// The address that is listened on, with the port that it really has.
    ///
    /// # Errors
    /// What `getsockname(2)` says, which on a listening socket is nothing.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Waits for the next connection, and returns it with the address of its peer;
    /// or `None` as soon as `stop` can be read from.
    ///
    /// What is wrong with one connection is passed over. If the system lacks
    /// something, such as descriptors ([EMFILE]), `report` is told once, nothing is
    /// accepted for a second, and then it's tried again; `stop` works meanwhile. The
    /// next lack is told when a connection has been accepted in between.
    ///
    /// The connection is blocking, on every system.
    ///
    /// ```
    /// use std::net::TcpStream;
    /// use threading::acceptor::{Acceptor, BACKLOG};
    /// use threading::stop::Stop;
    ///
    /// let stop = Stop::new()?;
    /// let mut acceptor = Acceptor::bind("127.0.0.1:0", BACKLOG)?;
    /// let client = TcpStream::connect(acceptor.local_addr()?)?;
    /// let (_connection, peer) = acceptor.next(&stop, Err)?.unwrap();
    /// assert_eq!(peer, client.local_addr()?);
    ///
    /// stop.request();
    /// assert!(acceptor.next(&stop, Err)?.is_none());
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// [EMFILE]: https://man7.org/linux/man-pages/man2/accept.2.html#ERRORS
    ///
    /// # Errors
    /// What `report` returns, or the system can't wait for lack of memory.
    // ANCHOR: next
    pub fn next(
        &mut self,
        stop: &impl AsFd,
        mut report: impl FnMut(io::Error) -> io::Result<()>,
    ) -> io::Result<Option<(TcpStream, SocketAddr)>> {
        loop {
            let [stopped, connection] = self.wait(stop.as_fd())?;
            if stopped {
                return Ok(None);
            }
            if !connection {
                continue; // the pause is over
            }
            match self.accept() {
                Ok(accepted) => {
                    self.refused_until = None;
                    return Ok(Some(accepted));
                }
                Err(error) if is_about_one_connection(&error) => {}
                Err(error) => {
                    if self.refused_until.is_none() {
                        report(error)?;
                    }
                    self.refused_until =
                        Instant::now().checked_add(PAUSE_AFTER_REFUSAL);
                }
            }
        }
    }
    // ANCHOR_END: next

    /// Waits for the stop and, if no refusal keeps us from it, a connection.
    fn wait(&self, stop: BorrowedFd<'_>) -> io::Result<[bool; 2]> {
        match self.refused_until {
            Some(until) if Instant::now() < until => {
                let [stopped] = wait(&[stop], Some(until))?;
                Ok([stopped, false])
            }
            _ => wait(&[stop, self.listener.as_fd()], None),
        }
    }

    fn accept(&self) -> io::Result<(TcpStream, SocketAddr)> {
        let (stream, peer) = self.listener.accept()?;
        // On macOS it is as the listener is, on Linux it is blocking.
        stream.set_nonblocking(false)?;
        Ok((stream, peer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stop::Stop;

    #[test]
    fn a_stop_is_heard_in_a_pause() {
        let mut acceptor = Acceptor::bind("127.0.0.1:0", BACKLOG).unwrap();
        let pause = Duration::from_secs(20);
        let begin = Instant::now();
        acceptor.refused_until = Some(begin + pause);
        let stop = Stop::new().unwrap();
        stop.request();
        assert!(acceptor.next(&stop, Err).unwrap().is_none());
        assert!(begin.elapsed() < pause);
    }

    #[test]
    fn after_a_pause_the_next_connection_is_accepted() {
        let mut acceptor = Acceptor::bind("127.0.0.1:0", BACKLOG).unwrap();
        let _waiting = TcpStream::connect(acceptor.local_addr().unwrap()).unwrap();
        let pause = Duration::from_millis(50);
        let begin = Instant::now();
        acceptor.refused_until = Some(begin + pause);
        let stop = Stop::new().unwrap();
        assert!(acceptor.next(&stop, Err).unwrap().is_some());
        assert!(begin.elapsed() >= pause);
        assert_eq!(acceptor.refused_until, None);
    }
}
