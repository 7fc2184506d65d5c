//! Chapter 6: one thread for all connections.
//!
//! Read the files in this order:
//!
//! 1. [`sweep`]: an echo server that tries each of its connections in turn; `asking`: one
//!    that asks the system which of them are ready, in thirty lines;
//! 2. `selector`, with `key`, `slots` and `event`: who is waited for, and for what;
//!    `mistaken`: what its keys are good for; `waker`: how another thread ends the wait,
//!    shown by `elsewhere`; `rounding`: how long a wait is;
//! 3. `backend`: what a selector asks of the system, and the four ways in which systems
//!    answer; `sys`: their calls, and the only unsafe code of the chapter; `edges`: what
//!    `epoll` tells once, and what again and again;
//! 4. `server`: any number of connections in one thread; `server::connection`: how far
//!    one of them has come; `server::protocol`: what is answered; `timers`: when it has been waited for long enough;
//!    [`late_reader`]: a client that tries the server's patience; `idle_cost`: what the
//!    server takes while nothing happens;
//! 5. `client`: many conversations at once, and connections that are only held;
//!    `descriptors`: how many a process may have; `memory`: what ten thousand take;
//! 6. `growth`: what each backend costs as connections grow; [`measured`]: what to make
//!    of times that were measured.
//!
//! What has no link here needs Unix. The command is in `main.rs`, `help.rs` and
//! `roles.rs`; what it shows without arguments is in `demonstration`.

// The system's calls are in `sys`, where unsafe code is allowed; it is denied elsewhere.
#[cfg(unix)]
pub mod asking;
#[cfg(unix)]
pub mod backend;
#[cfg(unix)]
pub mod client;
#[cfg(unix)]
pub mod demonstration;
#[cfg(unix)]
pub mod descriptors;
#[cfg(target_os = "linux")]
pub mod edges;
#[cfg(unix)]
pub mod elsewhere;
#[cfg(unix)]
mod event;
#[cfg(unix)]
pub mod growth;
#[cfg(unix)]
pub mod idle_cost;
#[cfg(unix)]
mod key;
pub mod late_reader;
pub mod measured;
#[cfg(unix)]
pub mod memory;
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
pub mod sweep;
#[cfg(unix)]
mod sys;
#[cfg(unix)]
pub mod timer_costs;
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

/// Where the chapter's servers listen, and its clients connect to, unless told
/// otherwise.
pub const DEFAULT_ADDRESS: &str = "127.0.0.1:20006";

/// The pages of the chapter: `cargo test` compiles and runs what they show.
#[cfg(doctest)]
mod pages {
    #[doc = include_str!("../../../book/src/06-selector/index.md")]
    struct Index;
    #[doc = include_str!("../../../book/src/06-selector/sweep.md")]
    struct Sweep;
    #[doc = include_str!("../../../book/src/06-selector/asking.md")]
    struct Asking;
    #[doc = include_str!("../../../book/src/06-selector/selector.md")]
    struct Selector;
    #[doc = include_str!("../../../book/src/06-selector/backends.md")]
    struct Backends;
    #[doc = include_str!("../../../book/src/06-selector/server.md")]
    struct Server;
    #[doc = include_str!("../../../book/src/06-selector/writing.md")]
    struct Writing;
    #[doc = include_str!("../../../book/src/06-selector/limits.md")]
    struct Limits;
    #[doc = include_str!("../../../book/src/06-selector/client.md")]
    struct Client;
    #[doc = include_str!("../../../book/src/06-selector/ten-thousand.md")]
    struct TenThousand;
    #[doc = include_str!("../../../book/src/06-selector/exercises.md")]
    struct Exercises;
    #[doc = include_str!("../../../book/src/06-selector/review.md")]
    struct Review;
    #[doc = include_str!("../../../book/src/06-selector/edges.md")]
    struct Edges;
    #[doc = include_str!("../../../book/src/06-selector/waking.md")]
    struct Waking;
    #[doc = include_str!("../../../book/src/06-selector/growth.md")]
    struct Growth;
    #[doc = include_str!("../../../book/src/06-selector/speed.md")]
    struct Speed;
    #[doc = include_str!("../../../book/src/06-selector/from-outside.md")]
    struct FromOutside;
    #[doc = include_str!("../../../book/src/06-selector/parity.md")]
    struct Parity;
}
