//! `connect(2)`: waited for, begun without waiting, or waited for so long.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use super::Socket;
use crate::sys;
use crate::wait::{Interest, PollFd, poll};

/// How far a connection has come when a non-blocking `connect` returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connecting {
    /// It is established.
    Done,
    /// The system goes on with it. When the socket can be written to, it has ended;
    /// [`Socket::take_error`] says how.
    Underway,
}

impl<Fd: AsFd> Socket<Fd> {
    /// `connect(2)`: establishes a connection to `address` and waits until it is, or
    /// can't be. For datagrams nothing is sent: the address is remembered.
    ///
    /// A signal doesn't end the wait. (After one the call can't be made again, since
    /// the connection is underway: connect(2) has it waited for like this.)
    ///
    /// # Errors
    /// Nobody listens there ([`ErrorKind::ConnectionRefused`]), there is no way there
    /// ([`ErrorKind::NetworkUnreachable`], [`ErrorKind::HostUnreachable`]), nothing is
    /// answered ([`ErrorKind::TimedOut`]), the socket is connected already or has
    /// failed to, or the address is of another domain.
    // ANCHOR: connect
    pub fn connect(&self, address: SocketAddr) -> io::Result<()> {
        match sys::connect_to(self.as_fd(), address) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {
                self.connected_by(None)
            }
            result => result,
        }
    }
    // ANCHOR_END: connect

    /// The same on a non-blocking socket, which doesn't wait.
    ///
    /// # Errors
    /// Those of [`connect`](Self::connect), if they are known at once.
    pub fn start_connect(&self, address: SocketAddr) -> io::Result<Connecting> {
        match sys::connect_to(self.as_fd(), address) {
            Ok(()) => Ok(Connecting::Done),
            Err(error) if is_underway(&error) => Ok(Connecting::Underway),
            Err(error) => Err(error),
        }
    }

    /// Like [`connect`](Self::connect), but for no longer than `timeout`. Afterwards
    /// the socket is a blocking one.
    ///
    /// # Errors
    /// Those of [`connect`](Self::connect); [`ErrorKind::TimedOut`] also says that the
    /// time is over, and then the socket is good for nothing any more.
    // ANCHOR: connect-timeout
    pub fn connect_timeout(
        &self,
        address: SocketAddr,
        timeout: Duration,
    ) -> io::Result<()> {
        let deadline = Instant::now().checked_add(timeout);
        self.set_nonblocking(true)?;
        if self.start_connect(address)? == Connecting::Underway {
            self.connected_by(deadline)?;
        }
        self.set_nonblocking(false)
    }

    fn connected_by(&self, deadline: Option<Instant>) -> io::Result<()> {
        let mut entry = [PollFd::new(self.as_fd(), Interest::Write)];
        match poll(&mut entry, deadline)? {
            0 => Err(ErrorKind::TimedOut.into()),
            _ => self.take_error()?.map_or(Ok(()), Err),
        }
    }
    // ANCHOR_END: connect-timeout
}

/// `EINPROGRESS`, which [`ErrorKind`] has no name for in stable Rust, and on a
/// non-blocking socket `EINTR` says the same.
fn is_underway(error: &io::Error) -> bool {
    error.raw_os_error() == Some(sys::EINPROGRESS)
        || error.kind() == ErrorKind::Interrupted
}
