//! What the command says of itself.

/// What `--help` prints.
pub(crate) const HELP: &str = "\
Chapter 6 of Sockets from Scratch: one thread for all connections.

usage: cargo run -p chapter6 [-- ROLE [OPTIONS] [ARGUMENTS]]

Without a role: a server and three connections in one process, and what they say.

servers, which go on until Ctrl-C:

clients:

experiments:

examples:

The port is 20006 unless given, the address 127.0.0.1; port 0 lets the system
choose.";
