//! What the command says of itself.

/// What `--help` prints.
pub(crate) const HELP: &str = "\
Chapter 3 of Sockets from Scratch: an echo server and its clients.

usage: cargo run -p chapter3 [-- ROLE [OPTIONS] [ARGUMENTS]]

Without a role: a server and two clients in one process, and what they say.

servers, which go on until Ctrl-C:
  server [--address HOST:PORT] [--timeout SECONDS] [--deadline SECONDS]
      echoes one client after another
  time-server [--address HOST:PORT] [--timeout SECONDS] [--deadline SECONDS]
      answers each line with the time in front of it
  checksum-server [--address HOST:PORT] [--timeout SECONDS] [--deadline SECONDS]
      answers with length and checksum when the client has sent everything
  udp-server [--address HOST:PORT]
      echoes datagrams
  smallest-server [--address HOST:PORT]
      the shortest possible server: one client, then it ends

clients:
  client [--address HOST:PORT] [--timeout SECONDS] TEXT...
      sends each text and reads until its echo is whole
  send-book [--address HOST:PORT] [--timeout SECONDS] [FILE]
      sends a text line by line, waiting for each echo
  interactive [--address HOST:PORT] [--timeout SECONDS]
      sends the lines that you type, until you end them with Ctrl-D
  checksum-client [--address HOST:PORT] [--timeout SECONDS] [FILE]
      sends a file, ends its side, and reads what the checksum-server says
  udp-client [--address HOST:PORT] [--timeout SECONDS] TEXT...
      sends each text in a datagram, three times at most
  smallest-client [--address HOST:PORT] TEXT
      the shortest possible client: one read, whatever it returns

to many at once, in datagrams that nobody answers:
  broadcast-listener [--address 127.255.255.255:PORT]
      prints what is sent to everybody
  broadcast-sender [--address 127.255.255.255:PORT] TEXT...
      sends each text to everybody
  group-listener [--address 239.255.3.3:PORT]
      joins a multicast group and prints what is sent to it
  group-sender [--address 239.255.3.3:PORT] TEXT...
      sends each text to a multicast group

experiments, of which the first three need a server:
  flood [--address HOST:PORT] [--timeout SECONDS] [BYTES]
      sends 64 MB, or so many bytes, before it reads anything, and gets stuck
  flood-in-turns [--address HOST:PORT] [--timeout SECONDS]
      the same message in small pieces
  flood-two-threads [--address HOST:PORT] [--timeout SECONDS]
      the same message, read while it is written
  one-read
      why one read isn't one message
  part-write
      why one write isn't one message either
  endings
      what read and write return when the peer is gone
  hang-up
      what becomes of an answer when the server closes too early
  small-writes
      why a line in two writes takes 40 ms
  datagrams
      what the calls return when messages are datagrams
  to-many
      what the calls return when a datagram is for many

examples:
  cargo run -p chapter3 -- server
  cargo run -p chapter3 -- client hello \"how are you\"
  cargo run -p chapter3 -- send-book README.md
  cargo run -p chapter3 -- server --address 127.0.0.1:0 --timeout 2

The port is 20003 unless given, the address 127.0.0.1 where it isn't shown above;
port 0 lets the system choose.
The timeout, for each read and write, is 300 seconds unless given (for udp-client
the first wait for an echo, 1 second), the deadline of a conversation 3600.
Without a FILE a short text is sent that comes with the program.";
