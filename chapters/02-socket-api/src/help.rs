//! What the command says of itself.

/// What `--help` prints.
pub(crate) const HELP: &str = "\
Chapter 2 of Sockets from Scratch: the socket API, call by call.

usage: cargo run -p chapter2 [-- ROLE [OPTIONS] [ARGUMENTS]]

Without a role: each call in the life of a connection, and what it returns.

servers, which go on until Ctrl-C:
  server [--address HOST:PORT]
      tells each client its address, and takes note of datagrams

for one conversation in the Unix domain:
  unix-server PATH
      echoes the first client, and leaves its file behind

for a name, or for several that stand for one:
  names HOST:PORT...
      prints their addresses
  in-turn [--timeout SECONDS] HOST:PORT...
      connects to the first address that answers, one after the other
  race [--delay SECONDS] [--timeout SECONDS] HOST:PORT...
      does so by happy eyeballs, one beside the other
  silent [--address HOST:PORT]
      listens, and lets nobody connect any more

tools:
  sockets [--listening] [--port PORT]
      lists this machine's sockets, as ss does: all of them, or those that wait
      for others, or those with a port (needs Linux)

experiments:
  by-hand
      binds a listener as std does, and then call by call (for strace)
  share
      two listeners at one address
  wrong-order
      what the calls return if they are made in another order
  interrupted
      what a signal does to calls that wait
  errors [bind|system-port|connect|read|write|datagrams]
      provokes the errors of these calls, or of all, and names them
  closing [shutdown|linger]
      what each call says when the peer is gone; what shutdown and linger change
  options [buffers]
      what the options of a socket are at first, and what comes of setting them
  keepalive [--address HOST:PORT] [--idle SECONDS]
      connects, and has the system probe the connection when it is idle so long
  backlog [--backlog N]
      how many connections a listener takes that nobody accepts from
  families
      the same conversation over each family and type of socket
  dual-stack
      an IPv4 client of an IPv6 listener
  unix-files
      what bind and connect say of a file that is an address
  unix-datagrams
      what becomes of datagrams that nobody reads

The port is 20002 unless given, the address 127.0.0.1; port 0 lets the system
choose.";
