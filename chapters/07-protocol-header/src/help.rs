//! What the command says of itself.

/// What `--help` prints.
pub(crate) const HELP: &str = "\
Chapter 7 of Sockets from Scratch: messages with a header.

usage: cargo run -p chapter7 [-- ROLE [OPTIONS] [ARGUMENTS]]

The port is 20007 unless given, the address 127.0.0.1; port 0 lets the system
choose.";
