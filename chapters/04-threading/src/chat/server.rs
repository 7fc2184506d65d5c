//! The chat room's door: connections come in, until the room closes.

use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::os::fd::AsFd;
use std::sync::Arc;
use std::thread::{self, Builder};
use std::time::Duration;

use echo_server::server::{Event, serve_connection};

use crate::acceptor::{Acceptor, BACKLOG};
const GRACE: Duration = Duration::from_secs(5);
use crate::chat::conversation::{after, converse};
use crate::chat::room::Room;
use crate::places::Places;
use crate::registry::Registry;

// ANCHOR: limits
/// How many may be in the room at a time unless told otherwise: each costs two
/// threads, and each line of each is written to all the others.
pub const MEMBERS: usize = 100;

/// How many lines may wait for a member unless told otherwise: what a hundred
/// members can say in half a second, and half a megabyte at most.
pub const QUEUE_LENGTH: usize = 64;
// ANCHOR_END: limits

/// What a chat room allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// The most members, from 1 to [`MOST_PLACES`](crate::places::MOST_PLACES).
    /// Further clients wait in the backlog.
    pub members: usize,
    /// The most lines that wait for a member, at least 1.
    pub queue_length: usize,
    /// How long a member may be silent, or take for a line.
    pub patience: Duration,
}

/// A chat room with an address.
#[derive(Debug)]
pub struct Server {
    acceptor: Acceptor,
    places: Places,
    room: Room,
    patience: Duration,
}

impl Server {
    /// Listens on `address` (port 0 lets the system choose one).
    ///
    /// # Errors
    /// Those of [`Acceptor::bind`] and [`Places::new`].
    pub fn bind(address: impl ToSocketAddrs, rules: Rules) -> io::Result<Self> {
        Ok(Self {
            places: Places::new(rules.members)?,
            acceptor: Acceptor::bind(address, BACKLOG)?,
            room: Room::new(rules.queue_length),
            patience: rules.patience,
        })
    }

    /// The address that is listened on, with the port that it really has.
    ///
    /// # Errors
    /// Those of [`Acceptor::local_addr`].
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.acceptor.local_addr()
    }

    /// Lets clients in, and reports each event, until `stop` can be read from. Then
    /// the room closes, and its members are told; whoever hasn't taken that within
    /// [`GRACE`] is cut off. All threads have ended when this returns.
    ///
    /// # Errors
    /// The system lacks the memory to wait. The room has closed as after a stop.
    // ANCHOR: serve
    pub fn serve(
        self,
        stop: &impl AsFd,
        report: impl Fn(Event) + Sync,
    ) -> io::Result<()> {
        let Self {
            mut acceptor,
            places,
            room,
            patience,
        } = self;
        let (room, report) = (&room, &report);
        let (everybody, door) = (Registry::default(), Registry::default());
        let lacking = |error| {
            report(Event::NotAccepted(error));
            Ok(())
        };
        thread::scope(|scope| {
            let mut let_in = || -> io::Result<()> {
                while let Some(place) = places.take(stop)?
                    && let Some((stream, peer)) = acceptor.next(stop, lacking)?
                {
                    let stream = Arc::new(stream);
                    let entry = everybody.enter(Arc::clone(&stream));
                    let at_door = door.enter(Arc::clone(&stream));
                    let visit = move || {
                        let _until_the_end = (place, entry);
                        let converse = |stream: &mut _, answered: &mut _| {
                            converse(room, at_door, stream, patience, answered)
                        };
                        let reported = |event| {
                            report(event);
                            Ok(())
                        };
                        serve_connection(peer, Ok(stream), converse, reported)
                    };
                    if let Err(error) = Builder::new().spawn_scoped(scope, visit) {
                        lacking(error)?;
                    }
                }
                Ok(())
            };
            let ended = let_in();
            room.close();
            door.close_all();
            everybody.wait_until_empty(after(GRACE));
            everybody.close_all();
            ended
        })
    }
    // ANCHOR_END: serve
}
