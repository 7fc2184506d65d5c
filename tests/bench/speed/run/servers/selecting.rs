//! Chapter 6's server.

use std::io;

use selector::backend::poll::Poll;
use selector::backend::{Backend, DefaultBackend};
use selector::server::{Server, Settings};
use threading::stop::Stop;

use super::{ADDRESS, ready};

/// `epoll` on Linux.
pub(crate) fn by_default() -> io::Result<()> {
    serve::<DefaultBackend>()
}

pub(crate) fn with_poll() -> io::Result<()> {
    serve::<Poll>()
}

fn serve<B: Backend>() -> io::Result<()> {
    let server = Server::<B>::bind(ADDRESS, Settings::default())?;
    ready(server.local_addr()?)?;
    server.serve(&Stop::new()?, |_| Ok(()))
}
