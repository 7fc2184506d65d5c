//! What the command says of itself.

/// What `--help` prints.
pub(crate) const HELP: &str = "\
Chapter 2 of Sockets from Scratch: the socket API, call by call.

usage: cargo run -p chapter2 [-- ROLE [OPTIONS] [ARGUMENTS]]

tools:
  sockets [--listening] [--port PORT]
      lists this machine's sockets, as ss does: all of them, or those that wait
      for others, or those with a port (needs Linux)";
