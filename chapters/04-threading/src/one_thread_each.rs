//! A thread for each client, however many come.

use std::io;
use std::net::TcpListener;
use std::thread;

use echo_server::limits::{LimitedStream, Limits};
use echo_server::server::{Event, accept_next, serve_connection};

use crate::greeting::Greeter;

/// Serves each client of `listener` in a thread of its own, forever, and reports
/// each event, from whichever thread it happens in.
///
/// There is no limit to the threads: whoever wants to bring this server down, can.
/// A handler that panics costs its own connection, of whose end nothing is
/// reported.
///
/// # Errors
/// What `report` returns of a connection that isn't accepted, or not served.
// ANCHOR: serve
pub fn serve(
    listener: &TcpListener,
    limits: Limits,
    greeter: &Greeter,
    report: impl Fn(Event) -> io::Result<()> + Clone + Send + 'static,
) -> io::Result<()> {
    loop {
        let (stream, peer) = accept_next(listener, &report)?;
        let (its_greeter, its_report) = (greeter.clone(), report.clone());
        let spawned = thread::Builder::new().spawn(move || {
            let stream = LimitedStream::new(stream, limits);
            let greet = |stream: &mut _, answered: &mut _| {
                its_greeter.greet(stream, answered)
            };
            serve_connection(peer, stream, greet, its_report)
        });
        if let Err(error) = spawned {
            let answered = 0;
            report(Event::Failed {
                peer,
                answered,
                error,
            })?;
        }
    }
}
// ANCHOR_END: serve
