//! The server and three connections, each in a thread of its own, in one process.
//!
//! What is said at the same time comes in another order each time. So there are
//! rounds, one message on each connection in each, and within a round the lines are
//! put in order when all of them are there.

use std::io::{self, ErrorKind, Write};
use std::mem;
use std::net::SocketAddr;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use threading::stop::Stop;

use crate::client::{Client, What};
use crate::server::protocol::Protocol;
use crate::server::{Event as AtServer, Server, Settings};
use crate::{Backend, DefaultBackend};

/// How many connections there are.
const CONNECTIONS: usize = 3;

/// What is said, round by round.
const MESSAGES: [&str; 2] = ["hello", "goodbye"];

/// How long all of it may take: a hundred times as long as it does.
const TIME_LIMIT: Duration = Duration::from_secs(2);

/// Any free port of this machine, for this machine alone.
pub const LOOPBACK: &str = "127.0.0.1:0";

/// Runs the demonstration over loopback and writes what happens to `out`, each line
/// behind the name of the one to whom it does.
///
/// # Errors
/// The system has no port, descriptor or thread left, or `out` can't be written.
pub fn run(out: &mut impl Write) -> io::Result<()> {
    let server = Server::<DefaultBackend>::bind(LOOPBACK, Settings::default())?;
    beside(server, out, converse)
}

/// Has a server serve in a thread of its own while `converse` talks to it, which is
/// given the server's address and what it reports. Then the server is ended.
///
/// # Errors
/// What `converse` or the server returns; the system has no thread left; or `out` can't
/// be written.
pub fn beside<B: Backend + Send, P: Protocol + Clone + Send, W: Write>(
    server: Server<B, P>,
    out: &mut W,
    converse: impl FnOnce(SocketAddr, &Receiver<AtServer>, &mut W) -> io::Result<()>,
) -> io::Result<()> {
    let address = server.local_addr()?;
    writeln!(out, "server: listening on {address}")?;
    let stop = Stop::new()?;
    let (tell, at_server) = mpsc::channel();
    thread::scope(|scope| {
        let serving = scope.spawn({
            let stop = &stop;
            move || {
                server
                    .serve(stop, |event| tell.send(event).map_err(io::Error::other))
            }
        });
        let conversed = converse(address, &at_server, out);
        stop.request();
        let served = serving.join();
        let served =
            served.unwrap_or_else(|_| Err(io::Error::other("the server panicked")));
        conversed.and(served)
    })?;
    writeln!(out, "server: has ended")
}

/// All connections at once, in one thread.
fn converse(
    address: SocketAddr,
    at_server: &Receiver<AtServer>,
    out: &mut impl Write,
) -> io::Result<()> {
    let deadline = Instant::now().checked_add(TIME_LIMIT);
    let deadline = deadline.ok_or(ErrorKind::InvalidInput)?;
    let next_at_server = || {
        let event = at_server.recv_timeout(TIME_LIMIT);
        event.map_err(io::Error::other)
    };

    let mut client = Client::new(address, |connection, turn| {
        let text = MESSAGES.get(turn).unwrap_or(&"");
        format!("{text} from {connection}\n").into_bytes()
    })?;
    for turns in 1..=MESSAGES.len() {
        let mut lines = Vec::new();
        client.talk(CONNECTIONS, turns, deadline, |event| {
            lines.push((step(&event.what), event.connection, event.to_string()));
        })?;
        lines.sort();
        for (_, _, line) in lines {
            writeln!(out, "{line}")?;
        }
    }
    for _ in 0..CONNECTIONS {
        next_at_server()?;
    }
    let mut told = Ok(());
    client.close(|event| {
        told = mem::replace(&mut told, Ok(()))
            .and_then(|()| writeln!(out, "{event}"))
            .and_then(|()| writeln!(out, "server: {}", next_at_server()?));
    });
    told
}

/// Where in a round something happens.
fn step(what: &What<'_>) -> u8 {
    match what {
        What::Starting => 0,
        What::Connected(_) => 1,
        What::Sent(_) => 2,
        What::Received(_) => 3,
        What::Failed(_) | What::Closed => 4,
    }
}
