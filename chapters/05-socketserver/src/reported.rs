//! A handler that reports what becomes of its client, as the servers of chapter 3 do.

use std::io;

use echo_server::ending::Ending;
use echo_server::server::Event;

use crate::kind::Tcp;
use crate::request::Request;
use crate::services::Service;
use crate::stream::{Stream, StreamRequestHandler};

/// Does a service for a client, and reports when it begins and how it has ended.
// ANCHOR: reported
#[derive(Debug)]
pub struct Reported {
    service: Service,
    report: fn(Event) -> io::Result<()>,
    answered: u64,
    outcome: Outcome,
}

#[derive(Debug)]
enum Outcome {
    /// None yet; it's still so in `finish` if `handle` has panicked.
    Unknown,
    Ended(Ending),
    Failed(io::Error),
}
// ANCHOR_END: reported

impl Reported {
    /// A handler for one client.
    ///
    /// If `report` fails, a stop of the server is requested.
    #[must_use]
    pub fn new(service: Service, report: fn(Event) -> io::Result<()>) -> Self {
        Self {
            service,
            report,
            answered: 0,
            outcome: Outcome::Unknown,
        }
    }

    fn report(&self, event: Event, request: &Request<Tcp>) -> io::Result<()> {
        (self.report)(event).inspect_err(|_| request.shutdown_handle().request())
    }
}

// ANCHOR: handler
impl StreamRequestHandler<Tcp> for Reported {
    fn setup(&mut self, request: &mut Request<Tcp>) -> io::Result<()> {
        let peer = *request.peer();
        self.report(Event::Connected { peer }, request)
    }

    fn handle(&mut self, stream: &mut Stream<'_, Tcp>) -> io::Result<()> {
        let result = (self.service)(stream, &mut self.answered);
        let (outcome, result) = match result {
            Ok(ending) => (Outcome::Ended(ending), Ok(())),
            Err(error) => match Ending::of(&error) {
                Some(ending) => (Outcome::Ended(ending), Err(error)),
                None => (Outcome::Failed(error), Ok(())),
            },
        };
        self.outcome = outcome;
        result
    }

    fn finish(&mut self, request: &mut Request<Tcp>) -> io::Result<()> {
        let (peer, answered) = (*request.peer(), self.answered);
        let outcome = std::mem::replace(&mut self.outcome, Outcome::Unknown);
        let event = match outcome {
            // The hooks have been told of the panic.
            Outcome::Unknown => return Ok(()),
            Outcome::Ended(ending) => Event::Ended {
                peer,
                ending,
                answered,
            },
            Outcome::Failed(error) => Event::Failed {
                peer,
                answered,
                error,
            },
        };
        self.report(event, request)
    }
}
// ANCHOR_END: handler
