//! A connection whose peer can't keep us: the time of each read and write is
//! limited, and so is the time of the whole conversation.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::ops::Deref;
#[cfg(unix)]
use std::os::fd::{AsFd, BorrowedFd};
#[cfg(unix)]
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

// ANCHOR: silence-limit
/// How long one end waits for the other unless told otherwise: five minutes give
/// a person time to read and think, and still end the wait for a machine that is
/// gone.
pub const SILENCE_LIMIT: Duration = Duration::from_secs(300);
// ANCHOR_END: silence-limit

// ANCHOR: conversation-limit
/// How long a conversation may take unless told otherwise: an hour is more than a
/// person at a keyboard needs, and ends the visit of a machine that stays busy
/// for no purpose.
pub const CONVERSATION_LIMIT: Duration = Duration::from_secs(3600);
// ANCHOR_END: conversation-limit

/// How long [`LimitedStream::close_after_answer`] waits for the peer to stop
/// sending: some round trips around the earth, with segments lost and repeated.
pub const DRAIN_LIMIT: Duration = Duration::from_secs(2);

/// What a server gives each of its clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How long a read or a write may wait for the peer.
    pub silence: Duration,
    /// How long the whole conversation may take.
    pub conversation: Duration,
}

impl Limits {
    /// Whether a conversation is possible within them, and has an end.
    ///
    /// # Errors
    /// One of them is zero, or ends beyond what a clock can tell
    /// ([`InvalidInput`](ErrorKind::InvalidInput)).
    pub fn check(&self) -> io::Result<()> {
        let is_endless = Instant::now().checked_add(self.conversation).is_none();
        if self.silence.is_zero() || self.conversation.is_zero() || is_endless {
            let message = "a conversation needs some time, and an end";
            return Err(io::Error::new(ErrorKind::InvalidInput, message));
        }
        Ok(())
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            silence: SILENCE_LIMIT,
            conversation: CONVERSATION_LIMIT,
        }
    }
}

/// A connection on which no read or write waits longer than the silence limit,
/// and none succeeds after the conversation's deadline.
///
/// Both limits show as [`TimedOut`](crate::ending::Ending::TimedOut).
#[derive(Debug)]
// ANCHOR: limited-stream
pub struct LimitedStream<S = Arc<TcpStream>> {
    stream: S,
    silence: Duration,
    deadline: Instant,
    /// What the socket's timeouts are set to, if we have set them.
    read_timeout: Option<Duration>,
    write_timeout: Option<Duration>,
}
// ANCHOR_END: limited-stream

impl LimitedStream {
    /// Sets the limits; the time of the conversation begins now.
    ///
    /// The connection may be shared with others, such as one who reads while this one
    /// writes: each direction has a timeout of its own.
    ///
    /// Small answers leave at once: Nagle's algorithm is switched off, since a
    /// client that sends two messages together gets two answers in a row.
    ///
    /// # Errors
    /// Those of [`Limits::check`], and what the system says of the socket.
    pub fn new(
        stream: impl Into<Arc<TcpStream>>,
        limits: Limits,
    ) -> io::Result<Self> {
        Self::over(stream.into(), limits)
    }
}

impl<S: Deref<Target: StreamSocket>> LimitedStream<S> {
    /// The same over any connection, borrowed or shared.
    ///
    /// # Errors
    /// Those of [`LimitedStream::new`].
    pub fn over(stream: S, limits: Limits) -> io::Result<Self> {
        limits.check()?;
        let now = Instant::now();
        let limited = Self {
            stream,
            silence: limits.silence,
            deadline: now.checked_add(limits.conversation).unwrap_or(now),
            read_timeout: None,
            write_timeout: None,
        };
        limited.set_nodelay(true)?;
        Ok(limited)
    }

    /// Whether small writes leave at once, which they do unless told otherwise.
    ///
    /// # Errors
    /// What the system says of the socket.
    pub fn set_nodelay(&self, nodelay: bool) -> io::Result<()> {
        passing_over_a_lost_connection(self.stream.set_nodelay(nodelay))
    }

    /// When the conversation ends.
    #[must_use]
    pub fn deadline(&self) -> Instant {
        self.deadline
    }

    /// Moves the end of the conversation. Until then, calls succeed.
    pub fn set_deadline(&mut self, deadline: Instant) {
        self.deadline = deadline;
    }

    /// Sets the limit for silence as the socket's own, for another program that goes
    /// on with it: its reads and writes fail then if they wait for longer.
    ///
    /// # Errors
    /// What the system says of the socket.
    pub fn pass_on_silence_limit(&mut self) -> io::Result<()> {
        self.set_timeout(Direction::In, self.silence)?;
        self.set_timeout(Direction::Out, self.silence)
    }

    // ANCHOR: set-timeout
    fn set_timeout(
        &mut self,
        direction: Direction,
        timeout: Duration,
    ) -> io::Result<()> {
        passing_over_a_lost_connection(match direction {
            Direction::In => {
                self.read_timeout = Some(timeout);
                self.stream.set_read_timeout(Some(timeout))
            }
            Direction::Out => {
                self.write_timeout = Some(timeout);
                self.stream.set_write_timeout(Some(timeout))
            }
        })
    }
    // ANCHOR_END: set-timeout

    /// Makes a call that waits no longer than the silence limit, nor past the
    /// deadline. If a signal interrupts it, it is made again for the time left.
    // ANCHOR: in-time
    fn in_time<T>(
        &mut self,
        direction: Direction,
        mut call: impl FnMut(&S::Target) -> io::Result<T>,
    ) -> io::Result<T> {
        let mut now = Instant::now();
        let end = now.checked_add(self.silence).unwrap_or(self.deadline);
        let end = end.min(self.deadline);
        loop {
            let wait = end.saturating_duration_since(now);
            if wait.is_zero() {
                return Err(ErrorKind::TimedOut.into());
            }
            if Some(wait) != self.timeout(direction) {
                self.set_timeout(direction, wait)?;
            }
            match call(&self.stream) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {
                    now = Instant::now();
                }
                result => return result,
            }
        }
    }
    // ANCHOR_END: in-time

    fn timeout(&self, direction: Direction) -> Option<Duration> {
        match direction {
            Direction::In => self.read_timeout,
            Direction::Out => self.write_timeout,
        }
    }

    /// Closes the connection so that what we have written still arrives, although
    /// the peer may go on sending what nobody will read.
    ///
    /// Closing with something unread would reset the connection (RFC 9293, section
    /// 3.6.1): the peer's next write fails, and what of our answer hasn't reached
    /// its system is lost (RFC 9112, section 9.6, tells the same of HTTP). So the
    /// end of our side is sent first, and what comes is read and thrown away until
    /// the peer ends its side too, for 2 s at most.
    // ANCHOR: close-after-answer
    pub fn close_after_answer(&mut self) {
        let last_moment = Instant::now().checked_add(DRAIN_LIMIT);
        self.deadline = last_moment.unwrap_or(self.deadline).min(self.deadline);
        // If the peer has gone already, so will the first read say. (On macOS it also
        // fails if it is made for the second time.)
        let _ = self.stream.shutdown(Shutdown::Write);
        // Whatever ends it, the connection is over.
        let _ = io::copy(self, &mut io::sink());
    }
    // ANCHOR_END: close-after-answer
}

#[cfg(unix)]
impl<S: Deref<Target: AsFd>> AsFd for LimitedStream<S> {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.stream.as_fd()
    }
}

/// One end of a connection, of TCP or of the Unix domain, that can be used through a
/// shared reference. The methods do what those of the same name do there.
pub trait StreamSocket {
    /// Reads what has come, at most as much as fits into the buffer.
    ///
    /// # Errors
    /// Those of `read(2)`.
    fn read(&self, buffer: &mut [u8]) -> io::Result<usize>;

    /// Writes as many of the bytes as there is room for.
    ///
    /// # Errors
    /// Those of `write(2)`.
    fn write(&self, bytes: &[u8]) -> io::Result<usize>;

    /// How long a read may wait.
    ///
    /// # Errors
    /// It is zero.
    fn set_read_timeout(&self, timeout: Option<Duration>) -> io::Result<()>;

    /// How long a write may wait.
    ///
    /// # Errors
    /// It is zero.
    fn set_write_timeout(&self, timeout: Option<Duration>) -> io::Result<()>;

    /// Whether small writes leave at once. In the Unix domain they always do.
    ///
    /// # Errors
    /// Those of `setsockopt(2)`.
    fn set_nodelay(&self, nodelay: bool) -> io::Result<()>;

    /// Ends one direction, or both.
    ///
    /// # Errors
    /// The connection is gone ([`NotConnected`](ErrorKind::NotConnected)).
    fn shutdown(&self, how: Shutdown) -> io::Result<()>;
}

macro_rules! stream_socket {
    ($stream:ty, $set_nodelay:expr) => {
        impl StreamSocket for $stream {
            fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
                Read::read(&mut &*self, buffer)
            }

            fn write(&self, bytes: &[u8]) -> io::Result<usize> {
                Write::write(&mut &*self, bytes)
            }

            fn set_read_timeout(
                &self,
                timeout: Option<Duration>,
            ) -> io::Result<()> {
                Self::set_read_timeout(self, timeout)
            }

            fn set_write_timeout(
                &self,
                timeout: Option<Duration>,
            ) -> io::Result<()> {
                Self::set_write_timeout(self, timeout)
            }

            fn set_nodelay(&self, nodelay: bool) -> io::Result<()> {
                $set_nodelay(self, nodelay)
            }

            fn shutdown(&self, how: Shutdown) -> io::Result<()> {
                Self::shutdown(self, how)
            }
        }
    };
}

stream_socket!(TcpStream, TcpStream::set_nodelay);
#[cfg(unix)]
stream_socket!(UnixStream, |_, _| Ok(()));

/// Which of the two timeouts of a socket a call has.
#[derive(Debug, Clone, Copy)]
enum Direction {
    In,
    Out,
}

/// macOS refuses to set options of a connection that is gone. That isn't worth a
/// word: the next read or write will tell how it went.
fn passing_over_a_lost_connection(set: io::Result<()>) -> io::Result<()> {
    match set {
        Err(error) if error.kind() == ErrorKind::InvalidInput => Ok(()),
        other => other,
    }
}

// ANCHOR: read-and-write
impl<S: Deref<Target: StreamSocket>> Read for LimitedStream<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.in_time(Direction::In, |stream| stream.read(buffer))
    }
}

impl<S: Deref<Target: StreamSocket>> Write for LimitedStream<S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.in_time(Direction::Out, |stream| stream.write(bytes))
    }

    /// Nothing is kept back here.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
// ANCHOR_END: read-and-write

#[cfg(test)]
mod tests {
    use std::thread;

    use tcp_vs_udp::loopback::connected_pair;

    use super::*;

    #[test]
    fn an_interrupted_call_is_made_again_for_the_time_left() {
        let (near, _far) = connected_pair().unwrap();
        let mut limited = LimitedStream::new(near, Limits::default()).unwrap();
        let mut waits = Vec::new();
        // Stands for a read that two signals interrupt, each after a moment that is
        // longer than what a socket's timeout is rounded to.
        let call = |stream: &TcpStream| {
            waits.push(stream.read_timeout()?.unwrap());
            thread::sleep(Duration::from_millis(20));
            match waits.len() {
                1 | 2 => Err(ErrorKind::Interrupted.into()),
                _ => Ok(()),
            }
        };
        limited.in_time(Direction::In, call).unwrap();
        assert_eq!(waits[0], SILENCE_LIMIT);
        assert!(waits[1] < waits[0] && waits[2] < waits[1], "{waits:?}");
        // The next call may wait for the whole limit again.
        limited.in_time(Direction::In, |_| Ok(())).unwrap();
        assert_eq!(limited.stream.read_timeout().unwrap(), Some(SILENCE_LIMIT));
    }

    #[test]
    fn no_limits_are_none() {
        let (near, _far) = connected_pair().unwrap();
        let limits = Limits {
            silence: Duration::ZERO,
            ..Limits::default()
        };
        let error = LimitedStream::new(near, limits).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
    }
}
