//! Chapter 5: a framework for servers.

#![forbid(unsafe_code)]

pub mod buffered;
#[cfg(unix)]
pub mod builder;
pub mod datagram;
#[cfg(unix)]
pub mod dispatch;
#[cfg(unix)]
pub mod handler;
#[cfg(unix)]
pub mod hooks;
#[cfg(unix)]
pub mod kind;
#[cfg(unix)]
pub mod processes;
#[cfg(unix)]
pub mod request;
#[cfg(unix)]
pub mod server;
#[cfg(unix)]
pub mod service;
#[cfg(unix)]
pub mod shutdown;

#[cfg(unix)]
pub mod stream;

#[cfg(unix)]
pub use {
    builder::Builder,
    dispatch::{Dispatch, Dispatcher, Inline},
    handler::BaseRequestHandler,
    hooks::{Hooks, NoHooks, ServerError, Step},
    kind::{Connection, Kind, StreamKind, Tcp},
    processes::ProcessPerRequest,
    request::Request,
    server::{Outcome, Server},
    service::Service,
    shutdown::ShutdownHandle,
    stream::{Stream, StreamOptions, StreamRequestHandler},
};

/// A server for connections over TCP.
#[cfg(unix)]
pub type TcpServer = Server<Tcp>;

/// Where the chapter's servers listen, and its clients connect to, unless told
/// otherwise.
pub const DEFAULT_ADDRESS: &str = "127.0.0.1:20005";

/// The pages of the chapter: `cargo test` compiles and runs what they show.
#[cfg(doctest)]
mod pages {}
