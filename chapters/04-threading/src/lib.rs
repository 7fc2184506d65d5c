//! Chapter 4: many clients at once, a thread for each.
//!
//! The servers greet their clients, or let them talk to each other. Read the files
//! in this order:
//!
//! 1. [`greeting`]: what is said, over whatever connection;
//! 2. [`one_thread_each`]: a thread for each client, without a limit; [`scoped`]: the
//!    same with threads that borrow; [`client`]: the client that goes with them all;
//! 3. [`flood`]: what becomes of the first when too many come, as [`observed`] from
//!    outside;
//! 4. `stop`, `acceptor`, `places`: how to accept until a stop, and no more than there
//!    is room for; `line_stream`, `registry` and `capped`: the server that is made of
//!    them;
//! 5. [`pool`]: a fixed number of threads, and a queue; [`panics`], which cost none of
//!    them; `pooled`: the server that is made of them;
//! 6. `chat`: a room full of people, some of whom don't read, and `slow_reader`: where
//!    the lines wait for those;
//! 7. [`costs`]: what each of them takes.
//!
//! What has no link here needs Unix, since it waits with chapter 2's
//! `socket_api::wait`. The command is in `main.rs`, `help.rs` and `roles.rs`; what it
//! shows without arguments is in [`demonstration`].

#![forbid(unsafe_code)]

#[cfg(unix)]
pub mod acceptor;
#[cfg(unix)]
pub mod capped;
#[cfg(unix)]
pub mod chat;
pub mod client;
pub mod costs;
pub mod demonstration;
pub mod flood;
pub mod greeting;
#[cfg(unix)]
pub mod line_stream;
pub mod observed;
pub mod one_thread_each;
pub mod panics;
#[cfg(unix)]
pub mod places;
pub mod pool;
#[cfg(unix)]
pub mod pooled;
#[cfg(unix)]
pub mod registry;
pub mod scoped;
#[cfg(unix)]
pub mod slow_reader;
#[cfg(unix)]
pub mod stop;

/// Where the chapter's servers listen, and its clients connect to, unless told
/// otherwise.
pub const DEFAULT_ADDRESS: &str = "127.0.0.1:20004";

/// The pages of the chapter: `cargo test` compiles and runs what they show.
#[cfg(doctest)]
mod pages {
    #[doc = include_str!("../../../book/src/04-threading/index.md")]
    struct Index;
    #[doc = include_str!("../../../book/src/04-threading/borrowing.md")]
    struct Borrowing;
    #[doc = include_str!("../../../book/src/04-threading/flood.md")]
    struct Flood;
    #[doc = include_str!("../../../book/src/04-threading/cap.md")]
    struct Cap;
    #[doc = include_str!("../../../book/src/04-threading/pool.md")]
    struct Pool;
    #[doc = include_str!("../../../book/src/04-threading/room.md")]
    struct Room;
    #[doc = include_str!("../../../book/src/04-threading/slow-readers.md")]
    struct SlowReaders;
    #[doc = include_str!("../../../book/src/04-threading/shutdown.md")]
    struct Shutdown;
    #[doc = include_str!("../../../book/src/04-threading/exercises.md")]
    struct Exercises;
    #[doc = include_str!("../../../book/src/04-threading/review.md")]
    struct Review;
    #[doc = include_str!("../../../book/src/04-threading/refused.md")]
    struct Refused;
    #[doc = include_str!("../../../book/src/04-threading/from-outside.md")]
    struct FromOutside;
    #[doc = include_str!("../../../book/src/04-threading/costs.md")]
    struct Costs;
    #[doc = include_str!("../../../book/src/04-threading/python.md")]
    struct Python;
}
