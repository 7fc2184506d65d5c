//! The chat room's address: connections come in, until the room closes.

use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::os::fd::AsFd;
use std::sync::Arc;
use std::thread::{self, Builder, Scope};
use std::time::Duration;

use echo_server::limits::{Limits, SILENCE_LIMIT};
use echo_server::server::{self, serve_connection};

use crate::capped::clients::surviving_panics;
use crate::capped::door::{Client, Door};
use crate::capped::{Event, Settings};
use crate::chat::conversation::{after, converse};
use crate::chat::room::Room;
use crate::registry::Registry;
use crate::stop::Stop;

/// What a chat room is told unless told otherwise: a hundred members, each of whom
/// costs two threads, and whose lines are written to all the others; five minutes to
/// find something to say, and a day for all of it.
#[must_use]
pub fn usual_settings() -> Settings {
    Settings {
        clients: 100,
        limits: Limits {
            silence: SILENCE_LIMIT,
            conversation: Duration::from_secs(86_400),
        },
        ..Settings::default()
    }
}

/// How many lines may wait for a member unless told otherwise: what a hundred people
/// say in a busy minute, and half a megabyte at most.
pub const QUEUE_LENGTH: usize = 64;

/// A chat room with an address.
#[derive(Debug)]
pub struct Server {
    door: Door,
    room: Room,
    settings: Settings,
}

impl Server {
    /// Listens on `address` (port 0 lets the system choose one). So many lines wait
    /// for a member at most.
    ///
    /// # Errors
    /// Those of [`capped::Server::bind`](crate::capped::Server::bind).
    pub fn bind(
        address: impl ToSocketAddrs,
        settings: Settings,
        queue_length: usize,
    ) -> io::Result<Self> {
        settings.limits.check()?;
        Ok(Self {
            door: Door::open(address, &settings)?,
            room: Room::new(queue_length),
            settings,
        })
    }

    /// The address that is listened on, with the port that it really has.
    ///
    /// # Errors
    /// What `getsockname(2)` says, which on a listening socket is nothing.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.door.local_addr()
    }

    /// Lets clients in, and reports each event, until `stop` can be read from. Then
    /// the room closes, and its members are told; whoever hasn't taken that within
    /// the grace is cut off. All threads have ended when this returns.
    ///
    /// # Errors
    /// There is no descriptor left for the stop, or the system lacks the memory to
    /// wait. The room has closed as after a stop.
    pub fn serve(
        self,
        stop: &impl AsFd,
        report: impl Fn(Event) + Sync,
    ) -> io::Result<()> {
        let Self {
            mut door,
            room,
            settings,
        } = self;
        let visitors = Visitors {
            room,
            limits: settings.limits,
            registry: Registry::default(),
            go: Stop::new()?,
            report: &report,
        };
        let served = thread::scope(|scope| {
            let start = |client| visitors.start(scope, client);
            let served = door.let_in(scope, stop, &report, start);
            drop(door); // from now on, whoever connects is refused
            visitors.end(settings);
            served
        });
        report(Event::Ended);
        served
    }
}

/// Who came in through the door.
struct Visitors<'a, R> {
    room: Room,
    limits: Limits,
    registry: Registry,
    /// Has those go who are silent. It comes after the stop, when the room is closed.
    go: Stop,
    report: &'a R,
}

impl<R: Fn(Event) + Sync> Visitors<'_, R> {
    fn start<'scope>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        client: Client,
    ) -> io::Result<()> {
        let Client {
            place,
            stream,
            peer,
        } = client;
        let entry = self.registry.enter(Arc::clone(&stream));
        let visit = move || {
            let _until_the_end = (place, entry);
            let converse = |stream: &mut _, answered: &mut _| {
                surviving_panics(|| {
                    converse(&self.room, stream, self.limits, &self.go, answered)
                })
            };
            let report = |event: server::Event| {
                (self.report)(event.into());
                Ok(())
            };
            serve_connection(peer, Ok(stream), converse, report)
        };
        Builder::new()
            .name(peer.to_string())
            .spawn_scoped(scope, visit)?;
        Ok(())
    }

    /// Closes the room, and then the connections that are still open.
    fn end(&self, settings: Settings) {
        let connections = self.registry.len();
        (self.report)(Event::Stopping { connections });
        self.room.close();
        self.go.request();
        let connections = self.registry.wait_until_empty(after(settings.grace));
        if connections > 0 {
            (self.report)(Event::TimeIsOver { connections });
            self.registry.close_all();
        }
    }
}
