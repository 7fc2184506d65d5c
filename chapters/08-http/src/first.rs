//! A first server: it answers browsers, in thirty lines, and whatever they ask.

use std::io::{self, Write};
use std::net::SocketAddr;

use echo_server::lines::printable;
use socketserver::{Stream, Tcp, TcpServer, ThreadPerRequest};

/// The one page that there is.
// ANCHOR: page
const PAGE: &str = "\
<!doctype html>
<title>A first page</title>
<p>It works.</p>
";
// ANCHOR_END: page

/// A server at `address` with up to `clients` threads, which answers every request by
/// the same page and closes. `report` is told who asks, and the request's first line.
///
/// When it ends, it doesn't wait for clients who haven't.
///
/// # Errors
/// Those of [`Builder::build`](socketserver::Builder::build).
pub fn server(
    address: &str,
    clients: usize,
    report: impl Fn(&SocketAddr, &str) + Send + Sync + 'static,
) -> io::Result<TcpServer> {
    TcpServer::builder(address)
        .dispatch(ThreadPerRequest {
            max_threads: clients,
            join_on_close: false,
        })
        .build_stream_fn(move |stream| answer(stream, &report))
}

// ANCHOR: answer
fn answer(
    stream: &mut Stream<'_, Tcp>,
    report: &impl Fn(&SocketAddr, &str),
) -> io::Result<()> {
    let Some(request_line) = stream.read_line()? else {
        return Ok(());
    };
    report(
        stream.request().peer(),
        &printable(request_line.trim_ascii()),
    );
    while stream.read_line()?.is_some_and(|line| line != b"\r") {}

    write!(stream, "HTTP/1.1 200 OK\r\n")?;
    write!(stream, "Content-Type: text/html; charset=utf-8\r\n")?;
    write!(stream, "Content-Length: {}\r\n", PAGE.len())?;
    write!(stream, "Connection: close\r\n")?;
    write!(stream, "\r\n")?;
    stream.write_all(PAGE.as_bytes())
}
// ANCHOR_END: answer
