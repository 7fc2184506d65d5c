//! Chapter 2: the socket API, call by call.

pub mod families;
#[cfg(unix)]
pub mod connect;
pub mod happy_eyeballs;
#[cfg(unix)]
pub mod interrupt;
pub mod names;
#[cfg(unix)]
pub mod socket;
pub mod sockets;
#[cfg(unix)]
mod sys;
#[cfg(unix)]
pub mod wait;

/// Where the chapter's programs meet unless told otherwise.
pub const DEFAULT_ADDRESS: &str = "127.0.0.1:20002";
