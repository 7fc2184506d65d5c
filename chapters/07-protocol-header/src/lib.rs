//! Chapter 7: messages with a header, over a stream that has none.
//!
//! Read the files in this order:
//!
//! 1. [`framing`]: ways to say where a message ends, and what breaks each;
//! 2. [`json`]: a strict reader and writer: `json::value` and `number` are what it makes,
//!    `parse` and `string` how it reads, `write` how it writes.
//!
//! The command is in `main.rs`, `help.rs` and `roles.rs`.

#![forbid(unsafe_code)]

pub mod dictionary;
pub mod framing;
pub mod json;

/// Where the chapter's servers listen, and its clients connect to, unless told
/// otherwise.
pub const DEFAULT_ADDRESS: &str = "127.0.0.1:20007";

/// The pages of the chapter: `cargo test` compiles and runs what they show.
#[cfg(doctest)]
mod pages {}
