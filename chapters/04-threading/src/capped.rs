//! A thread for each connection, but not for any number of them, until a stop.

pub(crate) mod clients;
pub(crate) mod door;
mod event;
mod settings;

use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::os::fd::AsFd;
use std::thread;

pub use event::Event;
pub use settings::{GRACE, MOST_CLIENTS, Settings, WhenFull};

use crate::greeting::Greeter;
use clients::Clients;
use door::Door;

/// A server that greets its clients, each in a thread of its own.
#[derive(Debug)]
pub struct Server {
    door: Door,
    settings: Settings,
    greeter: Greeter,
}

impl Server {
    /// Listens on `address` (port 0 lets the system choose one).
    ///
    /// # Errors
    /// The address doesn't exist here, is in use or not permitted; or the settings
    /// have a number that can't be ([`InvalidInput`](io::ErrorKind::InvalidInput)).
    pub fn bind(
        address: impl ToSocketAddrs,
        settings: Settings,
        greeter: Greeter,
    ) -> io::Result<Self> {
        settings.limits.check()?;
        Ok(Self {
            door: Door::open(address, &settings)?,
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
    /// Then nobody is accepted any more. Whoever is idle is let go, whoever is in the
    /// middle of a line may finish it within the grace, and whoever is left is cut
    /// off. All threads have ended when this returns.
    ///
    /// ```
    /// use std::io::Read;
    /// use std::net::TcpStream;
    /// use std::thread;
    /// use threading::capped::{Server, Settings};
    /// use threading::greeting::{Greeter, WELCOME};
    /// use threading::stop::Stop;
    ///
    /// let settings = Settings { clients: 2, ..Settings::default() };
    /// let server = Server::bind("127.0.0.1:0", settings, Greeter::default())?;
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
    // ANCHOR: serve
    pub fn serve(
        self,
        stop: &impl AsFd,
        report: impl Fn(Event) + Sync,
    ) -> io::Result<()> {
        let Self { mut door, .. } = self;
        let limits = self.settings.limits;
        let clients = Clients::new(self.greeter, limits, &report)?;
        let served = thread::scope(|scope| {
            let start = |client| clients.start(scope, client);
            let served = door.let_in(scope, stop, &report, start);
            drop(door); // from now on, whoever connects is refused
            clients.end(self.settings.grace);
            served
        });
        report(Event::Ended);
        served
    }
    // ANCHOR_END: serve
}
