//! What the command says of itself.

/// What `--help` prints.
pub(crate) const HELP: &str = "\
Chapter 5 of Sockets from Scratch: a framework for servers.

usage: cargo run -p chapter5 [-- ROLE [OPTIONS] [ARGUMENTS]]

servers, which go on until Ctrl-C, and then until those have left who are there;
a second Ctrl-C ends them at once:
  echo [--address HOST:PORT] [--timeout SECONDS] [--deadline SECONDS]
      [--dispatch inline|threads|processes|pool]
      sends back what comes
  upper [--address HOST:PORT] [--timeout SECONDS] [--deadline SECONDS]
      [--dispatch inline|threads|processes|pool]
      sends back each line in capitals
  time [--address HOST:PORT] [--timeout SECONDS] [--deadline SECONDS]
      [--dispatch inline|threads|processes|pool]
      sends back each line with the time in front of it
  udp-echo [--address HOST:PORT] [--dispatch inline|threads|processes|pool]
      sends back datagrams

started by a server for a request, with --dispatch processes:
  child SERVER [--timeout SECONDS] [--deadline SECONDS]
      serves the client that is its standard input

examples:
  cargo run -p chapter5 -- echo
  cargo run -p chapter5 -- upper --dispatch threads
  cargo run -p chapter5 -- echo --address 127.0.0.1:0 --timeout 2

The port is 20005 unless given, the address 127.0.0.1; port 0 lets the system
choose.
A request is handled inline unless told otherwise: by the loop that took it.
The timeout, for each read and write, is 300 seconds unless given, the deadline of
a conversation 3600.";
