//! What the command says of itself.

/// What `--help` prints.
pub(crate) const HELP: &str = "\
Chapter 4 of Sockets from Scratch: many clients at once, a thread for each.

usage: cargo run -p chapter4 [-- ROLE [OPTIONS] [ARGUMENTS]]

Without a role: a server and two clients in one process, and what they say.

clients:
  client [--address HOST:PORT] [--timeout SECONDS] [TEXT...]
      says each text to a greeting server, or the lines that you type

experiments:
  one-thread-each [--address HOST:PORT] [--timeout SECONDS] [--deadline SECONDS]
      greets each client in a thread of its own, however many there are

examples:
  cargo run -p chapter4 -- client Ada exit

The port is 20004 unless given, the address 127.0.0.1; port 0 lets the system
choose.
The timeout, for each read and write, is 300 seconds unless given, the deadline of
a conversation 3600.";
