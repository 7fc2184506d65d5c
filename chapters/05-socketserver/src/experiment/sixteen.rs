//! Sixteen servers, put together from four kinds and four ways to do the work, and a
//! client for each.

mod kinds;

use std::io;
use std::process::Command;
use std::thread;

use echo_server::limits::Limits;
use socket_api::families::folder::Folder;

pub use kinds::EchoKind;

use crate::builder::Builder;
use crate::dispatch::{Pool, ThreadPerRequest};
use crate::kind::{Tcp, Udp, UnixDatagram, UnixStream};
use crate::processes::{ProcessPerRequest, child};
use crate::server::Server;

/// A kind, and what a client has got from each of its servers: one that works inline,
/// and with threads, processes and a pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The kind.
    pub kind: &'static str,
    /// The answers.
    pub answers: [String; 4],
}

/// What the columns of the table are.
pub const WAYS: [&str; 4] = ["inline", "threads", "processes", "pool"];

/// The table of all sixteen. `child` names the program that does the work of a
/// process, which is [`serve_one`], for servers of the kind that it's given.
///
/// # Errors
/// A server can't be started, or a client gets no answer.
pub fn table(child: impl Fn(&str) -> Command) -> io::Result<[Row; 4]> {
    Ok([
        row::<Tcp>(&child)?,
        row::<Udp>(&child)?,
        row::<UnixStream>(&child)?,
        row::<UnixDatagram>(&child)?,
    ])
}

// ANCHOR: row
fn row<K: EchoKind>(child: &dyn Fn(&str) -> Command) -> io::Result<Row> {
    let threads = ThreadPerRequest::default();
    let processes = ProcessPerRequest::new(child(K::NAME));
    let pool = Pool::default();
    Ok(Row {
        kind: K::NAME,
        answers: [
            ask::<K>(|builder| builder.build_fn(K::echo))?,
            ask::<K>(|builder| builder.dispatch(threads).build_fn(K::echo))?,
            ask::<K>(|builder| {
                builder.dispatch(processes).build_without_handler()
            })?,
            ask::<K>(|builder| builder.dispatch(pool).build_fn(K::echo))?,
        ],
    })
}
// ANCHOR_END: row

/// Starts a server, asks it once, and stops it.
fn ask<K: EchoKind>(
    build: impl FnOnce(Builder<K>) -> io::Result<Server<K>>,
) -> io::Result<String> {
    let folder = Folder::new()?;
    let mut server = build(K::builder(&folder))?;
    let (address, shutdown) =
        (server.local_addr().clone(), server.shutdown_handle());
    thread::scope(|scope| {
        let serving = scope.spawn(move || server.serve_forever());
        let answer = K::send(&address, &folder, b"hello")
            .and_then(|client| K::receive(&client));
        shutdown.request();
        // It doesn't panic: whatever does so within is caught.
        serving.join().unwrap_or(Ok(()))?;
        Ok(String::from_utf8_lossy(&answer?).into_owned())
    })
}

/// Serves the one request that this process was started for, by a server of the kind
/// with this name; `None` if there is none.
///
/// # Errors
/// Those of [`child::serve`].
pub fn serve_one(kind: &str) -> Option<io::Result<()>> {
    Some(match kind {
        Tcp::NAME => serve::<Tcp>(),
        Udp::NAME => serve::<Udp>(),
        UnixStream::NAME => serve::<UnixStream>(),
        UnixDatagram::NAME => serve::<UnixDatagram>(),
        _ => return None,
    })
}

fn serve<K: EchoKind>() -> io::Result<()> {
    child::serve_fn::<K>(Limits::default(), K::echo)
}
