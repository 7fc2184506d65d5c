//! Chapter 2: the socket API, call by call.

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
}
