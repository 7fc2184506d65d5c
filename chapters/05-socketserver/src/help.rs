//! What the command says of itself.

/// What `--help` prints.
pub(crate) const HELP: &str = "\
Chapter 5 of Sockets from Scratch: a framework for servers.

usage: cargo run -p chapter5 [-- ROLE [OPTIONS] [ARGUMENTS]]

Without a role: a server and two clients in one process, and what they say.

servers, which go on until Ctrl-C:
  echo [--address HOST:PORT] [--timeout SECONDS] [--deadline SECONDS] [DISPATCH]
      echoes what comes
  upper [--address HOST:PORT] [--timeout SECONDS] [--deadline SECONDS] [DISPATCH]
        [--panic-at LINE]
      answers each line in capitals, and panics at LINE
  time [--address HOST:PORT] [--timeout SECONDS] [--deadline SECONDS] [DISPATCH]
      tells the time and closes
  udp-echo [--address HOST:PORT] [DISPATCH]
      echoes datagrams

clients:
  client [--address HOST:PORT] [--timeout SECONDS] [TEXT...]
      sends each text in a line and prints the line that answers it; without a
      text, prints the line that the server says

servers that echo, in four ways, each as short as can be:
  four-times [--address HOST:PORT] socket|inline|threaded|process
      echoes what comes

servers within the machine, at a file, which go on until Ctrl-C:
  unix-echo PATH
      echoes what comes over a connection
  unix-datagram-echo PATH
      echoes datagrams

experiments, of which the first two go on until Ctrl-C:
  program [--address HOST:PORT] [--clients N] [--deadline SECONDS] PROGRAM...
      starts a program for each connection, which is its input and output
  visitors [--address HOST:PORT] [DISPATCH]
      counts its visitors, and exits if one of them says exit
  order [--panic-in verify_request|setup|handle|finish]
      what is called for one client, from the making of a server to its end
  stopping
      what the calls return that stop a server
  burst
      how long a hundred clients wait, by who does the work
  cost
      how long one client waits for a thread or a process that does nothing
  kinds
      what servers of each kind answer, with each DISPATCH

what a server starts for each request, if it is told to:
  child SERVER [--timeout SECONDS] [--deadline SECONDS] [--panic-at LINE]
      serves the request that it finds at standard input
  kinds-child KIND
      the same for the experiment

DISPATCH is who does the work, and what becomes of it after Ctrl-C:
  --dispatch inline|threads|processes|pool   the loop itself, unless given
  --clients N                                how many at a time
  --grace SECONDS                            how long they may go on, 5 unless given

examples:
  cargo run -p chapter5 -- upper --dispatch threads
  cargo run -p chapter5 -- client hello \"how are you\"
  cargo run -p chapter5 -- echo --address 127.0.0.1:0 --dispatch pool --clients 4

The port is 20005 unless given, the address 127.0.0.1; port 0 lets the system
choose.
The timeout, for each read and write, is 300 seconds unless given, the deadline of a
conversation 3600.";
