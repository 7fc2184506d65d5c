//! What the command says of itself.

/// What `--help` prints.
pub(crate) const HELP: &str = "\
Chapter 2 of Sockets from Scratch: the socket API, call by call.

usage: cargo run -p chapter2 [-- ROLE [OPTIONS] [ARGUMENTS]]

Without a role: each call in the life of a connection, and what it returns.

tools:
  sockets [--listening] [--port PORT]
      lists this machine's sockets, as ss does: all of them, or those that wait
      for others, or those with a port (needs Linux)

The port is 20002 unless given, the address 127.0.0.1; port 0 lets the system
choose.";
