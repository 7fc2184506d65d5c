//! Chapter 3: an echo server and its clients.
//!
//! An echo server sends back whatever a client sends. It is the smallest
//! server that has everything a server has, so this crate takes one step in
//! each file. Read them in this order:
//!
//! 1. [`smallest`]: a server and a client that could not be shorter;
//! 2. [`exchange`]: reading until a message is whole;
//! 3. [`ending`]: the ways in which a conversation ends;
//! 4. [`limits`]: a connection whose peer can't keep us;
//! 5. [`server`]: one client after another, and none of them forever;
//! 6. [`echo`]: what that server does for a client;
//! 7. [`client`]: the client that goes with it;
//! 8. [`checksum`]: an answer to everything that came before the end of file;
//! 9. [`lines`]: reading lines, none of them longer than a limit;
//! 10. [`time_server`], with [`clock`], and [`interactive`]: a conversation in
//!     lines, for a person;
//! 11. [`send_book`]: a text sent line by line;
//! 12. [`udp_server`] and [`udp_client`]: the echo in datagrams;
//! 13. [`to_many`]: one datagram for many receivers;
//! 14. [`experiment`]: what the system does, shown by running it.
//!
//! The command, `cargo run -p chapter3`, is in `main.rs`, with `help.rs` for what
//! it says of itself, and `roles.rs` for what it does. What it shows without
//! arguments is in [`demonstration`]. What all commands have in common, and
//! [`connected_pair`](tcp_vs_udp::loopback::connected_pair), which makes both ends
//! of a connection, is chapter 1's: [`tcp_vs_udp`]. Which errors of `accept` are about
//! one connection alone, [`socket_api::accept`] knows, of chapter 2. The exercises are
//! in the folder of that name.

#![forbid(unsafe_code)]

pub mod checksum;
pub mod client;
pub mod clock;
pub mod demonstration;
pub mod echo;
pub mod ending;
pub mod exchange;
pub mod experiment;
pub mod interactive;
pub mod limits;
pub mod lines;
pub mod send_book;
pub mod server;
pub mod smallest;
pub mod time_server;
pub mod to_many;
pub mod udp_client;
pub mod udp_server;

/// Where the chapter's servers listen, and its clients connect to, unless told
/// otherwise.
pub const DEFAULT_ADDRESS: &str = "127.0.0.1:20003";

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
    #[doc = include_str!("../../../book/src/03-echo-server/half-close.md")]
    struct HalfClose;
    #[doc = include_str!("../../../book/src/03-echo-server/deadlock.md")]
    struct Deadlock;
    #[doc = include_str!("../../../book/src/03-echo-server/lines.md")]
    struct Lines;
    #[doc = include_str!("../../../book/src/03-echo-server/small-writes.md")]
    struct SmallWrites;
    #[doc = include_str!("../../../book/src/03-echo-server/datagrams.md")]
    struct Datagrams;
    #[doc = include_str!("../../../book/src/03-echo-server/reach.md")]
    struct Reach;
    #[doc = include_str!("../../../book/src/03-echo-server/from-outside.md")]
    struct FromOutside;
    #[doc = include_str!("../../../book/src/03-echo-server/exercises.md")]
    struct Exercises;
    #[doc = include_str!("../../../book/src/03-echo-server/review.md")]
    struct Review;
    #[doc = include_str!("../../../book/src/03-echo-server/many-at-once.md")]
    struct ManyAtOnce;
    #[doc = include_str!("../../../book/src/03-echo-server/calls-and-segments.md")]
    struct CallsAndSegments;
}
