//! A server and two clients at the same time, in one process.
//!
//! The server sends its events through a channel; the clients' thread prints each
//! when it is due.

use std::io::{self, Write};
use std::net::TcpListener;
use std::sync::mpsc;
use std::thread;

use echo_server::limits::{Limits, SILENCE_LIMIT};
use echo_server::server::Event;

use crate::client::Client;
use crate::greeting::Greeter;
use crate::scoped;

/// Runs the demonstration over loopback and writes the conversations to `out`,
/// each line behind the name of the one who says it.
///
/// # Errors
/// The system has no port or no thread left, or `out` can't be written.
pub fn run(out: &mut impl Write) -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    writeln!(out, "server    listening on {address}")?;

    // Connected by the system, before the server accepts them.
    let ada = Client::connect(address, SILENCE_LIMIT)?;
    let ben = Client::connect(address, SILENCE_LIMIT)?;
    let (events, at_server) = mpsc::channel();
    let report = move |event| events.send(event).map_err(io::Error::other);
    thread::scope(|scope| {
        let server = scope.spawn(move || {
            let greeter = Greeter::default();
            scoped::serve(&listener, 2, Limits::default(), &greeter, &report)
        });
        converse(ada, ben, &at_server, out)?;
        let served = server.join();
        served.unwrap_or_else(|_| Err(io::Error::other("the server panicked")))
    })
}

/// Both are there at once, and whoever says something is answered. The server's
/// events are waited for, so that the lines come in the same order each time.
fn converse(
    mut ada: Client,
    mut ben: Client,
    at_server: &mpsc::Receiver<Event>,
    out: &mut impl Write,
) -> io::Result<()> {
    let next_at_server = || match at_server.recv() {
        Ok(event) => Ok(format!("server    {event}")),
        Err(closed) => Err(io::Error::other(closed)),
    };

    // Two threads report, in whatever order they come to it.
    let mut arrivals = [next_at_server()?, next_at_server()?];
    let first = format!("server    {} connected", ada.ends()?.0);
    arrivals.sort_by_key(|arrival| *arrival != first);
    for arrival in arrivals {
        writeln!(out, "{arrival}")?;
    }
    writeln!(out, "client 1  hears {}", ada.hear()?)?;
    writeln!(out, "client 2  hears {}", ben.hear()?)?;
    writeln!(out, "client 2  says Ben, hears {}", ben.say(b"Ben")?)?;
    writeln!(out, "client 1  says Ada, hears {}", ada.say(b"Ada")?)?;
    ben.leave()?;
    writeln!(out, "client 2  leaves")?;
    writeln!(out, "{}", next_at_server()?)?;
    writeln!(out, "client 1  says exit, hears {}", ada.say(b"exit")?)?;
    ada.leave()?;
    writeln!(out, "{}", next_at_server()?)
}
