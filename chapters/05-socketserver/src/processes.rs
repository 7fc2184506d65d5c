//! A process for each request: the program that serves it is named by a
//! [`Command`], and can be written in any language.
//!
//! A **connection** is the child's standard input and its standard output, as
//! `inetd` has done it since 1986: what the child reads comes from the peer, and what
//! it prints goes there. The server's timeout is an option of the socket, and so holds
//! in the child as well: a read that waits for longer fails (`EAGAIN`).
//!
//! A **datagram** comes on standard input, which ends behind it. Standard output is
//! the server's socket, over which a reply is to be sent (`sendto(2)`): to the peer,
//! whose address is in the environment. That socket is the server's own: who changes
//! it, such as by making it blocking, changes it for the server too.
//!
//! The peer's address is in [`REMOTE_ADDR`] and [`REMOTE_PORT`]. What the child says
//! on standard error appears on ours, or wherever
//! [`log`](ProcessPerRequest::log) says.
//!
//! For children in Rust, [`child`] takes the request up again.

pub mod child;
mod children;
mod environment;
mod reaper;
mod running;

use std::fmt;
use std::io::{self, ErrorKind, Write};
use std::os::fd::BorrowedFd;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use echo_server::limits::CONVERSATION_LIMIT;
use threading::places::Place;

pub use child::{ProcessChannel, ProcessKind};
pub use children::Given;
pub use environment::{
    DATAGRAM_TRUNCATED, ProcessAddress, REMOTE_ADDR, REMOTE_PORT,
};
pub use running::ProcessError;

use crate::builder::Builder;
use crate::dispatch::room::Room;
use crate::dispatch::{Dispatch, Dispatcher};
use crate::hooks::{ServerError, Step};
use crate::kind::Kind;
use crate::request::Request;
use crate::server::Server;
use crate::service::Service;
use children::Children;

// ANCHOR: limits
/// How many children there are at most unless told otherwise: as many as with
/// Python's `ForkingMixIn`, and at some megabytes each no more than a small machine
/// can bear.
pub const MAX_CHILDREN: usize = 40;

/// How long a child may take unless told otherwise: as long as a conversation in a
/// thread may.
pub const TIME_LIMIT: Duration = CONVERSATION_LIMIT;

/// How long the children may go on when the server ends: many a service manager
/// kills the server itself after ten seconds.
pub const GRACE: Duration = Duration::from_secs(5);
// ANCHOR_END: limits

/// Has each request served by a process of its own.
///
/// ```
/// use std::io::{Read, Write};
/// use std::net::{Shutdown, TcpStream};
/// use std::process::Command;
/// use std::thread;
/// use socketserver::TcpServer;
/// use socketserver::processes::ProcessPerRequest;
///
/// let mut server = TcpServer::builder("127.0.0.1:0")
///     .dispatch(ProcessPerRequest::new(Command::new("cat")))
///     .build_without_handler()?;
/// let address = *server.local_addr();
/// let handle = server.shutdown_handle();
/// let running = thread::spawn(move || server.serve_forever());
///
/// let mut stream = TcpStream::connect(address)?;
/// stream.write_all(b"hello")?;
/// stream.shutdown(Shutdown::Write)?;
/// let mut echo = String::new();
/// stream.read_to_string(&mut echo)?;
/// assert_eq!(echo, "hello");
///
/// handle.shutdown()?;
/// running.join().unwrap()?;
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct ProcessPerRequest {
    command: Command,
    max_children: usize,
    time_limit: Duration,
    grace: Duration,
    log: Box<dyn Write + Send>,
}

impl ProcessPerRequest {
    /// Starts `command` for each request. Its standard input, output and error are
    /// replaced, and it is put into a process group of its own.
    #[must_use]
    pub fn new(command: Command) -> Self {
        Self {
            command,
            max_children: MAX_CHILDREN,
            time_limit: TIME_LIMIT,
            grace: GRACE,
            log: Box::new(io::stderr()),
        }
    }

    /// How many children there may be at a time, from 1 to
    /// [`MOST_PLACES`](threading::places::MOST_PLACES). While there are so many, no
    /// request is taken.
    #[must_use]
    pub fn max_children(mut self, children: usize) -> Self {
        self.max_children = children;
        self
    }

    /// After which time a child is killed.
    #[must_use]
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = limit;
        self
    }

    /// How long children may go on when the server is dropped, before they are killed.
    #[must_use]
    pub fn grace(mut self, grace: Duration) -> Self {
        self.grace = grace;
        self
    }

    /// Where everything goes that the children say on standard error: to ours, unless
    /// told otherwise.
    ///
    /// The thread that waits for the children writes it. As long as one of its writes
    /// waits, no child is noticed to have ended, and none is killed.
    #[must_use]
    pub fn log(mut self, log: impl Write + Send + 'static) -> Self {
        self.log = Box::new(log);
        self
    }
}

impl<K: ProcessKind> Builder<K, ProcessPerRequest> {
    /// The server, without a handler: the program does all the work.
    ///
    /// # Errors
    /// Those of [`build`](Self::build).
    pub fn build_without_handler(self) -> io::Result<Server<K>> {
        self.build_with(Box::new(|_service, _request| {}))
    }
}

impl<K: ProcessKind> Dispatch<K> for ProcessPerRequest {
    fn start(self) -> io::Result<Box<dyn Dispatcher<K>>> {
        if Instant::now().checked_add(self.time_limit).is_none() {
            let message = "a child's time needs an end";
            return Err(io::Error::new(ErrorKind::InvalidInput, message));
        }
        Ok(Box::new(Processes {
            room: Room::new(self.max_children)?,
            children: Children::new(
                self.command,
                self.time_limit,
                self.grace,
                self.log,
                Served::ended,
            )?,
        }))
    }
}

struct Processes<K: Kind> {
    room: Room,
    children: Children<Served<K>>,
}

impl<K: ProcessKind> Dispatcher<K> for Processes<K> {
    fn room(&mut self) -> io::Result<Option<BorrowedFd<'_>>> {
        self.room.wait_for()
    }

    fn process_request(
        &mut self,
        mut request: Request<K>,
        service: &Arc<Service<K>>,
    ) -> io::Result<()> {
        let served = Served {
            peer: request.peer().clone(),
            service: Arc::clone(service),
            _place: self.room.take(),
        };
        let peer = served.peer.to_variables();
        self.children
            .start(request.channel_mut().given()?, peer, served)
        // Our copy of the connection is closed here; the child has its own.
    }
}

/// A request that a child has been given.
struct Served<K: Kind> {
    peer: K::Address,
    service: Arc<Service<K>>,
    _place: Option<Place>,
}

impl<K: Kind> Served<K> {
    fn ended(self, result: Result<(), ProcessError>) {
        if let Err(error) = result {
            let error = ServerError::Failed {
                step: Step::Handle,
                error: io::Error::other(error),
            };
            self.service.report(&error, Some(&self.peer));
        }
    }
}

impl fmt::Debug for ProcessPerRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProcessPerRequest")
            .field("command", &self.command)
            .field("max_children", &self.max_children)
            .field("time_limit", &self.time_limit)
            .field("grace", &self.grace)
            .finish_non_exhaustive()
    }
}
