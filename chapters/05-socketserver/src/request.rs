//! A request: what a handler is given.

use std::fmt;
use std::io::{self, ErrorKind, Read, Write};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use crate::kind::{DatagramKind, Kind, StreamKind};
use crate::shutdown::ShutdownHandle;

/// How long a datagram waits for room to be sent: in the Unix domain until the
/// receiver has read some, over UDP until the network has taken some. One that isn't
/// sent by then is lost, as datagrams may be.
const ROOM_LIMIT: Duration = Duration::from_millis(100);

/// How long until it's tried again. `poll` can't be asked: it looks at the room that
/// our own socket has, and in the Unix domain it's the receiver's that is full.
const PAUSE: Duration = Duration::from_millis(5);

/// One request: a connection or a packet, where it comes from, and the server that
/// has taken it.
///
/// When it is dropped, it is closed, on whichever way that comes: after a handler has
/// had it, so that what was written still arrives.
pub struct Request<K: Kind> {
    channel: K::Channel,
    peer: K::Address,
    server_addr: K::Address,
    shutdown: ShutdownHandle,
    closing: Closing,
}

/// How a request will be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Closing {
    /// With an answer underway: not before the peer has had a chance to take it.
    AfterAnswer,
    /// There is no answer, nobody to take it, or somebody else sees to it.
    AtOnce,
}

impl<K: Kind> Request<K> {
    pub(crate) fn new(
        (channel, peer): (K::Channel, K::Address),
        server_addr: K::Address,
        shutdown: ShutdownHandle,
    ) -> Self {
        Self {
            channel,
            peer,
            server_addr,
            shutdown,
            closing: Closing::AtOnce,
        }
    }

    /// The address that the request comes from.
    pub fn peer(&self) -> &K::Address {
        &self.peer
    }

    /// The same for a person: `127.0.0.1:40112`.
    pub fn peer_name(&self) -> String {
        K::name(&self.peer)
    }

    /// The address of the server that has taken the request.
    pub fn server_addr(&self) -> &K::Address {
        &self.server_addr
    }

    /// Stops the server that has taken the request. From a handler, take
    /// [`request`](ShutdownHandle::request), which doesn't wait for the end.
    pub fn shutdown_handle(&self) -> &ShutdownHandle {
        &self.shutdown
    }

    /// The connection or packet itself.
    pub fn channel(&self) -> &K::Channel {
        &self.channel
    }

    /// The same, to be changed.
    pub fn channel_mut(&mut self) -> &mut K::Channel {
        &mut self.channel
    }

    /// How the request is to be closed when it is dropped.
    pub(crate) fn set_closing(&mut self, closing: Closing) {
        self.closing = closing;
    }
}

// ANCHOR: drop
impl<K: Kind> Drop for Request<K> {
    fn drop(&mut self) {
        if self.closing == Closing::AfterAnswer {
            K::shutdown_request(&mut self.channel);
        }
    }
}
// ANCHOR_END: drop

impl<K: StreamKind> Request<K> {
    /// The connection's stream, for those who set limits of their own or pass it on.
    /// Reading from the request and writing to it keeps the server's limits.
    pub fn stream(&self) -> &Arc<K::Stream> {
        self.channel.stream()
    }
}

impl<K: StreamKind> Read for Request<K> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.channel.read(buffer)
    }
}

impl<K: StreamKind> Write for Request<K> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.channel.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.channel.flush()
    }
}

impl<K: DatagramKind> Request<K> {
    /// What came. It may be empty, which is no end of anything.
    pub fn data(&self) -> &[u8] {
        self.channel.data()
    }

    /// Whether there was more than
    /// [`max_packet_size`](crate::Builder::max_packet_size): then the rest is lost.
    pub fn is_truncated(&self) -> bool {
        self.channel.is_truncated()
    }

    /// Sends a datagram to where this one came from. If the system has no room for
    /// it, that is waited for, for a tenth of a second at most.
    ///
    /// Whose address a datagram bears is easily forged: see that an answer is no
    /// larger than what it answers.
    ///
    /// # Errors
    /// The system doesn't send it: it is too large, there is no room for it
    /// ([`ErrorKind::TimedOut`]), nobody is there, or who sent the datagram has no
    /// address ([`ErrorKind::AddrNotAvailable`]).
    pub fn reply(&self, data: &[u8]) -> io::Result<()> {
        let begin = Instant::now();
        loop {
            match K::send_to(self.channel.socket(), data, &self.peer) {
                Ok(_all) => return Ok(()),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() != ErrorKind::WouldBlock => {
                    return Err(error);
                }
                Err(_) if begin.elapsed() < ROOM_LIMIT => thread::sleep(PAUSE),
                Err(_) => return Err(ErrorKind::TimedOut.into()),
            }
        }
    }
}

impl<K: Kind> fmt::Debug for Request<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("peer", &self.peer)
            .field("server_addr", &self.server_addr)
            .finish_non_exhaustive()
    }
}
