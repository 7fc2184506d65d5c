//! What the command says of itself.

/// What `--help` prints.
pub(crate) const HELP: &str = "\
Chapter 4 of Sockets from Scratch: many clients at once, a thread for each.

usage: cargo run -p chapter4 [-- ROLE [OPTIONS] [ARGUMENTS]]

Without a role: a server and two clients in one process, and what they say.

servers, which go on until Ctrl-C:
  greet [--address HOST:PORT] [--clients N] [--when-full wait|busy] [--backlog N]
        [--timeout SECONDS] [--deadline SECONDS] [--grace SECONDS]
        [--panic-at NAME]
      greets N clients at a time, 512 unless given, and has the others wait, or
      tells them that it is busy
  pool [--address HOST:PORT] [--queue N] and the options of greet
      greets by N workers, 64 unless given (--clients), with a queue for as many
      more
  chat [--address HOST:PORT] [--queue N] and the options of greet
      lets people talk to each other, N lines waiting for each at the most, 64
      unless given

clients:
  client [--address HOST:PORT] [--timeout SECONDS] [TEXT...]
      says each text to a greeting server, or the lines that you type

experiments:
  one-at-a-time [--address HOST:PORT] [--timeout SECONDS] [--deadline SECONDS]
      greets one client after another, as chapter 3 would
  one-thread-each [--address HOST:PORT] [--timeout SECONDS] [--deadline SECONDS]
      greets each client in a thread of its own, however many there are
  scoped [--address HOST:PORT] [--timeout SECONDS] [--deadline SECONDS] CLIENTS
      the same for so many clients, and ends when the last has left
  flood [--memory MIB]
      what becomes of one-thread-each when too many come: with 300 descriptors, or
      with so much memory (128 to 1024); needs Linux
  costs
      what each design takes for its clients; needs Linux
  slow-reader [--exact]
      where lines wait for somebody who never reads

examples:
  cargo run -p chapter4 -- greet --clients 2 --when-full busy
  cargo run -p chapter4 -- client Ada exit

The port is 20004 unless given, the address 127.0.0.1; port 0 lets the system
choose.
The timeout is 300 seconds unless given, for each read and write, and 60 for the
servers at the top, where it is for a whole line; the deadline of a conversation is
3600, and their grace after Ctrl-C 5.";
