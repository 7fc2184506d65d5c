//! Chapter 3: an echo server and its clients.
//!
//! An echo server sends back whatever a client sends. It is the smallest
//! server that has everything a server has, so this crate takes one step in
//! each file. Read them in this order:
//!
//! 1. [`smallest`]: a server and a client that could not be shorter;
//! 2. [`exchange`]: reading until a message is whole;
//! 3. [`ending`]: the ways in which a conversation ends;
//! 4. [`server`]: one client after another, and none of them forever;
//! 5. [`client`]: the client that goes with it;
//! 6. [`experiment`]: what the system does, shown by running it.
//!
//! The command, `cargo run -p chapter3`, is in `main.rs`, with `arguments.rs` for
//! what may be typed and `failure.rs` for what went wrong. What it shows without
//! arguments is in [`demonstration`]. Tests, from the first file on, use
//! [`experiment::connected_pair`], which makes both ends of a connection.

#![forbid(unsafe_code)]

pub mod client;
pub mod demonstration;
pub mod ending;
pub mod exchange;
pub mod experiment;
pub mod server;
pub mod smallest;

use std::time::Duration;

/// Where the chapter's servers listen, and its clients connect to, unless told
/// otherwise.
pub const DEFAULT_ADDRESS: &str = "127.0.0.1:20003";

// ANCHOR: silence-limit
/// How long one end waits for the other unless told otherwise: five minutes give
/// a person time to read and think, and still end the wait for a machine that is
/// gone.
pub const SILENCE_LIMIT: Duration = Duration::from_secs(300);
// ANCHOR_END: silence-limit

/// The pages of the chapter: `cargo test` compiles and runs what they show.
#[cfg(doctest)]
mod pages {
    #[doc = include_str!("../../../book/src/03-echo-server/index.md")]
    struct Index;
    #[doc = include_str!("../../../book/src/03-echo-server/pieces.md")]
    struct Pieces;
    #[doc = include_str!("../../../book/src/03-echo-server/endings.md")]
    struct Endings;
    #[doc = include_str!("../../../book/src/03-echo-server/no-connection.md")]
    struct NoConnection;
    #[doc = include_str!("../../../book/src/03-echo-server/one-at-a-time.md")]
    struct OneAtATime;
    #[doc = include_str!("../../../book/src/03-echo-server/from-outside.md")]
    struct FromOutside;
    #[doc = include_str!("../../../book/src/03-echo-server/review.md")]
    struct Review;
}
