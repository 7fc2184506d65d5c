//! What a hostile peer can do, done to every server of the book, a test for
//! each attack on each server:
//!
//! ```console
//! $ cargo test --test hostile                # every attack on every server
//! $ cargo test --test hostile time-server    # every attack on one server
//! $ cargo test --test hostile slowloris      # one attack on every server
//! ```
//!
//! An attack that every server survives proves nothing unless some server fails
//! it, so each is also led against a naive one, which has to fail, and for the
//! reason that the attack is about.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test may panic, and its peers are the project's own servers"
)]

#[cfg(target_os = "linux")]
mod suite;

#[cfg(not(target_os = "linux"))]
fn main() {
    // What an attack has left of a server is read from Linux's /proc.
}

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    suite::main()
}
