//! A request: what a handler is given.

use std::fmt;
use std::io::{self, Read, Write};
use std::sync::Arc;

use crate::kind::{Kind, StreamKind};
use crate::shutdown::ShutdownHandle;

/// One request: a connection or a packet, where it comes from, and the server that
/// has taken it.
///
/// When it is dropped, it is closed, on whichever way that comes: after a handler has
/// had it, so that what was written still arrives.
// ANCHOR: request
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
// ANCHOR_END: request

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

impl<K: Kind> fmt::Debug for Request<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("peer", &self.peer)
            .field("server_addr", &self.server_addr)
            .finish_non_exhaustive()
    }
}
