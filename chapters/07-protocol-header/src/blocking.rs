//! The server that waits for one client after another.

use std::io;
use std::net::TcpListener;

use echo_server::limits::LimitedStream;
use echo_server::server::{accept_next, serve_connection};

use crate::conversation::{Event, Patience, converse};
use crate::service::Service;

/// Serves one client after another, forever, and reports each event.
///
/// # Errors
/// What `report` returns.
// ANCHOR: serve
pub fn serve(
    listener: &TcpListener,
    service: &Service,
    patience: Patience,
    report: impl Fn(Event) -> io::Result<()>,
) -> io::Result<()> {
    let told = |event| report(Event::Conversation(event));
    loop {
        let (stream, peer) = accept_next(listener, told)?;
        let stream = LimitedStream::new(stream, patience.limits);
        let serve = |stream: &mut LimitedStream, answered: &mut u64| {
            let ended = converse(stream, service, patience, answered, &report);
            stream.close_after_answer();
            ended
        };
        serve_connection(peer, stream, serve, told)?;
    }
}
// ANCHOR_END: serve
