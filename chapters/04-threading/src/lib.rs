//! Chapter 4: many clients at once, a thread for each.

#![forbid(unsafe_code)]

#[cfg(unix)]
pub mod acceptor;
#[cfg(unix)]
pub mod capped;
#[cfg(unix)]
pub mod chat;
pub mod client;
pub mod demonstration;
pub mod flood;
pub mod greeting;
#[cfg(unix)]
pub mod line_stream;
pub mod observed;
pub mod one_thread_each;
#[cfg(unix)]
pub mod places;
pub mod pool;
#[cfg(unix)]
pub mod pooled;
#[cfg(unix)]
pub mod registry;
pub mod scoped;
#[cfg(unix)]
pub mod stop;

/// Where the chapter's servers listen, and its clients connect to, unless told
/// otherwise.
pub const DEFAULT_ADDRESS: &str = "127.0.0.1:20004";

/// The pages of the chapter: `cargo test` compiles and runs what they show.
#[cfg(doctest)]
mod pages {}
