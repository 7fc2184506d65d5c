//! Chapter 1: TCP and UDP, what each of them promises, and what it costs.
//!
//! The two transports do the same things side by side, over loopback, and what
//! comes of it is printed and nothing else. Read the files in this order:
//!
//! 1. [`conversation`]: two programs that talk, over TCP and over UDP, in ten lines
//!    each;
//! 2. [`packet`] and [`capture`]: what is in front of their bytes on the way;
//! 3. [`life`], with [`state`] and [`machine`]: a connection from its beginning to
//!    its end, and [`one_port`]: many connections to one port;
//! 4. [`laboratory`], with [`loopback`]: the promises, tried out one by one, and
//!    [`fragments`]: what the system cuts;
//! 5. [`link`], with [`random`], [`relay`] and [`loss`]: a link that loses, doubles
//!    and reorders, and what becomes of a hundred messages;
//! 6. [`transfer`], with [`checksum`]: bytes that arrive whole over such a link;
//! 7. [`one_in_flight`]: what that costs.
//!
//! The command, `cargo run -p chapter1`, is in `main.rs`, with `help.rs` for what
//! it says of itself and `roles.rs` for what it does. What the commands of all
//! chapters have in common is in [`command`]. The exercises are in the folder of
//! that name.

#![forbid(unsafe_code)]

pub mod capture;
pub mod checksum;
pub mod command;
pub mod conversation;
pub mod fragments;
pub mod laboratory;
pub mod life;
pub mod link;
pub mod loopback;
pub mod loss;
pub mod machine;
pub mod one_in_flight;
pub mod one_port;
pub mod packet;
pub mod random;
pub mod relay;
pub mod state;
pub mod transfer;

/// Where the chapter's programs meet unless told otherwise.
pub const DEFAULT_ADDRESS: &str = "127.0.0.1:20001";

/// The pages of the chapter: `cargo test` compiles and runs what they show.
#[cfg(doctest)]
mod pages {
    #[doc = include_str!("../../../book/src/01-tcp-vs-udp/index.md")]
    struct Index;
    #[doc = include_str!("../../../book/src/01-tcp-vs-udp/layers.md")]
    struct Layers;
    #[doc = include_str!("../../../book/src/01-tcp-vs-udp/connection.md")]
    struct Connection;
    #[doc = include_str!("../../../book/src/01-tcp-vs-udp/promises.md")]
    struct Promises;
    #[doc = include_str!("../../../book/src/01-tcp-vs-udp/loss.md")]
    struct Loss;
    #[doc = include_str!("../../../book/src/01-tcp-vs-udp/reliability.md")]
    struct Reliability;
    #[doc = include_str!("../../../book/src/01-tcp-vs-udp/cost.md")]
    struct Cost;
    #[doc = include_str!("../../../book/src/01-tcp-vs-udp/from-outside.md")]
    struct FromOutside;
    #[doc = include_str!("../../../book/src/01-tcp-vs-udp/exercises.md")]
    struct Exercises;
    #[doc = include_str!("../../../book/src/01-tcp-vs-udp/window.md")]
    struct Window;
    #[doc = include_str!("../../../book/src/01-tcp-vs-udp/questions.md")]
    struct Questions;
    #[doc = include_str!("../../../book/src/01-tcp-vs-udp/review.md")]
    struct Review;
    #[doc = include_str!("../../../book/src/01-tcp-vs-udp/states.md")]
    struct States;
}
