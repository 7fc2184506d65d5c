//! Chapter 6: one thread for all connections.

// The system's calls are in `sys`, where unsafe code is allowed; it is denied elsewhere.
#[cfg(unix)]
pub mod backend;
#[cfg(unix)]
pub mod client;
#[cfg(unix)]
pub mod demonstration;
#[cfg(unix)]
pub mod descriptors;
#[cfg(unix)]
pub mod elsewhere;
#[cfg(unix)]
mod event;
#[cfg(unix)]
mod key;
#[cfg(unix)]
pub mod mistaken;
#[cfg(unix)]
pub mod rounding;
#[cfg(unix)]
mod selector;
#[cfg(unix)]
pub mod server;
#[cfg(unix)]
mod slots;
#[cfg(unix)]
mod sys;
#[cfg(unix)]
pub mod timers;
#[cfg(unix)]
mod waker;

#[cfg(target_os = "linux")]
pub use selector::EpollSelector;
#[cfg(any(target_os = "macos", target_os = "freebsd"))]
pub use selector::KqueueSelector;
#[cfg(unix)]
pub use {
    backend::{Backend, DefaultBackend},
    event::{Event, Events},
    key::Key,
    selector::{DefaultSelector, PollSelector, SelectSelector, Selector},
    socket_api::wait::Interest,
    waker::Waker,
};

#[cfg(unix)]
pub mod asking;
pub mod sweep;

/// Where the chapter's servers listen, and its clients connect to, unless told
/// otherwise.
pub const DEFAULT_ADDRESS: &str = "127.0.0.1:20006";

/// The pages of the chapter: `cargo test` compiles and runs what they show.
#[cfg(doctest)]
mod pages {}
