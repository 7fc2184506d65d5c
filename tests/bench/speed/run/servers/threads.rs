//! The book's servers before chapter 6, with one thread for all or for each.

use std::io;
use std::net::TcpListener;
use std::thread;

use echo_server::echo::echo;
use echo_server::limits::{LimitedStream, Limits};
use echo_server::server::{Event, Server, accept_next, serve_connection};
use socketserver::services::{Echo, Tell};
use socketserver::{TcpServer, ThreadPerRequest};
use threading::places::MOST_PLACES;

use super::{ADDRESS, ready};

/// Nobody is told of what happens.
#[derive(Debug, Clone, Copy)]
struct Silence;

impl<E> Tell<E> for Silence {
    fn tell(&self, _event: E) {}
}

/// Chapter 3's: one client after another.
pub(crate) fn one_at_a_time() -> io::Result<()> {
    let server = Server::bind(ADDRESS, echo, Limits::default())?;
    ready(server.local_addr()?)?;
    server.serve(|_| Ok(()))
}

/// Chapter 4's first, `one_thread_each`, with chapter 3's echo in place of the
/// greeting, and chapter 4's cap left out: it ends at 4,096.
pub(crate) fn one_thread_each() -> io::Result<()> {
    let listener = TcpListener::bind(ADDRESS)?;
    ready(listener.local_addr()?)?;
    loop {
        let (stream, peer) = accept_next(&listener, |_| Ok(()))?;
        thread::Builder::new().spawn(move || {
            let stream = LimitedStream::new(stream, Limits::default());
            let quiet = |_: Event| Ok(());
            serve_connection(peer, stream, echo, quiet)
        })?;
    }
}

/// The same without limits: whoever is silent keeps its thread forever. It shows what
/// the limits cost.
pub(crate) fn one_thread_each_without_limits() -> io::Result<()> {
    let listener = TcpListener::bind(ADDRESS)?;
    ready(listener.local_addr()?)?;
    loop {
        let (mut stream, _peer) = accept_next(&listener, |_| Ok(()))?;
        stream.set_nodelay(true)?;
        thread::Builder::new().spawn(move || echo(&mut stream, &mut 0))?;
    }
}

/// Chapter 5's, with as many threads as it can have.
pub(crate) fn socketserver() -> io::Result<()> {
    let threads = ThreadPerRequest {
        max_threads: MOST_PLACES,
        join_on_close: false,
    };
    let builder = TcpServer::builder(ADDRESS).dispatch(threads);
    let mut server = builder.build(|| Echo { tell: Silence })?;
    ready(*server.local_addr())?;
    server.serve_forever()
}
