//! Chapter 5: a framework for servers.

#![forbid(unsafe_code)]

pub mod buffered;
pub mod conversation;
pub mod datagram;

/// Where the chapter's servers listen, and its clients connect to, unless told
/// otherwise.
pub const DEFAULT_ADDRESS: &str = "127.0.0.1:20005";

/// The pages of the chapter: `cargo test` compiles and runs what they show.
#[cfg(doctest)]
mod pages {}
