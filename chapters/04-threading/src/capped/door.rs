//! Who is let in, and what the others are told.

use std::io::{self, Write};
use std::net::{Shutdown, SocketAddr, TcpStream, ToSocketAddrs};
use std::os::fd::AsFd;
use std::sync::Arc;
use std::thread::{Builder, Scope};

use echo_server::limits::LimitedStream;
use echo_server::server;

use super::{Event, Settings, WhenFull};
use crate::acceptor::Acceptor;
use crate::line_stream::LIMITS;
use crate::places::{Place, Places};

/// What somebody is told for whom there is no place.
const BUSY: &[u8] = b"busy, try again later\n";

/// How many may take their leave at a time: each costs a thread, for two seconds at
/// the most, and those who keep calling get no more of them.
const MOST_FAREWELLS: usize = 16;

/// A listener, and the places behind it.
#[derive(Debug)]
pub(crate) struct Door {
    acceptor: Acceptor,
    places: Places,
    when_full: WhenFull,
    farewells: Places,
}

/// Somebody for whom there is a place.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) place: Place,
    pub(crate) stream: Arc<TcpStream>,
    pub(crate) peer: SocketAddr,
}

/// Somebody who was accepted.
type Arrival = (Arc<TcpStream>, SocketAddr);

impl Client {
    fn at(place: Place, (stream, peer): Arrival) -> Self {
        Self {
            place,
            stream,
            peer,
        }
    }
}

impl Door {
    pub(crate) fn open(
        address: impl ToSocketAddrs,
        settings: &Settings,
    ) -> io::Result<Self> {
        Ok(Self {
            places: Places::new(settings.clients)?,
            acceptor: Acceptor::bind(address, settings.backlog)?,
            when_full: settings.when_full,
            farewells: Places::new(MOST_FAREWELLS)?,
        })
    }

    pub(crate) fn local_addr(&self) -> io::Result<SocketAddr> {
        self.acceptor.local_addr()
    }

    /// Waits for the next client and a place for it, or returns `None` as soon as
    /// there is a stop.
    // ANCHOR: next
    pub(crate) fn next<'scope>(
        &mut self,
        scope: &'scope Scope<'scope, '_>,
        stop: &impl AsFd,
        report: impl Fn(Event),
    ) -> io::Result<Option<Client>> {
        match self.when_full {
            WhenFull::Wait => {
                let Some(place) = self.places.take(stop)? else {
                    return Ok(None);
                };
                let arrived = self.accept(stop, report)?;
                Ok(arrived.map(|arrival| Client::at(place, arrival)))
            }
            WhenFull::TellBusy => loop {
                let Some(arrival) = self.accept(stop, &report)? else {
                    return Ok(None);
                };
                if let Some(place) = self.places.try_take()? {
                    return Ok(Some(Client::at(place, arrival)));
                }
                let (stream, peer) = arrival;
                report(Event::ToldBusy { peer });
                self.tell_busy(scope, stream);
            },
        }
    }
    // ANCHOR_END: next

    /// Has `start` start something for each client, until the stop. Those for whom
    /// there is no thread are told that we are busy.
    pub(crate) fn let_in<'scope>(
        &mut self,
        scope: &'scope Scope<'scope, '_>,
        stop: &impl AsFd,
        report: impl Fn(Event),
        start: impl Fn(Client) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut lacks_threads = false;
        while let Some(client) = self.next(scope, stop, &report)? {
            let stream = Arc::clone(&client.stream);
            match start(client) {
                Ok(()) => lacks_threads = false,
                Err(error) => {
                    if !lacks_threads {
                        report(Event::NoThread(error));
                    }
                    lacks_threads = true;
                    self.tell_busy(scope, stream);
                }
            }
        }
        Ok(())
    }

    fn accept(
        &mut self,
        stop: &impl AsFd,
        report: impl Fn(Event),
    ) -> io::Result<Option<Arrival>> {
        let accepted = self.acceptor.next(stop, |error| {
            report(server::Event::NotAccepted(error).into());
            Ok(())
        })?;
        Ok(accepted.map(|(stream, peer)| (Arc::new(stream), peer)))
    }

    /// Tells a client that there is no room, and waits for nothing.
    // ANCHOR: tell-busy
    fn tell_busy<'scope>(
        &self,
        scope: &'scope Scope<'scope, '_>,
        stream: Arc<TcpStream>,
    ) {
        // It fits into the empty buffer of a new socket. Whoever has left already
        // misses nothing.
        let _ = stream.as_ref().write_all(BUSY);
        // One who has this end reads up to it, even if a reset comes behind it.
        let _ = stream.shutdown(Shutdown::Write);
        if let Ok(Some(place)) = self.farewells.try_take() {
            // Without a thread, it's closed at once.
            let _ = Builder::new().spawn_scoped(scope, move || {
                let _place = place;
                if let Ok(mut stream) = LimitedStream::new(stream, LIMITS) {
                    stream.close_after_answer();
                }
            });
        }
    }
    // ANCHOR_END: tell-busy
}
