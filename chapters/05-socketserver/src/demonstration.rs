//! A server with a thread for each request, and two clients, in one process.
//!
//! The handlers send their events through a channel; the clients' thread prints each
//! when it is due.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::mpsc::{self, Receiver};
use std::thread;

use echo_server::limits::SILENCE_LIMIT;
use echo_server::server::Event;
use threading::client::Client;

use crate::dispatch::ThreadPerRequest;
use crate::presets::TcpServer;
use crate::services::Upper;
use crate::shutdown::ShutdownHandle;

/// Runs the demonstration over loopback and writes the conversations to `out`, each
/// line behind the name of the one who says it.
///
/// # Errors
/// The system has no port or no thread left, or `out` can't be written.
pub fn run(out: &mut impl Write) -> io::Result<()> {
    let (tell, at_server) = mpsc::channel();
    let mut server = TcpServer::builder("127.0.0.1:0")
        .dispatch(ThreadPerRequest::default())
        .build_stream(move || Upper {
            tell: tell.clone(),
            panic_at: None,
        })?;
    let address = *server.local_addr();
    let stop = server.shutdown_handle();
    writeln!(out, "server    listening on {address}")?;

    let serving = thread::spawn(move || {
        let served = server.serve_forever();
        // Waits for the threads of those who are still there.
        drop(server);
        served
    });
    let conversed = converse(address, &at_server, &stop, out);
    stop.request();
    let served = serving.join();
    let served =
        served.unwrap_or_else(|_| Err(io::Error::other("the server panicked")));
    conversed.and(served)?;
    writeln!(out, "server    has ended")
}

/// Two clients at once, one of whom is still there when the server is told to stop.
/// The server's events are waited for, so that the lines come in the order in which
/// things happen.
fn converse(
    address: SocketAddr,
    at_server: &Receiver<Event>,
    stop: &ShutdownHandle,
    out: &mut impl Write,
) -> io::Result<()> {
    let next_at_server = |out: &mut dyn Write| match at_server.recv() {
        Ok(event) => writeln!(out, "server    {event}"),
        Err(closed) => Err(io::Error::other(closed)),
    };

    let mut one = Client::connect(address, SILENCE_LIMIT)?;
    next_at_server(out)?;
    let mut two = Client::connect(address, SILENCE_LIMIT)?;
    next_at_server(out)?;
    writeln!(out, "client 2  says hello, hears {}", two.say(b"hello")?)?;
    writeln!(out, "client 1  says one, hears {}", one.say(b"one")?)?;
    one.leave()?;
    next_at_server(out)?;

    stop.request();
    writeln!(out, "server    is told to stop")?;
    writeln!(out, "client 2  says more, hears {}", two.say(b"more")?)?;
    two.leave()?;
    next_at_server(out)
}
