//! The multi-connection server: one thread, and whatever number of connections. It sends
//! back what it is sent.

pub mod connection;
mod settings;

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use echo_server::ending::Ending;
use socket_api::accept::is_about_one_connection;
use socket_api::socket::Socket;
use threading::acceptor::BACKLOG;

use crate::{
    Backend, DefaultBackend, Event as Ready, Events, Interest, Key, Selector,
};
use connection::Connection;
pub use echo_server::server::Event;
pub use settings::{Settings, WriteInterest};

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
    /// The address doesn't exist here, is in use or not permitted, or the system has no
    /// descriptor left.
    // ANCHOR: bind
    pub fn bind(
        address: impl ToSocketAddrs,
        settings: Settings,
    ) -> io::Result<Self> {
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
        })
    }
    // ANCHOR_END: bind

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
        loop {
            self.selector.select(&mut events, None)?;
            for event in &events {
                match self.selector.get(event.key) {
                    Some((Source::Stop(_), _)) => return Ok(()),
                    Some((Source::Listener(listener), _)) => {
                        let accepted = listener.accept();
                        self.accept(accepted, &mut report)?;
                    }
                    Some((Source::Client(_), _)) => {
                        self.serve_client(event, &mut report)?;
                    }
                    None => {} // closed in this turn, by an earlier event
                }
            }
        }
    }
    // ANCHOR_END: serve

    /// The accept function: what came of `accept` becomes a client.
    // ANCHOR: accept
    fn accept(
        &mut self,
        accepted: io::Result<(TcpStream, SocketAddr)>,
        mut report: impl FnMut(Event) -> io::Result<()>,
    ) -> io::Result<()> {
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) if is_about_one_connection(&error) => return Ok(()),
            Err(error) => return Err(error),
        };
        report(Event::Connected { peer })?;
        match self.register(stream, peer) {
            Ok(_key) => Ok(()),
            Err(error) => report(Event::Failed {
                peer,
                answered: 0,
                error,
            }),
        }
    }

    fn register(&mut self, stream: TcpStream, peer: SocketAddr) -> io::Result<Key> {
        stream.set_nonblocking(true)?;
        stream.set_nodelay(true)?;
        let connection = Connection::new();
        let interest = self.settings.write_interest.and(Interest::Read);
        let client = Client { peer, connection };
        let source = Source::Client(stream);
        self.selector.register(source, interest, Some(client))
    }
    // ANCHOR_END: accept

    /// The service function: does for a client what can be done without waiting.
    // ANCHOR: service
    fn serve_client(
        &mut self,
        ready: Ready,
        report: impl FnMut(Event) -> io::Result<()>,
    ) -> io::Result<()> {
        let Some((Source::Client(stream), Some(client))) =
            self.selector.get_mut(ready.key)
        else {
            return Ok(());
        };
        let went_on = client.go_on(stream, ready, &mut self.buffer);
        let ended = match went_on {
            Ok(Some(interest)) => {
                let interest = self.settings.write_interest.and(interest);
                match self.selector.modify(ready.key, interest) {
                    Ok(()) => return Ok(()),
                    Err(error) => Err(error),
                }
            }
            Ok(None) => Ok(Ending::EndOfFile),
            Err(error) => Err(error),
        };
        self.close(ready.key, ended, report)
    }
    // ANCHOR_END: service

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
        let (peer, answered) = (client.peer, client.connection.answered());
        report(
            match ended.or_else(|error| Ending::of(&error).ok_or(error)) {
                Ok(ending) => Event::Ended {
                    peer,
                    ending,
                    answered,
                },
                Err(error) => Event::Failed {
                    peer,
                    answered,
                    error,
                },
            },
        )
    }
    // ANCHOR_END: close
}

impl Client {
    /// The service function: does what can be done without waiting, and returns what to
    /// wait for next.
    // ANCHOR: go-on
    fn go_on(
        &mut self,
        mut stream: &TcpStream,
        ready: Ready,
        buffer: &mut [u8],
    ) -> io::Result<Option<Interest>> {
        if ready.is_writable() {
            self.connection.write(&mut stream)?;
        }
        if ready.is_readable() {
            self.connection.read(&mut stream, buffer)?;
        }
        Ok(self.connection.interest())
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
