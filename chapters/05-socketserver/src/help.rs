//! What the command says of itself.

/// What `--help` prints.
pub(crate) const HELP: &str = "\
Chapter 5 of Sockets from Scratch: a framework for servers.

usage: cargo run -p chapter5 [-- ROLE [OPTIONS] [ARGUMENTS]]

The port is 20005 unless given, the address 127.0.0.1; port 0 lets the system
choose.";
