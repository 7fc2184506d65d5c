//! What the calls that stop a server return, by when and where they are made.

use std::io::{self, ErrorKind, Read};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc;
use std::thread;

use crate::dispatch::{Dispatch, Inline, Pool, ThreadPerRequest};
use crate::kind::Tcp;
use crate::presets::TcpServer;

/// One row: what was called, and what it has returned.
pub type Row = (&'static str, io::Result<()>);

/// Stops servers, at several moments and from several places.
///
/// # Errors
/// The system has no port or no thread left.
pub fn table() -> io::Result<Vec<Row>> {
    let mut server = TcpServer::builder("127.0.0.1:0").build_fn(|_| Ok(()))?;
    let (address, stop) = (*server.local_addr(), server.shutdown_handle());
    let mut rows = vec![
        ("shutdown before the start", stop.shutdown()),
        ("serve_forever after that", server.serve_forever()),
    ];
    thread::scope(|scope| {
        let running = scope.spawn(|| server.serve_forever());
        // Whoever is served knows that it runs.
        let served = visit(address);
        rows.push(("shutdown while it serves", stop.shutdown()));
        let ended = running.join().unwrap_or(Err(ErrorKind::Other.into()));
        rows.push(("serve_forever meanwhile", ended));
        served
    })?;
    rows.extend([
        ("from a handler, inline", from_handler(Inline)?),
        (
            "from a handler in a thread",
            from_handler(ThreadPerRequest::default())?,
        ),
        ("from a handler in a pool", from_handler(Pool::default())?),
    ]);
    Ok(rows)
}

/// What `shutdown` returns to a handler of the server that is to be shut down.
fn from_handler(dispatch: impl Dispatch<Tcp>) -> io::Result<io::Result<()>> {
    let (sender, result) = mpsc::channel();
    let mut server = TcpServer::builder("127.0.0.1:0")
        .dispatch(dispatch)
        .build_fn(move |request| {
            let result = request.shutdown_handle().shutdown();
            sender.send(result).map_err(io::Error::other)
        })?;
    let address = *server.local_addr();
    let client = thread::Builder::new().spawn(move || visit(address))?;
    server.serve_forever()?;
    drop(server);
    client.join().unwrap_or(Err(ErrorKind::Other.into()))?;
    result.recv().map_err(io::Error::other)
}

/// Connects, and waits until the server has closed the connection.
fn visit(server: SocketAddr) -> io::Result<()> {
    TcpStream::connect(server)?.read_to_end(&mut Vec::new())?;
    Ok(())
}
