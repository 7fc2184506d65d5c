//! One thread, and every connection tried in turn.

mod connection;
#[cfg(unix)]
pub mod costs;

use std::io::{self, ErrorKind};
use std::mem;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::thread;
use std::time::{Duration, Instant};

use echo_server::limits::Limits;
use echo_server::server::Event;
use socket_api::accept::is_about_one_connection;

use connection::{BUFFER_SIZE, Connection, Turn};

/// How long a server sleeps, unless told otherwise, when nobody had anything for it:
/// a millisecond, which no person notices.
pub const PAUSE: Duration = Duration::from_millis(1);

/// How many connections are served at a time unless told otherwise: nearly all of the
/// 1,024 descriptors that a process usually may have open.
pub const MOST_CONNECTIONS: usize = 1000;

/// What a server is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// How long it sleeps when a sweep over all connections found nothing; with zero
    /// it doesn't sleep.
    pub pause: Duration,
    /// How many connections are served at a time; others wait in the backlog.
    pub connections: usize,
    /// What each client is given.
    pub limits: Limits,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            pause: PAUSE,
            connections: MOST_CONNECTIONS,
            limits: Limits::default(),
        }
    }
}

/// A server that sends back what comes, and tries each of its connections in turn.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    settings: Settings,
    connections: Vec<Connection>,
    /// Whether the system has refused, which is told once. It is asked again in the
    /// next turn, as everybody is.
    is_refused: bool,
}

impl Server {
    /// Listens on `address` (port 0 lets the system choose one).
    ///
    /// # Errors
    /// The address doesn't exist here, is in use or not permitted; and those of
    /// [`Limits::check`].
    pub fn bind(
        address: impl ToSocketAddrs,
        settings: Settings,
    ) -> io::Result<Self> {
        settings.limits.check()?;
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        Ok(Self {
            listener,
            settings,
            connections: Vec::new(),
            is_refused: false,
        })
    }

    /// The address that the server listens on, with the port that it really has.
    ///
    /// # Errors
    /// What `getsockname(2)` says, which on a listening socket is nothing.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves all clients, forever, and reports each event.
    ///
    /// ```
    /// use std::io::{self, ErrorKind, Read, Write};
    /// use std::net::TcpStream;
    /// use std::thread;
    /// use echo_server::server::Event;
    /// use selector::sweep::{Server, Settings};
    ///
    /// let server = Server::bind("127.0.0.1:0", Settings::default())?;
    /// let mut client = TcpStream::connect(server.local_addr()?)?;
    /// let serving = thread::spawn(move || {
    ///     server.serve(|event| match event {
    ///         Event::Ended { .. } => Err(ErrorKind::Other.into()), // it's enough
    ///         _ => Ok(()),
    ///     })
    /// });
    /// client.write_all(b"hello")?;
    /// client.read_exact(&mut [0; 5])?;
    /// drop(client);
    /// assert!(serving.join().unwrap().is_err());
    /// # Ok::<(), io::Error>(())
    /// ```
    ///
    /// # Errors
    /// What `report` returns.
    // ANCHOR: serve
    pub fn serve(
        mut self,
        mut report: impl FnMut(Event) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut buffer = vec![0; BUFFER_SIZE];
        loop {
            let now = Instant::now();
            let mut has_moved = self.accept_all(now, &mut report)?;
            for connection in &mut self.connections {
                has_moved |= connection.take_turn(&mut buffer, now) != Turn::Idle;
            }
            let over = |connection: &mut Connection| connection.is_over();
            for connection in self.connections.extract_if(.., over) {
                connection.close().map_or(Ok(()), &mut report)?;
            }
            if !has_moved && !self.settings.pause.is_zero() {
                thread::sleep(self.settings.pause);
            }
        }
    }
    // ANCHOR_END: serve

    /// Accepts whoever waits, as long as there is room. Returns whether anybody was.
    fn accept_all(
        &mut self,
        now: Instant,
        mut report: impl FnMut(Event) -> io::Result<()>,
    ) -> io::Result<bool> {
        let before = self.connections.len();
        while self.connections.len() < self.settings.connections {
            match self.listener.accept() {
                Ok((stream, peer)) => {
                    self.is_refused = false;
                    report(Event::Connected { peer })?;
                    let limits = self.settings.limits;
                    self.connections
                        .push(Connection::new(stream, peer, limits, now));
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) if is_about_one_connection(&error) => {}
                Err(error) => {
                    if !mem::replace(&mut self.is_refused, true) {
                        report(Event::NotAccepted(error))?;
                    }
                    break;
                }
            }
        }
        Ok(self.connections.len() > before)
    }
}
