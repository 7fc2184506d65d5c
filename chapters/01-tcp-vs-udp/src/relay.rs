//! A relay that stands between a client and a server, and is a bad link to both.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::link::{Conditions, Fate, Link};

/// The length of a datagram is a number of 16 bits.
const LARGEST_DATAGRAM: usize = 65_535;

/// How many received datagrams wait for their fate: so few that they take little
/// memory even if they are large. Meanwhile, others wait in the system's buffer.
const WAITING: usize = 16;

/// How long to wait after an error of the socket, which might come again at once.
const PAUSE_AFTER_ERROR: Duration = Duration::from_millis(10);

/// A relay for one client at a time: answers go to whoever spoke last. It runs
/// until it is dropped.
#[derive(Debug)]
pub struct Relay {
    address: SocketAddr,
    is_over: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

/// Which way a datagram goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From the client.
    ToServer,
    /// From the server.
    ToClient,
}

/// A datagram has come, and this becomes of it. The text is one line for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// Which way it goes.
    pub direction: Direction,
    /// Which it is in this direction, from 1.
    pub number: u64,
    /// Its bytes.
    pub length: usize,
    /// What becomes of it.
    pub fate: Fate,
}

impl Relay {
    /// Takes `address` (port 0 lets the system choose one), passes on to `server`
    /// what comes from others, and back what comes from there, both ways under the
    /// same conditions. `report` is told of each datagram that comes.
    ///
    /// The same seed, and the same datagrams in the same order, have the same fate.
    ///
    /// # Errors
    /// The address doesn't exist here, is in use or not permitted; the server's is
    /// unknown; the system has no thread left.
    pub fn start(
        address: impl ToSocketAddrs,
        server: impl ToSocketAddrs,
        conditions: Conditions,
        seed: u64,
        report: impl FnMut(Event) + Send + 'static,
    ) -> io::Result<Self> {
        let server = server.to_socket_addrs()?.next();
        let server = server.ok_or(io::ErrorKind::AddrNotAvailable)?;
        let socket = Arc::new(UdpSocket::bind(address)?);
        let is_over = Arc::new(AtomicBool::new(false));
        let mut relay = Self {
            address: socket.local_addr()?,
            is_over: Arc::clone(&is_over),
            threads: Vec::new(),
        };
        let (received, waiting) = mpsc::sync_channel(WAITING);
        let passing_on = PassingOn {
            socket: Arc::clone(&socket),
            server,
            client: None,
            to_server: OneWay::new(Direction::ToServer, conditions, seed),
            // Another seed, or both ways would lose the same datagrams.
            to_client: OneWay::new(Direction::ToClient, conditions, !seed),
            begin: Instant::now(),
        };
        relay.spawn("receive", move || receive(&socket, &is_over, &received))?;
        relay.spawn("pass on", move || passing_on.run(&waiting, report))?;
        Ok(relay)
    }

    fn spawn(
        &mut self,
        name: &str,
        body: impl FnOnce() + Send + 'static,
    ) -> io::Result<()> {
        let thread = thread::Builder::new().name(name.to_owned());
        self.threads.push(thread.spawn(body)?);
        Ok(())
    }

    /// Where the relay receives, with the port that it really has.
    #[must_use]
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }
}

/// A datagram, and where it came from.
type Received = (SocketAddr, Vec<u8>);

/// Waits for datagrams and hands them on. The thread that passes them on could
/// wait for them itself, but not as precisely: the timeout of a socket is rounded
/// up to the system's tick, often 4 ms.
fn receive(
    socket: &UdpSocket,
    is_over: &AtomicBool,
    received: &SyncSender<Received>,
) {
    let mut buffer = vec![0; LARGEST_DATAGRAM];
    loop {
        let result = socket.recv_from(&mut buffer);
        if is_over.load(Ordering::Acquire) {
            return;
        }
        match result {
            Ok((length, peer)) => {
                let datagram = buffer.get(..length).unwrap_or_default().to_vec();
                if received.send((peer, datagram)).is_err() {
                    return;
                }
            }
            // On Windows, the news that somebody didn't receive what we sent.
            Err(_) => thread::sleep(PAUSE_AFTER_ERROR),
        }
    }
}

/// One direction, and how many datagrams have gone there.
#[derive(Debug)]
struct OneWay {
    direction: Direction,
    link: Link,
    number: u64,
}

#[derive(Debug)]
struct PassingOn {
    socket: Arc<UdpSocket>,
    server: SocketAddr,
    client: Option<SocketAddr>,
    to_server: OneWay,
    to_client: OneWay,
    begin: Instant,
}

impl PassingOn {
    fn run(mut self, waiting: &Receiver<Received>, mut report: impl FnMut(Event)) {
        loop {
            match self.next(waiting) {
                Ok((peer, datagram)) => report(self.take(peer, datagram)),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            self.send_what_is_due();
        }
    }

    /// The next datagram that comes before something is to be sent.
    fn next(
        &self,
        waiting: &Receiver<Received>,
    ) -> Result<Received, RecvTimeoutError> {
        let ways = [&self.to_server, &self.to_client];
        match ways.iter().filter_map(|way| way.link.next_event()).min() {
            Some(due) => {
                waiting.recv_timeout(due.saturating_sub(self.begin.elapsed()))
            }
            None => waiting.recv().map_err(|_| RecvTimeoutError::Disconnected),
        }
    }

    fn take(&mut self, peer: SocketAddr, datagram: Vec<u8>) -> Event {
        let now = self.begin.elapsed();
        if peer == self.server {
            self.to_client.take(now, datagram)
        } else {
            self.client = Some(peer);
            self.to_server.take(now, datagram)
        }
    }

    fn send_what_is_due(&mut self) {
        let now = self.begin.elapsed();
        while let Some(datagram) = self.to_server.link.poll(now) {
            // What the system doesn't send is lost, as on any link.
            let _ = self.socket.send_to(&datagram, self.server);
        }
        while let Some(datagram) = self.to_client.link.poll(now) {
            if let Some(client) = self.client {
                let _ = self.socket.send_to(&datagram, client);
            }
        }
    }
}

impl OneWay {
    fn new(direction: Direction, conditions: Conditions, seed: u64) -> Self {
        Self {
            direction,
            link: Link::new(conditions, seed),
            number: 0,
        }
    }

    fn take(&mut self, now: Duration, datagram: Vec<u8>) -> Event {
        self.number = self.number.saturating_add(1);
        Event {
            direction: self.direction,
            number: self.number,
            length: datagram.len(),
            fate: self.link.send(now, datagram),
        }
    }
}

impl Drop for Relay {
    /// Ends both threads: one waits for a datagram, so it is sent one.
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Release);
        let mut here = self.address;
        if here.ip().is_unspecified() {
            here.set_ip(match here {
                SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
                SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
            });
        }
        let any = SocketAddr::new(here.ip(), 0);
        let woken =
            UdpSocket::bind(any).and_then(|socket| socket.send_to(&[], here));
        if woken.is_ok() {
            for thread in self.threads.drain(..) {
                let _ = thread.join();
            }
        }
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ToServer => "to the server",
            Self::ToClient => "to the client",
        })
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (direction, fate) = (self.direction, self.fate);
        let (number, length) = (self.number, self.length);
        write!(f, "{direction} {number:>3}  {length:>5} bytes  {fate}")
    }
}
