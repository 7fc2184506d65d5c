//! An `ss` of our own: which sockets there are on this machine, in which state,
//! and whose they are.
//!
//! Linux writes its tables of sockets into files, a line for each. Reading them
//! is all that this takes:
//!
//! 1. [`columns`]: the words of a line;
//! 2. [`address`]: `0100007F:4E22` is 127.0.0.1:20002;
//! 3. [`state`]: the names of the states;
//! 4. [`internet`] and [`unix`]: a line of `/proc/net/tcp` and its like;
//! 5. [`owners`]: which process holds which socket;
//! 6. [`table`]: columns that read well.
//!
//! All but the reading of the files is pure, and runs on every system.

pub mod address;
pub mod columns;
pub mod internet;
pub mod owners;
pub mod state;
pub mod table;
pub mod unix;

use std::fmt;
use std::fs;
use std::io::{self, ErrorKind};

use tcp_vs_udp::state::State;

use address::Address;
use columns::ColumnError;

/// One socket.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    /// The transport, or the type of a Unix-domain socket.
    pub kind: Kind,
    /// Its own address.
    pub local: Address,
    /// The address it is connected to.
    pub peer: Address,
    /// Where it is in its life.
    pub state: State,
    /// What waits in it, if its table says.
    pub queues: Option<Queues>,
    /// Its number among the system's files; 0 if no program holds it any more.
    pub inode: u64,
}

/// What a socket speaks, under the names that `ss` uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A TCP socket, of IPv4 or IPv6.
    Tcp,
    /// A UDP socket, of IPv4 or IPv6.
    Udp,
    /// `SOCK_STREAM` of the Unix domain.
    UnixStream,
    /// `SOCK_DGRAM` of the Unix domain.
    UnixDatagram,
    /// `SOCK_SEQPACKET` of the Unix domain: a connection that keeps boundaries.
    UnixSequencedPacket,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
            Self::UnixStream => "u_str",
            Self::UnixDatagram => "u_dgr",
            Self::UnixSequencedPacket => "u_seq",
        })
    }
}

/// What waits in a socket. Of a TCP listener, `receive` counts the connections
/// that wait for `accept`; of all others, both are bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Queues {
    /// Come, and not read yet.
    pub receive: u32,
    /// Written, and not acknowledged yet.
    pub send: u32,
}

/// Which sockets to list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only those that wait for whoever may come.
    pub listening: bool,
    /// Only those with this port, at either end.
    pub port: Option<u16>,
}

impl Selection {
    /// Whether a socket is among those asked for.
    #[must_use]
    // ANCHOR: includes
    pub fn includes(&self, row: &Row) -> bool {
        let waits = match row.kind {
            // A datagram socket without a peer takes what comes, from anybody.
            Kind::Udp => row.state == State::Closed,
            _ => row.state == State::Listen,
        };
        let ends = [row.local.port(), row.peer.port()];
        (waits || !self.listening)
            && self.port.is_none_or(|port| ends.contains(&Some(port)))
    }
    // ANCHOR_END: includes
}

/// The system's sockets, and the lines of its tables that could not be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// Sorted by kind, then by address.
    pub rows: Vec<Row>,
    /// What was wrong with each line that isn't among the rows.
    pub unreadable: Vec<Unreadable>,
}

/// A line that is no row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// The table's file.
    pub file: &'static str,
    /// The line's number, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub error: ColumnError,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}: {}", self.file, self.line, self.error)
    }
}

/// How a line of a table is read.
type Parser = fn(&[u8]) -> Result<Row, ColumnError>;

/// The tables, in proc(5). They are those of the network namespace that we are in:
/// a container has its own.
// ANCHOR: tables
const TABLES: [(&str, Parser); 5] = [
    ("/proc/net/tcp", |line| internet::parse(Kind::Tcp, line)),
    ("/proc/net/tcp6", |line| internet::parse(Kind::Tcp, line)),
    ("/proc/net/udp", |line| internet::parse(Kind::Udp, line)),
    ("/proc/net/udp6", |line| internet::parse(Kind::Udp, line)),
    ("/proc/net/unix", unix::parse),
];
// ANCHOR_END: tables

/// Lists the sockets of this machine.
///
/// The tables are read one after the other, and while sockets come and go, so this
/// is no picture of a single moment.
///
/// # Errors
/// [`Unsupported`](ErrorKind::Unsupported) on systems other than Linux; a table
/// can't be read.
// ANCHOR: list
pub fn list() -> io::Result<Listing> {
    if !cfg!(target_os = "linux") {
        let message = "it needs Linux, which has its sockets in /proc/net";
        return Err(io::Error::new(ErrorKind::Unsupported, message));
    }
    let mut listing = Listing::default();
    for (file, parse) in TABLES {
        match fs::read(file) {
            Ok(text) => listing.add(file, parse, &text),
            // A system without IPv6 has no table for it.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    listing.rows.sort();
    Ok(listing)
}
// ANCHOR_END: list

impl Listing {
    /// Adds the lines of a table. One that can't be read is no reason to show
    /// nothing: the name of a Unix-domain socket may have a line break in it, and
    /// anybody may choose such a name.
    fn add(&mut self, file: &'static str, parse: Parser, text: &[u8]) {
        let lines = text.split(|&byte| byte == b'\n').zip(1..);
        // The first line names the columns, and nothing follows the last line break.
        for (text, line) in lines.skip(1).filter(|(text, _)| !text.is_empty()) {
            match parse(text) {
                Ok(row) => self.rows.push(row),
                Err(error) => {
                    self.unreadable.push(Unreadable { file, line, error })
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TCP: &[u8] = b"\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:4E22 00000000:0000 0A 00000000:00000001 00:00000000 00000000     0        0 22380 1 0 100 0 0 10 0
   1: 0100007F:4E22 0100007F:9C40 01 00000000:00000005 00:00000000 00000000     0        0 22381 1 0 20 4 30 10 -1
";

    const UDP: &[u8] = b"\
   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  100: 0100007F:4E22 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 22400 2 0 0
  101: 0100007F:9C41 0100007F:4E22 01 00000000:00000000 00:00000000 00000000     0        0 22401 2 0 0
";

    const UNIX: &[u8] = b"\
Num       RefCount Protocol Flags    Type St Inode Path
0: 00000002 00000000 00010000 0001 01 22500 /run/echo.sock
0: 00000003 00000000 00000000 0001 03 22501
";

    fn listing() -> Listing {
        let mut listing = Listing::default();
        for (file, parse) in TABLES {
            match file {
                "/proc/net/tcp" => listing.add(file, parse, TCP),
                "/proc/net/udp" => listing.add(file, parse, UDP),
                "/proc/net/unix" => listing.add(file, parse, UNIX),
                _ => {}
            }
        }
        listing
    }

    fn inodes(selection: Selection) -> Vec<u64> {
        let rows = listing().rows.into_iter();
        rows.filter(|row| selection.includes(row))
            .map(|row| row.inode)
            .collect()
    }

    #[test]
    fn a_table_is_its_lines_without_the_first() {
        let listing = listing();
        assert_eq!(listing.unreadable, []);
        assert_eq!(listing.rows.len(), 6);
        let connection = &listing.rows[1];
        assert_eq!(connection.kind, Kind::Tcp);
        assert_eq!(connection.local.to_string(), "127.0.0.1:20002");
        assert_eq!(connection.peer.to_string(), "127.0.0.1:40000");
        assert_eq!(
            connection.queues,
            Some(Queues {
                receive: 5,
                send: 0
            })
        );
    }

    #[test]
    fn those_that_listen_are_those_that_take_what_comes_from_anybody() {
        let listening = Selection {
            listening: true,
            port: None,
        };
        assert_eq!(inodes(listening), [22380, 22400, 22500]);
    }

    #[test]
    fn a_port_is_looked_for_at_both_ends() {
        let at = |port, listening| {
            inodes(Selection {
                listening,
                port: Some(port),
            })
        };
        assert_eq!(at(20002, false), [22380, 22381, 22400, 22401]);
        assert_eq!(at(20002, true), [22380, 22400]);
        assert_eq!(at(40000, false), [22381]);
        assert_eq!(at(1, false), [0; 0]);
    }

    #[test]
    fn a_line_that_is_no_row_is_told_and_the_others_are_listed() {
        let mut listing = Listing::default();
        let broken = b"Num\nfirst\n0: 2 0 0 0002 01 7 a\nbreak\n".as_slice();
        listing.add("/proc/net/unix", unix::parse, broken);
        assert_eq!(listing.rows.len(), 1);
        let told: Vec<String> = listing
            .unreadable
            .iter()
            .map(Unreadable::to_string)
            .collect();
        assert_eq!(
            told,
            [
                "/proc/net/unix, line 2: the column `RefCount` is missing",
                "/proc/net/unix, line 4: the column `RefCount` is missing",
            ]
        );
    }

    #[test]
    #[cfg(not(target_os = "linux"))]
    fn other_systems_are_told_what_it_needs() {
        let error = list().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.to_string().contains("Linux"));
    }
}
