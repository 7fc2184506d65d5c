//! The receiver on a real socket, with a real clock: a server for everybody.

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, ToSocketAddrs, UdpSocket};
use std::thread;
use std::time::{Duration, Instant};

use super::event::Event;
use super::frame::LARGEST_FRAME;
use super::inbox::{Inbox, Limits};

/// How long to wait after an error of the socket, which might come again at once.
const PAUSE_AFTER_ERROR: Duration = Duration::from_millis(10);

/// A wait for what is due at once.
const SHORTEST_WAIT: Duration = Duration::from_millis(1);

/// A server that receives transfers.
#[derive(Debug)]
pub struct Server {
    socket: UdpSocket,
    inbox: Inbox,
}

impl Server {
    /// Takes `address` (port 0 lets the system choose one).
    ///
    /// # Errors
    /// The address doesn't exist here, is in use or not permitted.
    pub fn bind(address: impl ToSocketAddrs, limits: Limits) -> io::Result<Self> {
        let socket = UdpSocket::bind(address)?;
        let inbox = Inbox::new(limits);
        Ok(Self { socket, inbox })
    }

    /// Where the server receives, with the port that it really has.
    ///
    /// # Errors
    /// What `getsockname(2)` says, which on a bound socket is nothing.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }

    /// Receives forever, and reports what happens.
    ///
    /// # Errors
    /// What `report` returns.
    pub fn serve<E>(
        mut self,
        mut report: impl FnMut(Event) -> Result<(), E>,
    ) -> Result<(), E> {
        let begin = Instant::now();
        // A byte more than a frame has, or one that was cut would look whole.
        let mut buffer = [0; LARGEST_FRAME + 1];
        loop {
            while let Some(event) = self.inbox.expire(begin.elapsed()) {
                report(event)?;
            }
            let wait = self.inbox.next_event().map(|event| {
                // 0 isn't allowed, since it would mean forever to the system.
                event.saturating_sub(begin.elapsed()).max(SHORTEST_WAIT)
            });
            let Some((length, peer)) = self.receive(&mut buffer, wait) else {
                continue;
            };
            let datagram = buffer.get(..length).unwrap_or_default();
            let outcome = self.inbox.receive(begin.elapsed(), peer, datagram);
            if let Some(answer) = outcome.answer {
                // If it isn't sent, it is lost, and the sender asks again.
                let _ = self.socket.send_to(&answer, peer);
            }
            if let Some(event) = outcome.event {
                report(event)?;
            }
        }
    }

    /// The next datagram, if one comes in time.
    fn receive(
        &self,
        buffer: &mut [u8],
        wait: Option<Duration>,
    ) -> Option<(usize, SocketAddr)> {
        let set = self.socket.set_read_timeout(wait);
        match set.and_then(|()| self.socket.recv_from(buffer)) {
            Ok(received) => Some(received),
            Err(error) => {
                match error.kind() {
                    ErrorKind::WouldBlock
                    | ErrorKind::TimedOut
                    | ErrorKind::Interrupted => {}
                    // On Windows, a datagram that is too large, or the news that
                    // somebody didn't receive an answer.
                    _ => thread::sleep(PAUSE_AFTER_ERROR),
                }
                None
            }
        }
    }
}
