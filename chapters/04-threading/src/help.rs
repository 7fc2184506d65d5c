//! What the command says of itself.

/// What `--help` prints.
pub(crate) const HELP: &str = "\
Chapter 4 of Sockets from Scratch: many clients at once, a thread for each.

usage: cargo run -p chapter4 [-- ROLE [OPTIONS] [ARGUMENTS]]

The port is 20004 unless given, the address 127.0.0.1; port 0 lets the system
choose.";
