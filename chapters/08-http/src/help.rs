//! What the command says of itself.

/// What `--help` prints.
pub(crate) const HELP: &str = "\
Chapter 8 of Sockets from Scratch: HTTP.

usage: cargo run -p chapter8 [-- ROLE [OPTIONS] [ARGUMENTS]]

servers, which go on until Ctrl-C:

clients:

experiments:

examples:

The port is 20008 unless given, the address 127.0.0.1; port 0 lets the system
choose.";
