//! A server and its client in one process: what is asked, and what is answered.

use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpStream;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::first;

/// How long to wait for anything: a hundred times as long as all of it takes.
const TIME_LIMIT: Duration = Duration::from_secs(2);

/// Any free port of this machine, for this machine alone.
const LOOPBACK: &str = "127.0.0.1:0";

/// Runs the demonstration over loopback and writes what happens to `out`, each line
/// behind the name of the one who says it.
///
/// # Errors
/// The system has no port, descriptor or thread left, or `out` can't be written.
pub fn run(out: &mut impl Write) -> io::Result<()> {
    let (tell, at_server) = mpsc::channel();
    let mut server = first::server(LOOPBACK, 1, move |peer, line| {
        let _ = tell.send(format!("{peer} {line}"));
    })?;
    let address = *server.local_addr();
    writeln!(out, "server: listening on {address}")?;
    let stop = server.shutdown_handle();
    let serving = thread::spawn(move || server.serve_forever());
    let mut client = TcpStream::connect(address)?;
    client.set_read_timeout(Some(TIME_LIMIT))?;
    write!(client, "GET / HTTP/1.1\r\nHost: {address}\r\n\r\n")?;
    let told = at_server.recv_timeout(TIME_LIMIT);
    writeln!(out, "server: {}", told.map_err(io::Error::other)?)?;
    for line in BufReader::new(client).lines() {
        writeln!(out, "answer: {}", line?)?;
    }
    stop.request();
    let served = serving.join();
    served.unwrap_or_else(|_| Err(io::Error::other("the server panicked")))?;
    writeln!(out, "server: has ended")
}
