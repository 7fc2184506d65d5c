//! What the command says of itself.

/// What `--help` prints.
pub(crate) const HELP: &str = "\
Chapter 8 of Sockets from Scratch: HTTP.

usage: cargo run -p chapter8 [-- ROLE [OPTIONS] [ARGUMENTS]]

Without a role: a server and its clients in one process, and what they say.

servers, which go on until Ctrl-C:
  first [--address HOST:PORT] [--clients N]
      answers every request by the same page, and has the faults that the chapter
      mends
  server [--address HOST:PORT] [--workers N] [--queue N]
         [--header-timeout SECONDS] [--body-timeout SECONDS]
         [--idle-timeout SECONDS] [--write-timeout SECONDS]
         [--deadline SECONDS] [--max-requests N] [--grace SECONDS]
         [--quiet] [DIRECTORY]
      serves the files of a directory, this one unless told otherwise
  app [--address HOST:PORT] [--file FILE] [--workers N] [--queue N]
      [--header-timeout SECONDS] [--body-timeout SECONDS]
      [--idle-timeout SECONDS] [--max-requests N] [--grace SECONDS] [--quiet]
      keeps a guest book, in a file if there is one

clients:
  get [--head] [--verbose] [--output FILE] [--timeout SECONDS]
      [--max-redirects N] [--max-bytes N] URL
      prints what is at a URL, or its head, or keeps it in a file

experiments:
  malformed [--address HOST:PORT]
      sends requests that are wrong, and says what is answered
  slow [--address HOST:PORT] N
      begins N requests, sends a byte at a time, and says how they were ended

examples:
  cargo run -p chapter8 -- first
  cargo run -p chapter8 -- app --file target/guests
  cargo run -p chapter8 -- get http://127.0.0.1:20008/

The port is 20008 unless given, the address 127.0.0.1; port 0 lets the system
choose.";
