//! What the command says of itself.

/// What `--help` prints.
pub(crate) const HELP: &str = "\
Chapter 6 of Sockets from Scratch: one thread for all connections.

usage: cargo run -p chapter6 [-- ROLE [OPTIONS] [ARGUMENTS]]

Without a role: a server and three connections in one process, and what they say.

servers, which go on until Ctrl-C:
  sweep [--address HOST:PORT] [--pause MICROSECONDS] [--max-connections N]
        [--timeout SECONDS] [--deadline SECONDS]
      echoes what comes, and tries each connection in turn; when nobody had
      anything, it sleeps for the pause, 1000 unless given, or not at all with 0
  ask [--address HOST:PORT]
      echoes what comes over a handful of connections, in thirty lines
  server [--address HOST:PORT] [--backend epoll|kqueue|poll|select]
         [--max-connections N] [--idle-timeout SECONDS] [--deadline SECONDS]
         [--grace SECONDS] [--write-interest while-owing|always] [--quiet]
      sends back what it is sent, on any number of connections in one thread, and
      says what happens on each of them, unless it is to be quiet

clients:
  client [--address HOST:PORT] [--timeout SECONDS] N MESSAGE...
      opens N connections at once, sends each message over each of them, and
      verifies what comes back
  idle [--address HOST:PORT] [--timeout SECONDS] N
      opens N connections and holds them until Ctrl-C

experiments:
  sweep-costs [--data]
      what a thousand idle connections cost a server that sweeps, and what its
      sleep costs those who want something
  growth [--data] [NEIGHBOURS...]
      what one event costs beside so many connections that are idle
  readiness
      what poll says of a socket in each of its states, and what the call says
  edges [--trigger level|edge] [--read once|until-short|until-would-block]
      what a reader is told that takes 4 bytes at a time (Linux only)
  mistaken
      an event for somebody who has left, by number and by key
  rounding
      how many calls a deadline takes, by how its milliseconds are rounded
  elsewhere
      an answer from another thread, with a waker and without
  late-reader [--address HOST:PORT]
      sends until the server takes no more, and reads only then
  idle-cost
      what the server takes of the processor while nothing happens, with both
      write interests; needs Linux
  timer-costs
      what a message costs those who have to know whose time ends next
  memory
      how much memory ten thousand idle connections take; needs Linux

examples:
  cargo run -p chapter6 -- client 3 hello \"and goodbye\"
  cargo run -p chapter6 -- server --backend poll

The port is 20006 unless given, the address 127.0.0.1; port 0 lets the system
choose. The timeout of the clients is for all that they do, 100 seconds unless given.";
