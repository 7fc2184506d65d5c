//! What the command says of itself.

/// What `--help` prints.
pub(crate) const HELP: &str = "\
Chapter 7 of Sockets from Scratch: messages with a header.

usage: cargo run -p chapter7 [-- ROLE [OPTIONS] [ARGUMENTS]]

Without a role: the server and two clients in one process, and what they say.

servers, which go on until Ctrl-C:
  blocking [--address HOST:PORT] [--dictionary FILE] [--idle-timeout SECONDS]
           [--deadline SECONDS]
      searches for one client after another
  threaded [--address HOST:PORT] [--dictionary FILE] [--idle-timeout SECONDS]
           [--deadline SECONDS] [--max-connections N] [--grace SECONDS]
      the same with a thread for each client
  server [--address HOST:PORT] [--dictionary FILE] [--idle-timeout SECONDS]
         [--deadline SECONDS] [--max-connections N] [--grace SECONDS]
         [--backend epoll|kqueue|poll|select] [--quiet]
      the same with one thread for all, and says nothing of them if it is quiet

clients:
  client [--address HOST:PORT] [--timeout SECONDS] [--repeat N] [--json]
         search VALUE | binary ACTION VALUE
      asks once, or N times over one connection, and prints each answer
  ask [--address HOST:PORT]
      searches for each line that is typed, over one connection

looking at messages:
  dissect [FILE | - | search VALUE | binary ACTION VALUE]
      takes the messages in a file, in standard input, or made of what is given,
      apart byte by byte, and says what is wrong with them

experiments:
  faults [--address HOST:PORT]
      sends a server what peers are known to do wrong, and prints its answers
  framing [--way delimiter|escaped|fixed|prefix] [--lose OFFSET] MESSAGE...
      shows how messages stand in a stream, and what its reader makes of them;
      the byte at an offset may be lost on the way
  pieces
      counts the bytes that two decoders look at, when a message comes in pieces
  json [TEXT]
      reads a text, or standard input, as JSON, and says what became of its strings
  uncapped [--levels N]
      reads so many levels of arrays without a cap, 100000 unless told otherwise,
      in a process that may end for it

examples:
  cargo run -p chapter7 -- client search ring
  cargo run -p chapter7 -- dissect search ring

The port is 20007 unless given, the address 127.0.0.1; port 0 lets the system
choose.";
