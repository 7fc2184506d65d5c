//! Chapter 8: HTTP/1.1, on chapter 5's server.
//!
//! Read the files in this order:
//!
//! 1. [`method`], [`status`] and [`headers`]: what messages are made of; [`head`]: what
//!    comes before a body;
//! 2. [`application`]: the line between a server and what it serves.
//!
//! The command is in `main.rs`, `help.rs` and `roles.rs`.

#![forbid(unsafe_code)]

pub mod application;
pub mod error;
pub mod head;
pub mod headers;
pub mod method;
pub mod status;

pub use {
    application::{Application, Body, Failure, IncomingBody, Request, Response},
    error::Error,
    head::{RequestHead, ResponseHead, Version},
    headers::Headers,
    method::Method,
    status::Status,
};

/// Where the chapter's servers listen, and its clients connect to, unless told
/// otherwise.
pub const DEFAULT_ADDRESS: &str = "127.0.0.1:20008";
