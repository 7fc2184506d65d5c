//! The system's tables of sockets, against sockets of our own and against `ss`.

use socket_api::sockets::columns::ColumnError;
use socket_api::sockets::{Kind, Row, internet, unix};
use tcp_vs_udp::random::Random;
use tcp_vs_udp::state::State;

/// Lines as Linux writes them.
const INTERNET: &[&str] = &[
    "   0: 0100007F:4E22 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 22380 1 0000000000000000 100 0 0 10 0",
    "  17: 0100007F:4E22 0100007F:9C40 06 00000000:00000000 03:0000142F 00000000     0        0 0 3 0000000000000000",
    "   1: 00000000000000000000000001000000:4E22 00000000000000000000000001000000:9C40 01 00000005:0000002A 00:00000000 00000000  1000        0 4294967295 2 0000000000000000 20 4 30 10 -1",
    " 4010: 0100007F:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000   101        0 900 2 0000000000000000 0",
];
const UNIX: &[&str] = &[
    "0000000000000000: 00000002 00000000 00010000 0001 01 22500 /run/a path with spaces",
    "0000000000000000: 00000003 00000000 00000000 0002 03  1157",
    "0000000000000000: 00000002 00000000 00000000 0005 01 22501 @abstract",
];

type Parser = fn(&[u8]) -> Result<Row, ColumnError>;

fn lines() -> impl Iterator<Item = (Parser, Vec<u8>)> {
    let internet: Parser = |line| internet::parse(Kind::Tcp, line);
    let parsed = |parser, lines: &'static [&'static str]| {
        lines
            .iter()
            .map(move |line| (parser, line.as_bytes().to_vec()))
    };
    parsed(internet, INTERNET).chain(parsed(unix::parse, UNIX))
}

#[test]
fn the_table_of_the_unix_domain_tells_the_type_and_who_listens() {
    let rows = UNIX
        .iter()
        .map(|line| unix::parse(line.as_bytes()).unwrap());
    let told: Vec<(Kind, State)> = rows.map(|row| (row.kind, row.state)).collect();
    assert_eq!(
        told,
        [
            (Kind::UnixStream, State::Listen),
            (Kind::UnixDatagram, State::Established),
            (Kind::UnixSequencedPacket, State::Closed),
        ]
    );
}

#[test]
fn a_line_cut_at_any_byte_is_a_row_or_an_error_that_names_a_column() {
    for (parse, line) in lines() {
        let row = parse(&line).unwrap();
        for cut in 0..line.len() {
            match parse(&line[..cut]) {
                // What is left out may have been behind the last column that
                // counts, or part of a number or a name.
                Ok(cut) => assert_eq!((cut.kind, cut.state), (row.kind, row.state)),
                Err(error) => assert!(error.to_string().contains('`')),
            }
        }
    }
}

#[test]
fn a_line_with_bytes_changed_at_random_is_a_row_or_an_error() {
    let mut random = Random::new(2);
    let mut below = |limit: usize| (random.next_number() % limit as u64) as usize;
    let (mut rows, mut errors) = (0, 0);
    for _ in 0..20_000 {
        for (parse, mut line) in lines() {
            for _ in 0..=below(3) {
                let at = below(line.len());
                line[at] = below(256) as u8;
            }
            match parse(&line) {
                Ok(_) => rows += 1,
                Err(_) => errors += 1,
            }
        }
    }
    // Otherwise the changes would be too tame or too wild to find anything.
    assert!(rows > 1000 && errors > 1000, "{rows} rows, {errors} errors");
}

#[cfg(target_os = "linux")]
mod on_this_machine {
    use std::io::{ErrorKind, Write};
    use std::net::{TcpListener, TcpStream, UdpSocket};
    use std::os::linux::net::SocketAddrExt;
    use std::os::unix::net::{SocketAddr, UnixDatagram, UnixListener, UnixStream};
    use std::process::{self, Command};
    use std::{env, fs};

    use socket_api::families::folder::Folder;
    use socket_api::sockets::address::Address;
    use socket_api::sockets::owners::owners;
    use socket_api::sockets::{self, Kind, Queues, Row};
    use tcp_vs_udp::loopback::{connected_pair, datagram_pair};
    use tcp_vs_udp::state::State;

    use crate::within_limit::within_limit;

    fn rows() -> Vec<Row> {
        sockets::list().unwrap().rows
    }

    fn with_ends(local: std::net::SocketAddr, peer: std::net::SocketAddr) -> Row {
        // A table is read in pieces, and what changes its place meanwhile may be missed:
        // after other tests there may be thousands that come and go.
        const LOOKS: usize = 5;
        let ends = (Address::Internet(local), Address::Internet(peer));
        let is_it = |row: &Row| (row.local.clone(), row.peer.clone()) == ends;
        let found = (0..LOOKS).find_map(|_| rows().into_iter().find(is_it));
        found.expect("the socket is in the table")
    }

    #[test]
    fn the_list_is_sorted() {
        within_limit(|| {
            let _udp = datagram_pair().unwrap();
            let _tcp = connected_pair().unwrap();
            assert!(rows().is_sorted());
        });
    }

    #[test]
    fn both_ends_of_a_connection_are_listed_with_what_is_unread() {
        within_limit(|| {
            let (mut near, far) = connected_pair().unwrap();
            near.write_all(b"hello").unwrap();
            far.peek(&mut [0; 5]).unwrap(); // It has arrived.
            let (here, there) =
                (near.local_addr().unwrap(), far.local_addr().unwrap());
            let row = with_ends(there, here);
            assert_eq!((row.kind, row.state), (Kind::Tcp, State::Established));
            let unread = Queues {
                receive: 5,
                send: 0,
            };
            assert_eq!(row.queues, Some(unread));
            assert_ne!(row.inode, with_ends(here, there).inode);
        });
    }

    #[test]
    fn a_listener_counts_those_who_wait_to_be_accepted() {
        within_limit(|| {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let address = listener.local_addr().unwrap();
            let _waiting = TcpStream::connect(address).unwrap();
            let row = with_ends(address, "0.0.0.0:0".parse().unwrap());
            assert_eq!(row.state, State::Listen);
            assert_eq!(row.queues.unwrap().receive, 1);
        });
    }

    #[test]
    fn a_connection_closed_by_us_first_waits_in_time_wait_without_an_owner() {
        within_limit(|| {
            let (near, mut far) = connected_pair().unwrap();
            let (here, there) =
                (near.local_addr().unwrap(), far.local_addr().unwrap());
            drop(near);
            let read = std::io::copy(&mut far, &mut std::io::sink());
            assert_eq!(read.unwrap(), 0);
            // What closes a connection is still under way for a moment.
            while with_ends(here, there).state == State::FinWait1 {}
            assert_eq!(with_ends(here, there).state, State::FinWait2);
            assert_eq!(with_ends(there, here).state, State::CloseWait);
            drop(far);
            while with_ends(here, there).state == State::FinWait2 {}
            let row = with_ends(here, there);
            assert_eq!((row.state, row.inode), (State::TimeWait, 0));
        });
    }

    #[test]
    fn an_ipv6_socket_is_listed_with_its_address() {
        within_limit(|| match UdpSocket::bind("[::1]:0") {
            Ok(socket) => {
                let address = socket.local_addr().unwrap();
                let row = with_ends(address, "[::]:0".parse().unwrap());
                assert_eq!((row.kind, row.state), (Kind::Udp, State::Closed));
            }
            Err(error) => {
                eprintln!("without IPv6 there is nothing to see: {error}")
            }
        });
    }

    #[test]
    fn a_process_owns_its_sockets() {
        within_limit(|| {
            let (near, far) = datagram_pair().unwrap();
            let (here, there) =
                (near.local_addr().unwrap(), far.local_addr().unwrap());
            let inode = with_ends(here, there).inode;
            let _copy = near.try_clone().unwrap();
            let owners = owners().unwrap();
            let own: Vec<&str> = owners[&inode]
                .iter()
                .filter(|owner| owner.pid == process::id())
                .map(|owner| owner.name.as_str())
                .collect();
            let name = fs::read_to_string("/proc/self/comm").unwrap();
            assert_eq!(own, [name.trim_end()]);
        });
    }

    /// What `ss` says of a socket, as far as the tables tell it too: kind, state,
    /// queues, local address, and the peer's, or of the Unix domain the inode.
    type Said = [String; 6];

    fn said_by_ss(line: &str) -> Said {
        let mut words = line.split_whitespace().map(str::to_owned);
        let mut said: Said =
            std::array::from_fn(|_| words.next().unwrap_or_default());
        if said[1] == "LISTEN" {
            // The length of the backlog, which the tables don't have.
            said[3] = "0".to_owned();
        }
        said
    }

    fn said_by_us(row: &Row) -> Said {
        let queues = row.queues.unwrap_or(Queues {
            receive: 0,
            send: 0,
        });
        let is_internet = matches!(row.local, Address::Internet(_));
        [
            row.kind.to_string(),
            socket_api::sockets::state::name(row.state),
            queues.receive.to_string(),
            queues.send.to_string(),
            row.local.to_string(),
            match is_internet {
                true => row.peer.to_string(),
                false => row.inode.to_string(),
            },
        ]
    }

    #[test]
    fn ss_says_the_same_of_our_sockets() {
        within_limit(|| {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let (mut near, far) = connected_pair().unwrap();
            near.write_all(b"hello").unwrap();
            far.peek(&mut [0; 5]).unwrap();
            let unconnected = UdpSocket::bind("127.0.0.1:0").unwrap();
            let (one, two) = datagram_pair().unwrap();
            let v6 = TcpListener::bind("[::1]:0").ok();
            let folder = Folder::new().unwrap();
            let path = folder.file("listener");
            let unix = UnixListener::bind(&path).unwrap();
            let client = UnixStream::connect(&path).unwrap();
            // Of those who wait in the backlog, `ss` knows more than the table.
            let (accepted, _) = unix.accept().unwrap();
            let datagram = UnixDatagram::bind(folder.file("datagram")).unwrap();
            let name = format!("socket-api-{}", process::id());
            let name = SocketAddr::from_abstract_name(name).unwrap();
            let hidden = UnixListener::bind_addr(&name).unwrap();

            let ours: Vec<u64> = {
                use std::os::fd::AsRawFd;
                let mut descriptors = vec![
                    listener.as_raw_fd(),
                    near.as_raw_fd(),
                    far.as_raw_fd(),
                    unconnected.as_raw_fd(),
                    one.as_raw_fd(),
                    two.as_raw_fd(),
                    unix.as_raw_fd(),
                    client.as_raw_fd(),
                    accepted.as_raw_fd(),
                    datagram.as_raw_fd(),
                    hidden.as_raw_fd(),
                ];
                descriptors.extend(v6.as_ref().map(AsRawFd::as_raw_fd));
                descriptors.into_iter().map(inode_of).collect()
            };
            let arguments = ["-H", "-a", "-n", "-A", "tcp,udp,unix"];
            let said = match Command::new("ss").args(arguments).output() {
                Ok(output) => String::from_utf8(output.stdout).unwrap(),
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    assert_ne!(
                        env::var("CI").as_deref(),
                        Ok("true"),
                        "ss is missing"
                    );
                    eprintln!("ss is missing, so there is nothing to compare with");
                    return;
                }
                Err(error) => panic!("ss can't be run: {error}"),
            };
            let said: Vec<Said> = said.lines().map(said_by_ss).collect();
            let rows = rows();
            for inode in ours {
                let row = rows.iter().find(|row| row.inode == inode).unwrap();
                let row = said_by_us(row);
                assert!(
                    said.contains(&row),
                    "ss doesn't say {row:?} but {said:#?}"
                );
            }
        });
    }

    fn inode_of(descriptor: i32) -> u64 {
        let link = fs::read_link(format!("/proc/self/fd/{descriptor}")).unwrap();
        let link = link.to_str().unwrap();
        let inode = link.strip_prefix("socket:[").unwrap();
        inode.strip_suffix(']').unwrap().parse().unwrap()
    }
}
