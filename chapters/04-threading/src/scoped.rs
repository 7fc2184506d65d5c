//! Threads that borrow, since they end before what they borrow.

use std::io;
use std::net::TcpListener;
use std::thread;

use echo_server::limits::{LimitedStream, Limits};
use echo_server::server::{Event, accept_next, serve_connection};

use crate::greeting::Greeter;

/// Serves the next `clients` of `listener`, each in a thread of its own, and
/// returns when the last has gone.
///
/// # Errors
/// What `report` returns of a connection that isn't accepted, and what the system
/// says if it has no thread left; those that were begun are served to their end.
///
/// # Panics
/// When all have gone, if the greeter panicked at one of them.
// ANCHOR: serve
pub fn serve(
    listener: &TcpListener,
    clients: usize,
    limits: Limits,
    greeter: &Greeter,
    report: &(impl Fn(Event) -> io::Result<()> + Sync),
) -> io::Result<()> {
    thread::scope(|scope| {
        for _ in 0..clients {
            let (stream, peer) = accept_next(listener, report)?;
            thread::Builder::new().spawn_scoped(scope, move || {
                let stream = LimitedStream::new(stream, limits);
                let greet = |stream: &mut _, answered: &mut _| {
                    greeter.greet(stream, answered)
                };
                serve_connection(peer, stream, greet, report)
            })?;
        }
        Ok(())
    })
}
// ANCHOR_END: serve
