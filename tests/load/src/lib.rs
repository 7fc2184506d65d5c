//! Loads an echo server, and tells how long its answers take and what they cost it.
//!
//! The benchmark (`cargo bench -p bench`) is made of these parts:
//!
//! 1. [`pattern`]: what is said, so that each byte of an answer can be verified;
//! 2. [`conversation`]: one message and its answer, on a socket that never waits;
//! 3. [`clients`]: any number of conversations in one thread; [`bulk`]: one that
//!    never pauses; [`requests`]: the same for a server of HTTP;
//! 4. [`server`]: a server in a process of its own, with what it takes of the system;
//! 5. [`statistics`]: medians, quartiles, and the slowest of a thousand; [`machine`]:
//!    what they were measured on; [`data`]: how the book keeps them.
//!
//! One message is in flight on each connection: the next is said when the answer to
//! the last has come, and its time is taken from when it is said. So a server that
//! stumbles delays what is said to it, as it would with clients who wait for their
//! answers; it can't be seen how long others would have waited who don't.

#![cfg(unix)]
#![forbid(unsafe_code)]

pub mod bulk;
pub mod clients;
pub mod conversation;
pub mod data;
pub mod machine;
pub mod pattern;
pub mod requests;
pub mod server;
pub mod statistics;
