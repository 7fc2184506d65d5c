//! Chapter 5: a framework for servers.

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
    #[doc = include_str!("../../../book/src/05-socketserver/inside.md")]
    struct Inside;
    #[doc = include_str!("../../../book/src/05-socketserver/dispatch.md")]
    struct Dispatch;
    #[doc = include_str!("../../../book/src/05-socketserver/processes.md")]
    struct Processes;
    #[doc = include_str!("../../../book/src/05-socketserver/stopping.md")]
    struct Stopping;
    #[doc = include_str!("../../../book/src/05-socketserver/kinds.md")]
    struct Kinds;
    #[doc = include_str!("../../../book/src/05-socketserver/from-outside.md")]
    struct FromOutside;
    #[doc = include_str!("../../../book/src/05-socketserver/parity.md")]
    struct Parity;
    #[doc = include_str!("../../../book/src/05-socketserver/exercises.md")]
    struct Exercises;
}
