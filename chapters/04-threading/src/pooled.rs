//! As many threads as there are workers in a pool, and a queue in front of them.

use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::os::fd::AsFd;
use std::sync::Arc;
use std::thread;

use crate::capped::clients::Clients;
use crate::capped::door::Door;
use crate::capped::{Event, Settings};
use crate::greeting::Greeter;
use crate::pool::Pool;

/// How many workers there are unless told otherwise, and so how many clients are
/// served at a time. They wait most of their time, so there can be far more of them
/// than processors. Jobs that compute are done no faster by more threads than
/// [`available_parallelism`](std::thread::available_parallelism).
pub const WORKERS: usize = 64;

/// How many clients wait for a worker unless told otherwise: as many as are served,
/// so that about one of them has to leave for each who waits.
pub const QUEUE_LENGTH: usize = 64;

/// The settings of [`capped`](crate::capped), for [`WORKERS`] clients.
#[must_use]
pub fn usual_settings() -> Settings {
    Settings {
        clients: WORKERS,
        ..Settings::default()
    }
}

/// A server that greets its clients by the workers of a pool.
#[derive(Debug)]
pub struct Server {
    door: Door,
    pool: Pool,
    settings: Settings,
    greeter: Greeter,
}

impl Server {
    /// Listens on `address` (port 0 lets the system choose one), and starts a worker
    /// for each of the clients that are served at a time. Up to `queue_length` more,
    /// at least one, are accepted and wait for a worker.
    ///
    /// # Errors
    /// The address doesn't exist here, is in use or not permitted; one of the numbers
    /// can't be ([`InvalidInput`](io::ErrorKind::InvalidInput)); or the system has no
    /// thread left.
    pub fn bind(
        address: impl ToSocketAddrs,
        settings: Settings,
        queue_length: usize,
        greeter: Greeter,
    ) -> io::Result<Self> {
        settings.limits.check()?;
        let inside = Settings {
            clients: settings.clients.saturating_add(queue_length),
            ..settings
        };
        Ok(Self {
            door: Door::open(address, &inside)?,
            pool: Pool::new(settings.clients, queue_length)?,
            settings,
            greeter,
        })
    }

    /// The address that the server listens on, with the port that it really has.
    ///
    /// # Errors
    /// What `getsockname(2)` says, which on a listening socket is nothing.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.door.local_addr()
    }

    /// Serves until `stop` can be read from, and reports each event.
    ///
    /// Then it ends as [`capped::Server::serve`](crate::capped::Server::serve) does.
    /// Whoever was waiting in the queue is welcomed, and answered what has come by
    /// then.
    ///
    /// ```
    /// use std::io::Read;
    /// use std::net::TcpStream;
    /// use std::thread;
    /// use threading::greeting::{Greeter, WELCOME};
    /// use threading::pooled::{QUEUE_LENGTH, Server, usual_settings};
    /// use threading::stop::Stop;
    ///
    /// let (settings, greeter) = (usual_settings(), Greeter::default());
    /// let server = Server::bind("127.0.0.1:0", settings, QUEUE_LENGTH, greeter)?;
    /// let mut client = TcpStream::connect(server.local_addr()?)?;
    ///
    /// let stop = Stop::new()?;
    /// let elsewhere = stop.clone();
    /// let serving =
    ///     thread::spawn(move || server.serve(&elsewhere, |event| println!("{event}")));
    /// client.read_exact(&mut vec![0; WELCOME.len()])?;
    ///
    /// stop.request();
    /// serving.join().unwrap()?;
    /// assert_eq!(client.read(&mut [0])?, 0);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// There is no descriptor left for the stop, or the system can't wait for lack of
    /// memory. Conversations that were going on have ended too, within the grace.
    pub fn serve(
        self,
        stop: &impl AsFd,
        report: impl Fn(Event) + Send + Sync + 'static,
    ) -> io::Result<()> {
        let Self { mut door, pool, .. } = self;
        let clients = Clients::new(self.greeter, self.settings.limits, report)?;
        let clients = Arc::new(clients);
        let served = thread::scope(|scope| {
            let mut serve = || {
                // ANCHOR: let-in
                while let Some(client) = door.next(scope, stop, &clients.report)? {
                    let peer = client.peer;
                    let guest = clients.enter(client);
                    if clients.count() > self.settings.clients {
                        (clients.report)(Event::Queued { peer });
                    }
                    let clients = Arc::clone(&clients);
                    pool.execute(move || clients.converse(guest));
                }
                // ANCHOR_END: let-in
                Ok(())
            };
            let served = serve();
            drop(door); // from now on, whoever connects is refused
            clients.end(self.settings.grace);
            served
        });
        drop(pool); // waits until the workers have ended
        (clients.report)(Event::Ended);
        served
    }
}
