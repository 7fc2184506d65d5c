//! Chapter 6: one thread for all connections.

// The system's calls are in `sys`, where unsafe code is allowed; it is denied elsewhere.

/// Where the chapter's servers listen, and its clients connect to, unless told
/// otherwise.
pub const DEFAULT_ADDRESS: &str = "127.0.0.1:20006";

/// The pages of the chapter: `cargo test` compiles and runs what they show.
#[cfg(doctest)]
mod pages {}
