//! A server and two clients in one process, and what they say to each other.
//!
//! The server runs in a second thread and sends its events through a channel;
//! the client's thread prints each when it is due.

use std::io::{self, Write};
use std::sync::mpsc;
use std::thread;

use crate::client::Client;
use crate::echo::echo;
use crate::limits::{Limits, SILENCE_LIMIT};
use crate::server::{Event, Server};

/// What each client sends.
const CONVERSATIONS: [&[&str]; 2] = [&["hello"], &["one", "two"]];

/// Runs the demonstration over loopback and writes the conversation to `out`,
/// each line behind the name of the one who says it.
///
/// # Errors
/// The system has no port left, or `out` can't be written.
pub fn run(out: &mut impl Write) -> io::Result<()> {
    let server = Server::bind("127.0.0.1:0", echo, Limits::default())?;
    let address = server.local_addr()?;
    writeln!(out, "server    listening on {address}")?;

    for (number, messages) in (1..).zip(CONVERSATIONS) {
        // The system completes the connection before the server accepts it.
        let client = Client::connect(address, SILENCE_LIMIT)?;
        let (events, at_server) = mpsc::channel();
        thread::scope(|scope| {
            let report = move |event| events.send(event).map_err(io::Error::other);
            scope.spawn(|| server.serve_next(report));
            converse(number, client, messages, &at_server, out)
        })?;
    }
    Ok(())
}

/// One client's conversation. The server's events are waited for, so that the
/// lines come in the order in which things happen.
fn converse(
    number: usize,
    mut client: Client,
    messages: &[&str],
    at_server: &mpsc::Receiver<Event>,
    out: &mut impl Write,
) -> io::Result<()> {
    let next_at_server = |out: &mut dyn Write| match at_server.recv() {
        Ok(event) => writeln!(out, "server    {event}"),
        Err(closed) => Err(io::Error::other(closed)),
    };

    let (here, there) = client.ends()?;
    writeln!(out, "client {number}  connected to {there} from {here}")?;
    next_at_server(out)?;
    for message in messages {
        let echo = client.exchange(message.as_bytes())?;
        let echo = String::from_utf8_lossy(&echo);
        writeln!(out, "client {number}  sent {message}, got back {echo}")?;
    }
    drop(client);
    next_at_server(out)
}
