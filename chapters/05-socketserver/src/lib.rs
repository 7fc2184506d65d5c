//! Chapter 5: a framework for servers.
//!
//! Every server so far has bound a socket, waited, accepted, passed errors over,
//! handled, and closed. Here all of that is written once, and what is left to say is
//! what one server does:
//!
//! ```
//! # #[cfg(unix)]
//! # fn main() -> std::io::Result<()> {
//! use std::io::Write;
//! use socketserver::TcpServer;
//!
//! let mut server = TcpServer::builder("127.0.0.1:0").build_stream_fn(|stream| {
//!     while let Some(line) = stream.read_line()? {
//!         writeln!(stream, "{}", line.escape_ascii())?;
//!     }
//!     Ok(())
//! })?;
//! # server.shutdown_handle().request();
//! server.serve_forever()
//! # }
//! # #[cfg(not(unix))]
//! # fn main() {}
//! ```
//!
//! Read the files in this order:
//!
//! 1. [`server`]: the loop, from `serve_forever` to a request that is passed on;
//! 2. [`builder`]: what a server can be told before it begins;
//! 3. [`request`], which is closed on every path, and [`service`], which takes it
//!    through the steps of its handler, whatever goes wrong;
//! 4. [`handler`], [`stream`] over [`buffered`], and [`datagram`]: what is done with
//!    a request, in three degrees of comfort;
//! 5. [`kind`]: TCP, UDP, and both in the Unix domain, as types of one trait;
//! 6. [`dispatch`]: who does the work: the loop itself, a thread, a pool, or
//!    [a process](processes);
//! 7. [`shutdown`]: the end, from anywhere; [`hooks`]: what a server tells and asks;
//! 8. [`presets`]: the names that Python has for all that.
//!
//! What is served with it: [`services`], [`four_times`], [`order`] and [`experiment`].
//! The command, `cargo run -p chapter5`, is in `main.rs`, with `help.rs` for what it
//! says of itself, and `roles.rs` for what it does; what it shows without arguments is
//! in [`demonstration`]. The exercises are in the folder of that name.
//!
//! The waiting is chapter 2's [`wait`](socket_api::wait::wait), the limits of a
//! connection are chapter 3's [`LimitedStream`](echo_server::limits::LimitedStream),
//! and the places and the pool are [chapter 4's](threading). All but [`buffered`] needs
//! Unix.

#![forbid(unsafe_code)]

pub mod buffered;
#[cfg(unix)]
pub mod builder;
#[cfg(unix)]
pub mod datagram;
#[cfg(unix)]
pub mod demonstration;
#[cfg(unix)]
pub mod dispatch;
#[cfg(unix)]
pub mod experiment;
#[cfg(unix)]
pub mod four_times;
#[cfg(unix)]
pub mod handler;
#[cfg(unix)]
pub mod hooks;
#[cfg(unix)]
pub mod kind;
#[cfg(unix)]
pub mod order;
#[cfg(unix)]
pub mod presets;
#[cfg(unix)]
pub mod processes;
#[cfg(unix)]
pub mod request;
#[cfg(unix)]
pub mod server;
#[cfg(unix)]
pub mod service;
#[cfg(unix)]
pub mod services;
#[cfg(unix)]
pub mod shutdown;
#[cfg(unix)]
pub mod stream;

#[cfg(unix)]
pub use {
    builder::Builder,
    datagram::{Datagram, DatagramRequestHandler},
    dispatch::{Dispatch, Dispatcher, Inline, Pool, ThreadPerRequest},
    handler::BaseRequestHandler,
    hooks::{Hooks, NoHooks, ServerError, Step},
    kind::{
        Connection, DatagramKind, InternetKind, Kind, Packet, StreamKind, Tcp, Udp,
        UnixDatagram, UnixStream,
    },
    presets::{TcpServer, UdpServer, UnixDatagramServer, UnixStreamServer},
    processes::ProcessPerRequest,
    request::Request,
    server::{Outcome, Server},
    service::Service,
    shutdown::ShutdownHandle,
    stream::{Stream, StreamOptions, StreamRequestHandler},
};

/// Where the chapter's servers listen, and its clients connect to, unless told
/// otherwise.
pub const DEFAULT_ADDRESS: &str = "127.0.0.1:20005";

/// The pages of the chapter: `cargo test` compiles and runs what they show.
#[cfg(doctest)]
mod pages {
    #[doc = include_str!("../../../book/src/05-socketserver/index.md")]
    struct Index;
    #[doc = include_str!("../../../book/src/05-socketserver/handlers.md")]
    struct Handlers;
    #[doc = include_str!("../../../book/src/05-socketserver/inside.md")]
    struct Inside;
    #[doc = include_str!("../../../book/src/05-socketserver/kinds.md")]
    struct Kinds;
    #[doc = include_str!("../../../book/src/05-socketserver/dispatch.md")]
    struct Dispatch;
    #[doc = include_str!("../../../book/src/05-socketserver/stopping.md")]
    struct Stopping;
    #[doc = include_str!("../../../book/src/05-socketserver/choosing.md")]
    struct Choosing;
    #[doc = include_str!("../../../book/src/05-socketserver/from-outside.md")]
    struct FromOutside;
    #[doc = include_str!("../../../book/src/05-socketserver/exercises.md")]
    struct Exercises;
    #[doc = include_str!("../../../book/src/05-socketserver/review.md")]
    struct Review;
    #[doc = include_str!("../../../book/src/05-socketserver/processes.md")]
    struct Processes;
    #[doc = include_str!("../../../book/src/05-socketserver/parity.md")]
    struct Parity;
}
