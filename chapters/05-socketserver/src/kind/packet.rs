//! A datagram, whichever kind has it.

use std::io;
use std::sync::Arc;

/// A datagram that has come, and the socket that answers it.
#[derive(Debug)]
pub struct Packet<S> {
    data: Vec<u8>,
    is_truncated: bool,
    socket: Arc<S>,
}

impl<S> Packet<S> {
    /// Receives one of at most `max_size` bytes by `receive`, which is given room for
    /// one byte more: so one that was cut can be told from one that fits.
    pub(super) fn receive<A>(
        socket: &Arc<S>,
        max_size: usize,
        receive: impl FnOnce(&S, &mut [u8]) -> io::Result<(usize, A)>,
    ) -> io::Result<(Self, A)> {
        let mut data = vec![0; max_size.saturating_add(1)];
        let (length, peer) = receive(socket, &mut data)?;
        data.truncate(length.min(max_size));
        let packet = Self {
            data,
            is_truncated: length > max_size,
            socket: Arc::clone(socket),
        };
        Ok((packet, peer))
    }

    /// One that was received elsewhere, to be answered from `socket`.
    pub(crate) fn new(data: Vec<u8>, is_truncated: bool, socket: Arc<S>) -> Self {
        Self {
            data,
            is_truncated,
            socket,
        }
    }

    /// What came. It may be empty, which is no end of anything.
    pub fn data(&self) -> &[u8] {
        &self.data
    }

    /// Whether there was more than
    /// [`max_packet_size`](crate::Builder::max_packet_size): then the rest is lost.
    pub fn is_truncated(&self) -> bool {
        self.is_truncated
    }

    /// The server's socket, from which the answer is sent. Its calls don't wait.
    pub fn socket(&self) -> &Arc<S> {
        &self.socket
    }
}
