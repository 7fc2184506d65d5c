//! The multi-connection server: one thread, and whatever number of connections. It sends
//! back what it is sent.

pub mod connection;
mod door;
mod limits;
mod patience;
mod settings;

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::Instant;

use echo_server::ending::Ending;
use echo_server::server::Event as Conversation;
use socket_api::accept::is_about_one_connection;
use socket_api::socket::Socket;
use threading::acceptor::BACKLOG;

use crate::{
    Backend, DefaultBackend, Event as Ready, Events, Interest, Key, Selector,
};
use connection::Connection;
use limits::Phase;
use patience::Patience;
pub use settings::{MOST_CONNECTIONS, Settings, WriteInterest};
pub use threading::capped::Event;

// ANCHOR: read-size
/// How much is read at a time: 64 KiB, for all connections into the same buffer. What
/// is larger than a message costs nothing; each message that is larger than this costs
/// another read, another write and another turn of the loop.
const READ_SIZE: usize = 64 * 1024;
// ANCHOR_END: read-size

/// A server that sends back what it is sent, on many connections in one thread.
#[derive(Debug)]
// ANCHOR: server
pub struct Server<B = DefaultBackend> {
    selector: Selector<Source, Option<Client>, B>,
    listener: Key,
    settings: Settings,
    buffer: Box<[u8]>,
    phase: Phase,
    patience: Patience,
}

/// What can become ready.
#[derive(Debug)]
enum Source {
    Listener(TcpListener),
    Stop(OwnedFd),
    Client(TcpStream),
}

/// What is known of a connection. The other sources have none.
#[derive(Debug)]
struct Client {
    peer: SocketAddr,
    connection: Connection,
}
// ANCHOR_END: server

impl<B: Backend> Server<B> {
    /// Listens on `address` (port 0 lets the system choose one).
    ///
    /// # Errors
    /// The address doesn't exist here, is in use or not permitted; the system has no
    /// descriptor left; or the settings have a number that can't be
    /// ([`ErrorKind::InvalidInput`]).
    pub fn bind(
        address: impl ToSocketAddrs,
        settings: Settings,
    ) -> io::Result<Self> {
        settings.check()?;
        let listener = TcpListener::bind(address)?;
        Socket::of(&listener).listen(BACKLOG)?;
        listener.set_nonblocking(true)?;
        let mut selector = Selector::new()?;
        let listener = Source::Listener(listener);
        let listener = selector.register(listener, Interest::Read, None)?;
        Ok(Self {
            selector,
            listener,
            settings,
            buffer: vec![0; READ_SIZE].into(),
            phase: Phase::serving(settings),
            patience: Patience::new(settings.limits),
        })
    }

    /// The address that the server listens on, with the port that it really has.
    ///
    /// # Errors
    /// What `getsockname(2)` says, which on a listening socket is nothing.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        match self.selector.get(self.listener) {
            Some((Source::Listener(listener), _)) => listener.local_addr(),
            _ => Err(ErrorKind::NotConnected.into()),
        }
    }

    /// Serves until `stop` can be read from, and reports each event.
    ///
    /// Then nobody is accepted any more. What has been read is answered, and each
    /// client has the grace to take it; whoever is left is cut off.
    ///
    /// # Errors
    /// What `report` returns; or the system can't wait for lack of memory.
    // ANCHOR: serve
    pub fn serve(
        mut self,
        stop: &impl AsFd,
        mut report: impl FnMut(Event) -> io::Result<()>,
    ) -> io::Result<()> {
        let stop = Source::Stop(stop.as_fd().try_clone_to_owned()?);
        self.selector.register(stop, Interest::Read, None)?;
        let mut events = Events::default();
        while !self.is_over() {
            self.selector.select(&mut events, self.next_deadline())?;
            let now = Instant::now();
            for event in &events {
                match self.selector.get(event.key) {
                    Some((Source::Stop(_), _)) => {
                        self.stop(event.key, now, &mut report)?;
                    }
                    Some((Source::Listener(listener), _)) => {
                        let accepted = listener.accept();
                        self.accept(accepted, now, &mut report)?;
                    }
                    Some((Source::Client(_), _)) => {
                        self.serve_client(event, now, &mut report)?;
                    }
                    None => {} // closed in this turn, by an earlier event
                }
            }
            self.keep_to_limits(now, &mut report)?;
        }
        report(Event::Ended)
    }
    // ANCHOR_END: serve

    /// The accept function: what came of `accept` becomes a client.
    // ANCHOR: accept
    fn accept(
        &mut self,
        accepted: io::Result<(TcpStream, SocketAddr)>,
        now: Instant,
        mut report: impl FnMut(Event) -> io::Result<()>,
    ) -> io::Result<()> {
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) if is_about_one_connection(&error) => return Ok(()),
            Err(error) => return self.refused(error, now, report),
        };
        report(Conversation::Connected { peer }.into())?;
        match self.register(stream, peer) {
            Ok(key) => {
                self.came_in(key, now);
                Ok(())
            }
            Err(error) => report(Conversation::of_end(peer, 0, Err(error)).into()),
        }
    }
    // ANCHOR_END: accept

    // ANCHOR: register
    fn register(&mut self, stream: TcpStream, peer: SocketAddr) -> io::Result<Key> {
        stream.set_nonblocking(true)?;
        // macOS refuses if the peer has gone already, which the first read tells better.
        let _ = stream.set_nodelay(true);
        let connection = Connection::new();
        let interest = self.settings.write_interest.and(Interest::Read);
        let client = Client { peer, connection };
        let source = Source::Client(stream);
        self.selector.register(source, interest, Some(client))
    }
    // ANCHOR_END: register

    /// The service function: does for a client what can be done without waiting.
    fn serve_client(
        &mut self,
        ready: Ready,
        now: Instant,
        report: impl FnMut(Event) -> io::Result<()>,
    ) -> io::Result<()> {
        let went_on = self.go_on(ready, now);
        self.wait_or_close(ready.key, went_on, report)
    }

    fn go_on(&mut self, ready: Ready, now: Instant) -> io::Result<usize> {
        let Some((Source::Client(stream), Some(client))) =
            self.selector.get_mut(ready.key)
        else {
            return Ok(0);
        };
        let moved = client.go_on(stream, ready, &mut self.buffer)?;
        if moved > 0 {
            self.patience.renew(ready.key, now);
        }
        Ok(moved)
    }

    /// Waits for what a client needs next, unless its conversation is over.
    // ANCHOR: wait-or-close
    fn wait_or_close(
        &mut self,
        key: Key,
        went_on: io::Result<usize>,
        report: impl FnMut(Event) -> io::Result<()>,
    ) -> io::Result<()> {
        let Some((_, Some(client))) = self.selector.get(key) else {
            return Ok(());
        };
        let interest = client.connection.interest();
        let ended = match went_on.map(|_moved| interest) {
            Ok(Some(interest)) => {
                let interest = self.settings.write_interest.and(interest);
                match self.selector.modify(key, interest) {
                    Ok(()) => return Ok(()),
                    Err(error) => Err(error),
                }
            }
            Ok(None) => Ok(Ending::EndOfFile),
            Err(error) => Err(error),
        };
        self.close(key, ended, report)
    }
    // ANCHOR_END: wait-or-close

    /// The close function: forgets a client, and says how it went.
    // ANCHOR: close
    fn close(
        &mut self,
        key: Key,
        ended: io::Result<Ending>,
        mut report: impl FnMut(Event) -> io::Result<()>,
    ) -> io::Result<()> {
        let Some((_stream, Some(client))) = self.selector.unregister(key) else {
            return Ok(());
        };
        self.patience.end(key);
        let (peer, answered) = (client.peer, client.connection.answered());
        report(Conversation::of_end(peer, answered, ended).into())
    }
    // ANCHOR_END: close
}

impl Client {
    /// Does what can be done without waiting, and returns how many bytes have moved.
    // ANCHOR: go-on
    fn go_on(
        &mut self,
        mut stream: &TcpStream,
        ready: Ready,
        buffer: &mut [u8],
    ) -> io::Result<usize> {
        let mut moved = 0;
        if ready.is_writable() {
            moved = self.connection.write(&mut stream)?;
        }
        if ready.is_readable() {
            moved |= self.connection.read(&mut stream, buffer)?;
        }
        Ok(moved)
    }
    // ANCHOR_END: go-on
}

impl AsFd for Source {
    fn as_fd(&self) -> BorrowedFd<'_> {
        match self {
            Self::Listener(listener) => listener.as_fd(),
            Self::Stop(stop) => stop.as_fd(),
            Self::Client(stream) => stream.as_fd(),
        }
    }
}
