//! Chapter 2: the socket API, call by call.
//!
//! What `std` does in one call is several of the system's, and some have no place in
//! `std` at all. Read the files in this order:
//!
//! 1. `tour`: each call in the life of a connection, and what it returns;
//! 2. `socket`: a socket made call by call, with its options, and ways to connect;
//!    `by_hand`, which makes listeners of it, and `wrong_order`;
//! 3. `sys`, which is private: the calls themselves, and the only unsafe code;
//! 4. `wait`: waiting for more than one, `interrupt`: for Ctrl-C too, `interrupted`:
//!    what a signal does to calls; and `server`, which waits for three things, with
//!    [`accept`], which tells the errors of one connection from all others;
//! 5. [`families`]: IPv4, IPv6 and the Unix domain;
//! 6. [`names`], `connect` and [`happy_eyeballs`]: from a name to a connection;
//! 7. `errors`: what every call says when it fails, `endings`: how a connection ends;
//! 8. `options`, `backlog`: what can be set, and what a full queue looks like;
//! 9. [`sockets`]: those of the whole machine.
//!
//! What has no link here needs Unix. The command is in `main.rs`, `help.rs` and
//! `roles.rs`, and shares its words with all chapters' ([`tcp_vs_udp::command`]).

pub mod accept;
#[cfg(unix)]
pub mod backlog;
#[cfg(unix)]
pub mod by_hand;
#[cfg(unix)]
pub mod connect;
#[cfg(unix)]
pub mod endings;
#[cfg(unix)]
pub mod errors;
pub mod families;
pub mod happy_eyeballs;
#[cfg(unix)]
pub mod interrupt;
#[cfg(unix)]
pub mod interrupted;
pub mod names;
#[cfg(unix)]
pub mod options;
#[cfg(unix)]
pub mod server;
#[cfg(unix)]
pub mod socket;
pub mod sockets;
#[cfg(unix)]
mod sys;
#[cfg(unix)]
pub mod tour;
#[cfg(unix)]
pub mod wait;
#[cfg(unix)]
pub mod wrong_order;

/// Where the chapter's programs meet unless told otherwise.
pub const DEFAULT_ADDRESS: &str = "127.0.0.1:20002";

/// The pages of the chapter: `cargo test` compiles and runs what they show.
#[cfg(doctest)]
mod pages {
    #[doc = include_str!("../../../book/src/02-socket-api/index.md")]
    struct Index;
    #[doc = include_str!("../../../book/src/02-socket-api/calls.md")]
    struct Calls;
    #[doc = include_str!("../../../book/src/02-socket-api/waiting.md")]
    struct Waiting;
    #[doc = include_str!("../../../book/src/02-socket-api/families.md")]
    struct Families;
    #[doc = include_str!("../../../book/src/02-socket-api/names.md")]
    struct Names;
    #[doc = include_str!("../../../book/src/02-socket-api/errors.md")]
    struct Errors;
    #[doc = include_str!("../../../book/src/02-socket-api/closing.md")]
    struct Closing;
    #[doc = include_str!("../../../book/src/02-socket-api/options.md")]
    struct Options;
    #[doc = include_str!("../../../book/src/02-socket-api/backlog.md")]
    struct Backlog;
    #[doc = include_str!("../../../book/src/02-socket-api/sockets.md")]
    struct Sockets;
    #[doc = include_str!("../../../book/src/02-socket-api/map.md")]
    struct Map;
    #[doc = include_str!("../../../book/src/02-socket-api/happy-eyeballs.md")]
    struct HappyEyeballs;
    #[doc = include_str!("../../../book/src/02-socket-api/exercises.md")]
    struct Exercises;
    #[doc = include_str!("../../../book/src/02-socket-api/review.md")]
    struct Review;
}
