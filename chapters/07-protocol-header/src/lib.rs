//! Chapter 7: messages with a header, over a stream that has none.
//!
//! Read the files in this order:
//!
//! 1. [`framing`]: ways to say where a message ends, and what breaks each;
//! 2. [`json`]: a strict reader and writer: `json::value` and `number` are what it makes,
//!    `parse` and `string` how it reads, `write` how it writes; [`uncapped`]: a reader to see
//!    fail;
//! 3. `message` and `header`: what is sent; `encoder`: its bytes; `limits` and `error`: what
//!    isn't taken; `decoder`: messages again, from bytes however they are cut;
//!    [`pieces`]: what they cost a decoder that begins again;
//!    [`dissect`]: where everything stands in a stream;
//! 4. [`stream`]: messages over a connection whose calls wait; [`request`] and [`client`]: who
//!    asks;
//! 5. [`dictionary`], which can be kept in a file, and [`service`]: what is answered;
//! 6. [`conversation`] with one client, [`blocking`] for one after another, and `threaded` for
//!    many at a time; `server`: for thousands in one thread, and `server::messages`: what one of
//!    them has said;
//! 7. [`faults`]: what peers do wrong, to see what a server makes of it.
//!
//! `threaded` and `server` need Unix. The command is in `main.rs`, `help.rs` and
//! `roles.rs`; what it shows without arguments is in `demonstration`, which needs Unix too.

#![forbid(unsafe_code)]

pub mod blocking;
pub mod client;
pub mod conversation;
mod decoder;
#[cfg(unix)]
pub mod demonstration;
pub mod dictionary;
pub mod dissect;
mod encoder;
mod error;
pub mod faults;
pub mod framing;
mod header;
pub mod json;
mod limits;
mod message;
pub mod pieces;
pub mod request;
#[cfg(unix)]
pub mod server;
pub mod service;
pub mod stream;
#[cfg(unix)]
pub mod threaded;
pub mod uncapped;

pub use {
    decoder::Decoder,
    error::{Error, Part},
    header::{ByteOrder, Header},
    limits::{CONTENT_LIMIT, HEADER_LIMIT, JSON_LIMIT, Limits},
    message::Message,
};

/// Where the chapter's servers listen, and its clients connect to, unless told
/// otherwise.
pub const DEFAULT_ADDRESS: &str = "127.0.0.1:20007";

/// The pages of the chapter: `cargo test` compiles and runs what they show.
#[cfg(doctest)]
mod pages {
    #[doc = include_str!("../../../book/src/07-protocol-header/index.md")]
    struct Index;
    #[doc = include_str!("../../../book/src/07-protocol-header/framing.md")]
    struct Framing;
    #[doc = include_str!("../../../book/src/07-protocol-header/byte-order.md")]
    struct ByteOrder;
    #[doc = include_str!("../../../book/src/07-protocol-header/format.md")]
    struct Format;
    #[doc = include_str!("../../../book/src/07-protocol-header/json.md")]
    struct Json;
    #[doc = include_str!("../../../book/src/07-protocol-header/codec.md")]
    struct Codec;
    #[doc = include_str!("../../../book/src/07-protocol-header/service.md")]
    struct Service;
    #[doc = include_str!("../../../book/src/07-protocol-header/three-times.md")]
    struct ThreeTimes;
    #[doc = include_str!("../../../book/src/07-protocol-header/server.md")]
    struct Server;
    #[doc = include_str!("../../../book/src/07-protocol-header/exercises.md")]
    struct Exercises;
    #[doc = include_str!("../../../book/src/07-protocol-header/review.md")]
    struct Review;
    #[doc = include_str!("../../../book/src/07-protocol-header/client.md")]
    struct Client;
    #[doc = include_str!("../../../book/src/07-protocol-header/peers.md")]
    struct Peers;
    #[doc = include_str!("../../../book/src/07-protocol-header/faults.md")]
    struct Faults;
    #[doc = include_str!("../../../book/src/07-protocol-header/growing.md")]
    struct Growing;
    #[doc = include_str!("../../../book/src/07-protocol-header/tls.md")]
    struct Tls;
    #[doc = include_str!("../../../book/src/07-protocol-header/speed.md")]
    struct Speed;
}
