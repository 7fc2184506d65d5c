//! A server that waits for three things at once: a connection, a datagram, and
//! Ctrl-C.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, ToSocketAddrs, UdpSocket};
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use crate::accept::is_about_one_connection;
use crate::interrupt::Interrupt;
use crate::wait::wait;

/// How long nothing is accepted after the system has refused. The connection that
/// couldn't be accepted is still there, so that the wait would end at once, again and
/// again; and what the system lacks comes back when somebody gives it back.
pub const PAUSE: Duration = Duration::from_secs(1);

/// 64 KiB: how much of what a client says unasked is taken before its connection is
/// closed. What comes later or on top isn't waited for.
const MOST_UNREAD: u64 = 64 * 1024;

/// Tells those who connect who they are, and takes note of datagrams.
#[derive(Debug)]
pub struct Server {
    connections: TcpListener,
    datagrams: UdpSocket,
    interrupt: Interrupt,
}

/// What the server has to tell.
#[derive(Debug)]
pub enum Event {
    /// A client has connected, and was told its address.
    Connected(SocketAddr),
    /// A datagram has come.
    Datagram(SocketAddr),
    /// The system has refused a connection, for a reason that will last. It's said
    /// once, and not again before a connection has been accepted.
    NotAccepted(io::Error),
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connected(peer) => write!(f, "{peer} connected"),
            Self::Datagram(peer) => write!(f, "{peer} sent a datagram"),
            Self::NotAccepted(error) => {
                write!(f, "cannot accept connections: {error}")
            }
        }
    }
}

impl Server {
    /// Takes the address for TCP and for UDP, and Ctrl-C for itself.
    ///
    /// # Errors
    /// The address can't be taken, or is no address. With port 0, the port that was
    /// free over TCP may by chance be taken over UDP
    /// ([`AddrInUse`](io::ErrorKind::AddrInUse)).
    pub fn bind(address: impl ToSocketAddrs) -> io::Result<Self> {
        let connections = TcpListener::bind(address)?;
        // The same port, if the system has chosen it.
        let datagrams = UdpSocket::bind(connections.local_addr()?)?;
        connections.set_nonblocking(true)?;
        datagrams.set_nonblocking(true)?;
        Ok(Self {
            connections,
            datagrams,
            interrupt: Interrupt::on_ctrl_c()?,
        })
    }

    /// The address, which tells the port if the system has chosen it.
    ///
    /// # Errors
    /// None that are known.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.connections.local_addr()
    }

    /// Serves until Ctrl-C, and reports what happens.
    ///
    /// ```no_run
    /// use socket_api::server::Server;
    ///
    /// let server = Server::bind("127.0.0.1:20002")?;
    /// server.serve(|event| Ok(println!("{event}")))?;
    /// println!("Ctrl-C: the end");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// What `report` returns, or the system can't wait for lack of memory.
    // ANCHOR: serve
    pub fn serve(
        &self,
        mut report: impl FnMut(Event) -> io::Result<()>,
    ) -> io::Result<()> {
        // Set by a refusal: until when nothing is accepted.
        let mut refused_until = None;
        loop {
            let [interrupted, datagram, connection] = self.wait(refused_until)?;
            if interrupted {
                return Ok(());
            }
            if datagram && let Ok((_, peer)) = self.datagrams.recv_from(&mut [0]) {
                report(Event::Datagram(peer))?;
            }
            if connection {
                match self.answer_next() {
                    Ok(peer) => {
                        refused_until = None;
                        report(Event::Connected(peer))?;
                    }
                    Err(error) if is_about_one_connection(&error) => {}
                    Err(error) => {
                        if refused_until.is_none() {
                            report(Event::NotAccepted(error))?;
                        }
                        refused_until = Instant::now().checked_add(PAUSE);
                    }
                }
            }
        }
    }
    // ANCHOR_END: serve

    /// Waits for Ctrl-C, a datagram and, if no refusal keeps us from it, a connection.
    // ANCHOR: wait
    fn wait(&self, refused_until: Option<Instant>) -> io::Result<[bool; 3]> {
        let (interrupt, datagrams) =
            (self.interrupt.as_fd(), self.datagrams.as_fd());
        match refused_until {
            Some(until) if Instant::now() < until => {
                let [interrupted, datagram] =
                    wait(&[interrupt, datagrams], refused_until)?;
                Ok([interrupted, datagram, false])
            }
            _ => wait(&[interrupt, datagrams, self.connections.as_fd()], None),
        }
    }
    // ANCHOR_END: wait

    fn answer_next(&self) -> io::Result<SocketAddr> {
        let (mut stream, peer) = self.connections.accept()?;
        // A line fits into the empty buffer of a new socket. If it didn't, we
        // wouldn't wait for room.
        stream.set_nonblocking(true)?;
        // Whoever has left already misses nothing.
        let _ = writeln!(stream, "you are {peer}");
        let _ = stream.shutdown(Shutdown::Write);
        // What was said unasked would make a reset of the close.
        let _ = io::copy(&mut stream.take(MOST_UNREAD), &mut io::sink());
        Ok(peer)
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use super::*;

    #[test]
    #[cfg_attr(miri, ignore = "Miri has no sockets")]
    fn who_speaks_first_is_not_reset() {
        let server = Server::bind("127.0.0.1:0").unwrap();
        let mut client = TcpStream::connect(server.local_addr().unwrap()).unwrap();
        client.write_all(b"hello, and who am I?").unwrap();
        let peer = server.answer_next().unwrap();
        let mut greeting = String::new();
        client.read_to_string(&mut greeting).unwrap();
        assert_eq!(greeting, format!("you are {peer}\n"));
        assert!(client.take_error().unwrap().is_none());
    }
}
