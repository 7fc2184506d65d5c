//! Chapter 8: HTTP/1.1, on chapter 5's server.
//!
//! Read the files in this order:
//!
//! 1. [`method`], [`status`] and [`headers`]: what messages are made of; [`head`]: what
//!    comes before a body; [`date`]: when;
//! 2. `first`: a server of thirty lines, and its faults;
//! 3. [`limits`], `line`, `fields`, `target`, [`start_line`] and [`decoder`]: from bytes to
//!    heads; [`error`]: what may be wrong with them;
//! 4. [`framing`] and [`body`]: where a body ends, and its bytes;
//! 5. [`application`]: the line between a server and what it serves;
//! 6. [`encoder`]: from heads to bytes; `settings`, `event`, `connection`, `crowd` and
//!    `server`: requests in, responses out, on chapter 5's server;
//! 7. [`layers`] and [`router`]: what applications share; [`percent`], [`form`] and [`html`]:
//!    texts within other texts; [`guest_book`]: an application;
//! 8. `files`: an application that gives out the files of a directory; [`media_type`]: what
//!    they are; [`conditional`]: whether the client has them already; [`range`]: parts of
//!    them;
//! 9. [`client`]: who asks: its [`Url`](client::Url) and where that leads, its connection,
//!    and the [`Answer`](client::Answer);
//! 10. [`malformed`] and [`slow`]: what peers do wrong, to see what a server makes of it.
//!
//! What stands on chapter 5's server needs Unix. The command is in `main.rs`, `help.rs`
//! and `roles.rs`; what it shows without arguments is in `demonstration`, which needs Unix
//! too.

#![forbid(unsafe_code)]

pub mod application;
pub mod body;
pub mod client;
pub mod conditional;
#[cfg(unix)]
mod connection;
#[cfg(unix)]
mod crowd;
pub mod date;
pub mod decoder;
#[cfg(unix)]
pub mod demonstration;
pub mod encoder;
pub mod error;
#[cfg(unix)]
pub mod event;
mod fields;
#[cfg(unix)]
pub mod files;
#[cfg(unix)]
pub mod first;
pub mod form;
pub mod framing;
pub mod guest_book;
pub mod head;
pub mod headers;
pub mod html;
pub mod layers;
pub mod limits;
mod line;
pub mod malformed;
pub mod media_type;
pub mod method;
pub mod percent;
pub mod range;
pub mod router;
#[cfg(unix)]
pub mod server;
#[cfg(unix)]
pub mod settings;
pub mod slow;
pub mod start_line;
pub mod status;
mod syntax;
mod target;

pub use {
    application::{Application, Body, Failure, IncomingBody, Request, Response},
    body::{BodyDecoder, Piece},
    decoder::{RequestDecoder, ResponseDecoder},
    error::Error,
    framing::BodyLength,
    head::{RequestHead, ResponseHead, Version},
    headers::Headers,
    limits::Limits,
    method::Method,
    status::Status,
};
#[cfg(unix)]
pub use {event::Event, server::Server, settings::Settings};

/// Where the chapter's servers listen, and its clients connect to, unless told
/// otherwise.
pub const DEFAULT_ADDRESS: &str = "127.0.0.1:20008";

/// The pages of the chapter: `cargo test` compiles and runs what they show.
#[cfg(doctest)]
mod pages {
    #[doc = include_str!("../../../book/src/08-http/index.md")]
    struct Index;
    #[doc = include_str!("../../../book/src/08-http/wire.md")]
    struct Wire;
    #[doc = include_str!("../../../book/src/08-http/requests.md")]
    struct Requests;
    #[doc = include_str!("../../../book/src/08-http/bodies.md")]
    struct Bodies;
    #[doc = include_str!("../../../book/src/08-http/application.md")]
    struct Application;
    #[doc = include_str!("../../../book/src/08-http/framework.md")]
    struct Framework;
    #[doc = include_str!("../../../book/src/08-http/guest-book.md")]
    struct GuestBook;
    #[doc = include_str!("../../../book/src/08-http/files.md")]
    struct Files;
    #[doc = include_str!("../../../book/src/08-http/caching.md")]
    struct Caching;
    #[doc = include_str!("../../../book/src/08-http/deadlines.md")]
    struct Deadlines;
    #[doc = include_str!("../../../book/src/08-http/itself.md")]
    struct Itself;
    #[doc = include_str!("../../../book/src/08-http/exercises.md")]
    struct Exercises;
    #[doc = include_str!("../../../book/src/08-http/review.md")]
    struct Review;
    #[doc = include_str!("../../../book/src/08-http/smuggling.md")]
    struct Smuggling;
    #[doc = include_str!("../../../book/src/08-http/client.md")]
    struct Client;
    #[doc = include_str!("../../../book/src/08-http/from-outside.md")]
    struct FromOutside;
    #[doc = include_str!("../../../book/src/08-http/frameworks.md")]
    struct Frameworks;
    #[doc = include_str!("../../../book/src/08-http/speed.md")]
    struct Speed;
}
