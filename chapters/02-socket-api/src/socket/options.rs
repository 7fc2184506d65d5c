//! What `setsockopt(2)` can say about a socket, and `getsockopt(2)` ask.

use std::ffi::c_int;
use std::io::{self, ErrorKind};
use std::os::fd::AsFd;
use std::time::Duration;

use super::Socket;
use crate::sys::{SocketOption, get_option, set_option};

/// How an idle connection is probed: `SO_KEEPALIVE` and what goes with it, tcp(7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keepalive {
    /// How long nothing has to have come before the first probe. In whole seconds,
    /// rounded up.
    pub idle: Duration,
    /// How long after a probe the next one follows, if it isn't answered. In whole
    /// seconds, rounded up.
    pub interval: Duration,
    /// After how many unanswered probes the connection is given up.
    pub probes: u16,
}

impl<Fd: AsFd> Socket<Fd> {
    /// `SO_REUSEADDR`: whether an address may be bound although connections in
    /// TIME-WAIT have it. To be said before `bind`.
    ///
    /// # Errors
    /// None that are known.
    // ANCHOR: reuse-address
    pub fn set_reuse_address(&self, reuse: bool) -> io::Result<()> {
        set_option(self.as_fd(), SocketOption::ReuseAddress, [reuse.into()])
    }
    // ANCHOR_END: reuse-address

    /// Whether `SO_REUSEADDR` is set.
    ///
    /// # Errors
    /// None that are known.
    pub fn reuse_address(&self) -> io::Result<bool> {
        self.is_set(SocketOption::ReuseAddress)
    }

    /// `SO_REUSEPORT`: whether several sockets may have the same address at a time,
    /// if each of them has said so before `bind`. Linux then shares connections and
    /// datagrams out among them.
    ///
    /// # Errors
    /// None that are known.
    pub fn set_reuse_port(&self, reuse: bool) -> io::Result<()> {
        set_option(self.as_fd(), SocketOption::ReusePort, [reuse.into()])
    }

    /// Whether `SO_REUSEPORT` is set.
    ///
    /// # Errors
    /// None that are known.
    pub fn reuse_port(&self) -> io::Result<bool> {
        self.is_set(SocketOption::ReusePort)
    }

    /// `IPV6_V6ONLY`: whether a socket that is bound to `[::]` leaves IPv4 to others.
    /// To be said before `bind`.
    ///
    /// # Errors
    /// The socket is bound already, or isn't one for IPv6.
    pub fn set_only_v6(&self, only: bool) -> io::Result<()> {
        set_option(self.as_fd(), SocketOption::OnlyV6, [only.into()])
    }

    /// Whether `IPV6_V6ONLY` is set.
    ///
    /// # Errors
    /// The socket isn't one for IPv6.
    pub fn only_v6(&self) -> io::Result<bool> {
        self.is_set(SocketOption::OnlyV6)
    }

    /// `SO_LINGER`: how long closing the socket waits for what was written to be
    /// acknowledged. In whole seconds, rounded up. `None`, as it is at first, doesn't
    /// wait, and has the system go on sending; zero throws away what wasn't sent, and
    /// resets the connection.
    ///
    /// # Errors
    /// It is too long for the system.
    pub fn set_linger(&self, linger: Option<Duration>) -> io::Result<()> {
        let seconds = linger.map_or(Ok(0), whole_seconds)?;
        let value = [linger.is_some().into(), seconds];
        set_option(self.as_fd(), SocketOption::Linger, value)
    }

    /// What [`set_linger`](Self::set_linger) was told.
    ///
    /// # Errors
    /// None that are known.
    pub fn linger(&self) -> io::Result<Option<Duration>> {
        let [is_on, seconds] = get_option(self.as_fd(), SocketOption::Linger)?;
        Ok((is_on != 0).then_some(in_seconds(seconds)))
    }

    /// Whether and how the system probes the connection when it is idle. `None`, as
    /// it is at first, doesn't.
    ///
    /// # Errors
    /// The socket isn't one of a stream, or the system doesn't take the numbers: on
    /// Linux each is at least 1, times are at most 32,767 seconds, and there are at
    /// most 127 probes.
    pub fn set_keepalive(&self, keepalive: Option<Keepalive>) -> io::Result<()> {
        if let Some(keepalive) = keepalive {
            let idle = whole_seconds(keepalive.idle)?;
            let interval = whole_seconds(keepalive.interval)?;
            let probes = keepalive.probes.into();
            set_option(self.as_fd(), SocketOption::KeepAliveIdle, [idle])?;
            set_option(self.as_fd(), SocketOption::KeepAliveInterval, [interval])?;
            set_option(self.as_fd(), SocketOption::KeepAliveCount, [probes])?;
        }
        let is_on = keepalive.is_some().into();
        set_option(self.as_fd(), SocketOption::KeepAlive, [is_on])
    }

    /// What [`set_keepalive`](Self::set_keepalive) was told.
    ///
    /// # Errors
    /// The socket isn't one of a stream.
    pub fn keepalive(&self) -> io::Result<Option<Keepalive>> {
        if !self.is_set(SocketOption::KeepAlive)? {
            return Ok(None);
        }
        let number = |option| get_option(self.as_fd(), option).map(|[n]| n);
        Ok(Some(Keepalive {
            idle: in_seconds(number(SocketOption::KeepAliveIdle)?),
            interval: in_seconds(number(SocketOption::KeepAliveInterval)?),
            probes: number(SocketOption::KeepAliveCount)?
                .try_into()
                .unwrap_or(u16::MAX),
        }))
    }

    /// `TCP_USER_TIMEOUT`: how long the system tries to get rid of what was written,
    /// before it gives the connection up. In whole milliseconds, rounded up. `None`
    /// leaves it to `tcp_retries2`, tcp(7): about a quarter of an hour. Linux only.
    ///
    /// # Errors
    /// The socket isn't one of a stream, or the time is too long for the system.
    #[cfg(target_os = "linux")]
    pub fn set_user_timeout(&self, timeout: Option<Duration>) -> io::Result<()> {
        let timeout = timeout.unwrap_or_default().as_nanos().div_ceil(1_000_000);
        let milliseconds =
            c_int::try_from(timeout).map_err(|_| ErrorKind::InvalidInput)?;
        set_option(self.as_fd(), SocketOption::UserTimeout, [milliseconds])
    }

    /// `SO_SNDBUF`: how many bytes the system keeps that were written and aren't
    /// acknowledged. Linux doubles the number, for its own bookkeeping.
    ///
    /// # Errors
    /// The size is too large for the system, such as FreeBSD. Linux changes one that is
    /// too large or too small to one that isn't.
    pub fn set_send_buffer_size(&self, bytes: usize) -> io::Result<()> {
        let bytes = bytes.try_into().unwrap_or(c_int::MAX);
        set_option(self.as_fd(), SocketOption::SendBuffer, [bytes])
    }

    /// The size that the system has settled on, in bytes.
    ///
    /// # Errors
    /// None that are known.
    pub fn send_buffer_size(&self) -> io::Result<usize> {
        self.size(SocketOption::SendBuffer)
    }

    /// `SO_RCVBUF`: how many bytes the system keeps that have come and weren't read.
    /// Linux doubles the number, for its own bookkeeping. For a stream it is to be
    /// said before `listen` or `connect`, which promise the other end room.
    ///
    /// # Errors
    /// The size is too large for the system, such as FreeBSD. Linux changes one that is
    /// too large or too small to one that isn't.
    pub fn set_receive_buffer_size(&self, bytes: usize) -> io::Result<()> {
        let bytes = bytes.try_into().unwrap_or(c_int::MAX);
        set_option(self.as_fd(), SocketOption::ReceiveBuffer, [bytes])
    }

    /// The size that the system has settled on, in bytes.
    ///
    /// # Errors
    /// None that are known.
    pub fn receive_buffer_size(&self) -> io::Result<usize> {
        self.size(SocketOption::ReceiveBuffer)
    }

    /// `SO_ERROR`: the error that has occurred since it was last asked for, outside of
    /// a call: why a non-blocking `connect` has failed, or that the connection was
    /// reset. Asking clears it.
    ///
    /// # Errors
    /// None that are known; the error that was asked for is in `Ok`.
    pub fn take_error(&self) -> io::Result<Option<io::Error>> {
        let [number] = get_option(self.as_fd(), SocketOption::PendingError)?;
        Ok((number != 0).then(|| io::Error::from_raw_os_error(number)))
    }

    fn is_set(&self, option: SocketOption) -> io::Result<bool> {
        get_option(self.as_fd(), option).map(|[value]| value != 0)
    }

    fn size(&self, option: SocketOption) -> io::Result<usize> {
        let [bytes] = get_option(self.as_fd(), option)?;
        usize::try_from(bytes).map_err(io::Error::other)
    }
}

/// Rounded up, so that a short time doesn't become none.
fn whole_seconds(time: Duration) -> io::Result<c_int> {
    let seconds = time.as_nanos().div_ceil(1_000_000_000);
    c_int::try_from(seconds).map_err(|_| ErrorKind::InvalidInput.into())
}

fn in_seconds(seconds: c_int) -> Duration {
    Duration::from_secs(seconds.try_into().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_time_is_a_second_and_not_none() {
        assert_eq!(whole_seconds(Duration::ZERO).unwrap(), 0);
        assert_eq!(whole_seconds(Duration::from_millis(1)).unwrap(), 1);
        assert_eq!(whole_seconds(Duration::from_millis(1_001)).unwrap(), 2);
        let error = whole_seconds(Duration::MAX).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
    }
}
