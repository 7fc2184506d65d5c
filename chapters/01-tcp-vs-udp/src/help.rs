//! What the command says of itself.

/// What `--help` prints.
pub(crate) const HELP: &str = "\
Chapter 1 of Sockets from Scratch: what TCP and UDP promise.

usage: cargo run -p chapter1 [-- ROLE [OPTIONS] [ARGUMENTS]]";
