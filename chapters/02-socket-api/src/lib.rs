//! Chapter 2: the socket API, call by call.

pub mod sockets;

/// Where the chapter's programs meet unless told otherwise.
pub const DEFAULT_ADDRESS: &str = "127.0.0.1:20002";
