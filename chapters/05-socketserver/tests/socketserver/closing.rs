//! How a request ends: a connection is closed, and a datagram answered or not.

use std::fs;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpStream, UdpSocket};
use std::os::unix::net::{UnixDatagram, UnixStream};
use std::panic;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use socket_api::families::folder::Folder;
use socketserver::{
    BaseRequestHandler, Builder, Hooks, Request, Server, Tcp, TcpServer, Udp,
    UdpServer, UnixDatagramServer, UnixStreamServer,
};

use crate::running::{errors, start};
use crate::within_limit;

/// How long a peer may hold a server that has answered it, at most, and how long it
/// would have to be held for that to be seen.
const HELD: Duration = Duration::from_secs(1);

#[test]
fn what_was_not_read_does_not_destroy_the_answer() {
    within_limit(|| {
        let server = TcpServer::builder("127.0.0.1:0")
            .build_fn(|request| request.write_all(b"too much, thank you\n"));
        let server = start(server.unwrap());
        says_too_much(TcpStream::connect(server.address).unwrap());

        let folder = Folder::new().unwrap();
        let path = folder.file("server");
        let server = UnixStreamServer::builder(&path)
            .build_fn(|request| request.write_all(b"too much, thank you\n"));
        let _server = start(server.unwrap());
        says_too_much(UnixStream::connect(&path).unwrap());
    });
}

fn says_too_much(mut client: impl Read + Write) {
    // More than all buffers hold, so that the server has to take some.
    let sent = client.write_all(&vec![b'x'; 16 * 1024 * 1024]);
    let mut answer = String::new();
    client.read_to_string(&mut answer).unwrap();
    sent.unwrap();
    assert_eq!(answer, "too much, thank you\n");
}

#[test]
fn who_kept_us_waiting_is_not_waited_for_again() {
    within_limit(|| {
        let server = TcpServer::builder("127.0.0.1:0")
            .build_fn(|_request| Err(ErrorKind::TimedOut.into()));
        let server = start(server.unwrap());
        let begin = Instant::now();
        let clients: Vec<_> = (0..2)
            .map(|_| {
                let mut client = TcpStream::connect(server.address).unwrap();
                assert_eq!(client.read(&mut [0]).unwrap(), 0);
                // It doesn't end its side.
                client
            })
            .collect();
        assert!(begin.elapsed() < HELD, "{:?}", begin.elapsed());
        drop(clients);
    });
}

/// A handler that can't even be dropped.
struct Fragile;

impl BaseRequestHandler<Tcp> for Fragile {
    fn handle(&mut self, request: &mut Request<Tcp>) -> io::Result<()> {
        request.write_all(b"hello")
    }
}

impl Drop for Fragile {
    fn drop(&mut self) {
        panic::resume_unwind(Box::new("fragile".to_owned()));
    }
}

#[test]
fn a_handler_that_panics_when_it_is_dropped_costs_its_request_only() {
    within_limit(|| {
        let (hooks, errors) = errors();
        let server = TcpServer::builder("127.0.0.1:0").hooks(hooks);
        let server = start(server.build(|| Fragile).unwrap());
        for _ in 0..2 {
            let mut client = TcpStream::connect(server.address).unwrap();
            let mut answer = [0; 5];
            client.read_exact(&mut answer).unwrap();
            assert_eq!(errors.recv().unwrap(), "finish panicked: fragile");
        }
    });
}

struct RefusesAll;

impl Hooks<Tcp> for RefusesAll {
    fn verify_request(&self, request: &mut Request<Tcp>) -> bool {
        let _ = request.write_all(b"busy\n");
        false
    }
}

#[test]
fn who_is_refused_can_be_told_so_and_holds_nobody() {
    within_limit(|| {
        let server = TcpServer::builder("127.0.0.1:0").hooks(RefusesAll);
        let server = start(server.build_fn(|_request| Ok(())).unwrap());
        let begin = Instant::now();
        let clients: Vec<_> = (0..5)
            .map(|_| {
                let mut client = TcpStream::connect(server.address).unwrap();
                let mut answer = [0; 5];
                client.read_exact(&mut answer).unwrap();
                assert_eq!(&answer, b"busy\n");
                // They stay.
                client
            })
            .collect();
        assert!(begin.elapsed() < HELD, "{:?}", begin.elapsed());
        drop(clients);
    });
}

/// What a server has to say of each datagram: its length, and whether it was cut.
fn measure(builder: Builder<Udp>) -> Server<Udp> {
    let measured = |request: &mut Request<Udp>| {
        let (length, cut) = (request.data().len(), request.is_truncated());
        request.reply(format!("{length} {cut}").as_bytes())
    };
    builder.build_fn(measured).unwrap()
}

#[test]
fn a_datagram_that_was_cut_is_told_from_one_that_fits() {
    within_limit(|| {
        let builder = UdpServer::builder("127.0.0.1:0").max_packet_size(8);
        let server = start(measure(builder));
        let client = UdpSocket::bind("127.0.0.1:0").unwrap();
        client.connect(server.address).unwrap();
        for (sent, expected) in [
            (0, "0 false"),
            (7, "7 false"),
            (8, "8 false"),
            (9, "8 true"),
            (1000, "8 true"),
        ] {
            client.send(&vec![b'x'; sent]).unwrap();
            let mut answer = [0; 16];
            let length = client.recv(&mut answer).unwrap();
            assert_eq!(String::from_utf8_lossy(&answer[..length]), expected);
        }
    });
}

#[test]
fn a_datagram_of_9000_bytes_is_said_to_be_cut() {
    within_limit(|| {
        let server = start(measure(UdpServer::builder("127.0.0.1:0")));
        let client = UdpSocket::bind("127.0.0.1:0").unwrap();
        client.send_to(&[0; 9000], server.address).unwrap();
        let mut answer = [0; 16];
        let length = client.recv(&mut answer).unwrap();
        assert_eq!(&answer[..length], b"8192 true");
    });
}

#[test]
fn a_sender_without_a_name_cannot_be_answered_and_costs_nobody_anything() {
    within_limit(|| {
        let folder = Folder::new().unwrap();
        let (hooks, errors) = errors();
        let server = UnixDatagramServer::builder(folder.file("server"))
            .hooks(hooks)
            .build_fn(|request| {
                let (peer, data) = (request.peer_name(), request.data());
                request.reply(&[peer.as_bytes(), b": ", data].concat())
            });
        let server = start(server.unwrap());
        let path = server.address.as_pathname().unwrap();

        let unnamed = UnixDatagram::unbound().unwrap();
        unnamed.send_to(b"who am I?", path).unwrap();
        let error = errors.recv().unwrap();
        assert_eq!(
            error,
            "handle failed: the sender has no address to answer to"
        );

        let name = folder.file("client");
        let named = UnixDatagram::bind(&name).unwrap();
        named.send_to(b"who am I?", path).unwrap();
        let mut answer = [0; 200];
        let length = named.recv(&mut answer).unwrap();
        let expected = format!("{}: who am I?", name.display());
        assert_eq!(String::from_utf8_lossy(&answer[..length]), expected);
    });
}

#[test]
fn a_peer_that_takes_its_answers_late_gets_all_of_them() {
    const ANSWERS: u8 = 100;
    /// How many Linux keeps for a reader, unless told otherwise.
    const KEPT: u8 = 11;
    within_limit(|| {
        let folder = Folder::new().unwrap();
        let (sender, next) = mpsc::channel();
        let server = UnixDatagramServer::builder(folder.file("server")).build_fn(
            move |request| {
                (0..ANSWERS).try_for_each(|number| {
                    sender.send(number).unwrap();
                    request.reply(&[number])
                })
            },
        );
        let server = start(server.unwrap());
        let client = UnixDatagram::bind(folder.file("client")).unwrap();
        let path = server.address.as_pathname().unwrap();
        client.set_read_timeout(Some(HELD)).unwrap();
        let gets_all = || {
            client.send_to(b"", path).unwrap();
            while next.recv().unwrap() != KEPT {}
            let mut answer = [0];
            (0..ANSWERS).all(|number| {
                client.recv(&mut answer).is_ok() && answer == [number]
            })
        };
        // On a machine under load, it may be later than it means to be.
        assert!((0..5).any(|_| gets_all()));
    });
}

#[test]
fn a_peer_that_does_not_take_its_answers_is_given_up() {
    within_limit(|| {
        let folder = Folder::new().unwrap();
        let (sender, results) = mpsc::channel();
        let server = UnixDatagramServer::builder(folder.file("server")).build_fn(
            move |request| {
                // More than any system keeps for a reader.
                let result =
                    (0..10_000).try_for_each(|_| request.reply(&[0; 1000]));
                sender.send(result).map_err(io::Error::other)
            },
        );
        let server = start(server.unwrap());
        let deaf = UnixDatagram::bind(folder.file("client")).unwrap();
        let path = server.address.as_pathname().unwrap();
        deaf.send_to(b"", path).unwrap();
        let error = results.recv().unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
    });
}

#[test]
fn a_server_takes_its_file_away_and_nobody_elses() {
    within_limit(|| {
        let folder = Folder::new().unwrap();
        let path = folder.file("server");
        let make = || UnixStreamServer::builder(&path).build_fn(|_request| Ok(()));

        // One that was left behind is in the way, as for everybody.
        drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
        assert_eq!(make().unwrap_err().kind(), ErrorKind::AddrInUse);
        fs::remove_file(&path).unwrap();

        drop(make().unwrap());
        assert!(!path.exists());

        let first = make().unwrap();
        // Somebody puts another server in its place.
        fs::remove_file(&path).unwrap();
        let second = make().unwrap();
        drop(first);
        UnixStream::connect(&path).unwrap();
        drop(second);
        assert!(!path.exists());
    });
}
