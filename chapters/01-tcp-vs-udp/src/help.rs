//! What the command says of itself.

/// What `--help` prints.
pub(crate) const HELP: &str = "\
Chapter 1 of Sockets from Scratch: what TCP and UDP promise.

usage: cargo run -p chapter1 [-- ROLE [OPTIONS] [ARGUMENTS]]

Without a role: the laboratory, which tries out what both promise, TCP beside UDP.

a conversation of one question and one answer:
  tcp-answer [--address HOST:PORT]
      waits for a question over TCP, answers, and ends
  tcp-ask [--address HOST:PORT] TEXT
      asks over TCP and prints the answer
  udp-answer [--address HOST:PORT]
      waits for a question over UDP, answers, and ends
  udp-ask [--address HOST:PORT] TEXT
      asks over UDP and prints the answer; HOST is an IPv4 address

servers, which go on until Ctrl-C:
  receiver [--address HOST:PORT] [--timeout SECONDS] [--deadline SECONDS]
           [--output FILE]
      receives what senders transfer, and stores what came last in FILE

bytes over datagrams, acknowledged one by one:
  sender [--address HOST:PORT] [--timeout SECONDS] [FILE]
      transfers FILE, or the numbers from 1 to 1000, to a receiver
  relay [--address HOST:PORT] [--to HOST:PORT] [--quiet] [LINK]
      passes datagrams on, or doesn't, until Ctrl-C, and tells of each
  transfer [LINK] [FILE]
      a receiver, a relay that loses 30 %, and a sender in one process
  loss [LINK]
      sends a hundred datagrams through a relay, and a hundred texts over TCP
  one-in-flight [LINK]
      measures what it costs to wait for each acknowledgement, over 10 ms

  LINK is any of --loss PERCENT, --duplicate PERCENT, --reorder PERCENT,
  --delay MILLISECONDS, and --seed NUMBER: the same number has the same outcome.

experiments of the laboratory:
  boundaries TEXT...
      sends each text by itself, and shows what each read returns
  truncation [--buffer BYTES] TEXT
      sends a text to a reader with a small buffer, of 5 bytes unless given
  anyone [--address HOST:PORT]
      shows who is told, and when, that nobody is there
  size [--bytes BYTES]
      sends the largest datagram, one byte more, and 10 MB or so many bytes
  cost [--rounds NUMBER]
      measures what a question takes, and in rounds, how much the ratio differs

what is beneath:
  take-apart
      reads what tcpdump -U -w - writes, and takes each packet apart
  life
      follows a connection from its first state to its last (Linux)
  life-server-first
      the same, when the server is the first to finish
  fragments
      counts the packets that datagrams are cut into (Linux)
  one-port
      opens a hundred connections to one port, and counts the ports

examples:
  cargo run -p chapter1 -- tcp-answer
  cargo run -p chapter1 -- tcp-ask \"are you there?\"
  cargo run -p chapter1 -- boundaries one \"\" three
  cargo run -p chapter1 -- udp-answer --address 127.0.0.1:0

The address is 127.0.0.1:20001 unless given (the relay's is 127.0.0.1:20011, and it
passes on to 127.0.0.1:20001); port 0 lets the system choose.
An answer is waited for one second, an acknowledgement 0.2 seconds at first,
unless 0.5 seconds at most are given.";
