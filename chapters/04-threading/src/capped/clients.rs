//! A thread for each client, and the end of all of them.

use std::io;
use std::sync::Arc;
use std::thread::{Builder, Scope};
use std::time::{Duration, Instant};

use echo_server::ending::Ending;
use echo_server::limits::Limits;
use echo_server::server::{self, serve_connection};

use super::Event;
use super::door::Client;
use crate::greeting::Greeter;
use crate::line_stream::LineStream;
use crate::panics::caught;
use crate::registry::{Entry, Registry};
use crate::stop::Stop;

/// What the threads of a server share.
pub(crate) struct Clients<R> {
    greeter: Greeter,
    limits: Limits,
    pub(crate) report: R,
    registry: Registry,
    /// Has those go who are idle. It comes after the stop, when they are counted.
    go: Stop,
}

/// Somebody who is written down in the registry.
pub(crate) struct Guest {
    entry: Entry,
    client: Client,
}

impl<R: Fn(Event) + Sync> Clients<R> {
    pub(crate) fn new(
        greeter: Greeter,
        limits: Limits,
        report: R,
    ) -> io::Result<Self> {
        Ok(Self {
            greeter,
            limits,
            report,
            registry: Registry::default(),
            go: Stop::new()?,
        })
    }

    /// Starts a thread for a client.
    pub(super) fn start<'scope>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        client: Client,
    ) -> io::Result<()> {
        let thread = Builder::new().name(client.peer.to_string());
        let guest = self.enter(client);
        thread.spawn_scoped(scope, move || self.converse(guest))?;
        Ok(())
    }

    /// Writes a client down, before it is handed to a thread: whoever counts from
    /// now on counts it.
    pub(crate) fn enter(&self, client: Client) -> Guest {
        let entry = self.registry.enter(Arc::clone(&client.stream));
        Guest { entry, client }
    }

    /// How many clients are written down.
    pub(crate) fn count(&self) -> usize {
        self.registry.len()
    }

    /// From the welcome to the last word.
    pub(crate) fn converse(&self, guest: Guest) {
        let Guest { entry, client } = guest;
        let Client {
            place,
            stream,
            peer,
        } = client;
        let stream = LineStream::new(stream, self.limits, &self.go);
        let greet = |stream: &mut _, answered: &mut _| {
            let _entry = entry; // struck off when all is said
            surviving_panics(|| self.greeter.greet(stream, answered))
        };
        let report = |event: server::Event| {
            (self.report)(event.into());
            Ok(())
        };
        let _ = serve_connection(peer, stream, greet, report);
        drop(place); // the next one may come
    }

    // ANCHOR: end
    /// Gives the clients that are left some time, and then closes their connections.
    pub(crate) fn end(&self, grace: Duration) {
        let connections = self.registry.len();
        (self.report)(Event::Stopping { connections });
        self.go.request();
        let now = Instant::now();
        let deadline = now.checked_add(grace).unwrap_or(now);
        let connections = self.registry.wait_until_empty(deadline);
        if connections > 0 {
            (self.report)(Event::TimeIsOver { connections });
            self.registry.close_all();
        }
    }
    // ANCHOR_END: end
}

/// Has a handler talk to a client. A panic costs this client, and no other.
// ANCHOR: surviving-panics
pub(crate) fn surviving_panics(
    handler: impl FnOnce() -> io::Result<Ending>,
) -> io::Result<Ending> {
    caught(handler)
        .unwrap_or_else(|_| Err(io::Error::other("the handler panicked")))
}
// ANCHOR_END: surviving-panics
