//! A server comes into being, or doesn't, and goes again.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use socket_api::families::folder::Folder;
use socket_api::socket::Socket;
use socket_api::wait::wait;
use socketserver::{
    Pool, Request, Tcp, TcpServer, ThreadPerRequest, UdpServer, UnixStreamServer,
};
use tcp_vs_udp::loopback::PATIENCE;

use crate::running::start;
use crate::within_limit;

fn ignore(_request: &mut Request<Tcp>) -> io::Result<()> {
    Ok(())
}

#[test]
fn port_0_is_told_as_the_port_that_it_became() {
    within_limit(|| {
        let server = TcpServer::builder("127.0.0.1:0").build_fn(ignore).unwrap();
        assert_ne!(server.local_addr().port(), 0);
        TcpStream::connect(server.local_addr()).unwrap();
    });
}

#[test]
fn the_address_decides_the_family() {
    within_limit(|| {
        for address in ["127.0.0.1:0", "[::1]:0"] {
            let server = TcpServer::builder(address)
                .build_fn(|request| write!(request, "{}", request.peer_name()))
                .unwrap();
            let server = start(server);
            let mut client = TcpStream::connect(server.address).unwrap();
            let mut answer = String::new();
            client.read_to_string(&mut answer).unwrap();
            assert_eq!(answer, client.local_addr().unwrap().to_string());
        }
    });
}

#[test]
fn the_first_address_that_is_to_be_had_is_taken() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let addresses = [
        taken.local_addr().unwrap(),
        "[::1]:0".parse().unwrap(),
        "127.0.0.1:0".parse().unwrap(),
    ];
    let server = TcpServer::builder(&addresses[..]).build_fn(ignore).unwrap();
    assert!(server.local_addr().is_ipv6());
    let nowhere = TcpServer::builder(&addresses[..1]).build_fn(ignore);
    assert_eq!(nowhere.unwrap_err().kind(), ErrorKind::AddrInUse);
    let nowhere = TcpServer::builder(&addresses[..0]).build_fn(ignore);
    assert_eq!(nowhere.unwrap_err().kind(), ErrorKind::InvalidInput);
}

#[test]
fn a_server_that_could_serve_nobody_is_not_made() {
    let builder = || TcpServer::builder("127.0.0.1:0");
    let threads = ThreadPerRequest::default();
    let pool = |workers, queue_length| Pool {
        workers,
        queue_length,
    };
    for made in [
        builder().timeout(Duration::ZERO).build_fn(ignore),
        builder().deadline(Duration::ZERO).build_fn(ignore),
        builder().deadline(Duration::MAX).build_fn(ignore),
        builder()
            .dispatch(ThreadPerRequest {
                max_threads: 0,
                ..threads
            })
            .build_fn(ignore),
        builder().dispatch(pool(0, 1)).build_fn(ignore),
        builder().dispatch(pool(1, 0)).build_fn(ignore),
        builder().dispatch(pool(1, usize::MAX)).build_fn(ignore),
    ] {
        assert_eq!(made.unwrap_err().kind(), ErrorKind::InvalidInput);
    }
}

#[test]
fn the_options_of_an_address_are_set_before_it_is_bound() {
    let options = |server: &TcpServer| {
        let socket = Socket::of(server);
        (
            socket.reuse_address().unwrap(),
            socket.reuse_port().unwrap(),
        )
    };
    let server = TcpServer::builder("127.0.0.1:0").build_fn(ignore).unwrap();
    assert_eq!(options(&server), (true, false));
    let server = TcpServer::builder("127.0.0.1:0")
        .reuse_address(false)
        .build_fn(ignore)
        .unwrap();
    assert_eq!(options(&server), (false, false));

    let server = UdpServer::builder("127.0.0.1:0")
        .reuse_address(true)
        .reuse_port(true)
        .build_fn(|_request| Ok(()))
        .unwrap();
    let socket = Socket::of(&server);
    assert!(socket.reuse_address().unwrap() && socket.reuse_port().unwrap());

    let shared = || TcpServer::builder("127.0.0.1:0").reuse_port(true);
    let one = shared().build_fn(ignore).unwrap();
    let two = TcpServer::builder(*one.local_addr()).reuse_port(true);
    let two = two.build_fn(ignore).unwrap();
    assert_eq!(one.local_addr(), two.local_addr());
    let three = TcpServer::builder(*one.local_addr()).build_fn(ignore);
    assert_eq!(three.unwrap_err().kind(), ErrorKind::AddrInUse);
}

#[test]
fn the_backlog_is_as_long_as_was_asked_for() {
    within_limit(|| {
        let server = TcpServer::builder("127.0.0.1:0").backlog(2);
        let server = server.build_fn(ignore).unwrap();
        // Over loopback a connection is there at once or, if the queue is full, after
        // a second.
        let patience = Duration::from_millis(200);
        let connect = |_| TcpStream::connect_timeout(server.local_addr(), patience);
        let waiting: Vec<_> = (0..10).map_while(|at| connect(at).ok()).collect();
        // Linux takes one more.
        assert!((2..=4).contains(&waiting.len()), "{}", waiting.len());
    });
}

#[test]
fn the_backlog_is_so_in_the_unix_domain_too() {
    within_limit(|| {
        let folder = Folder::new().unwrap();
        let path = folder.file("server");
        let server = UnixStreamServer::builder(&path).backlog(2);
        let server = server.build_fn(|_request| Ok(())).unwrap();
        let (sender, connections) = mpsc::channel();
        thread::scope(|scope| {
            for _ in 0..10 {
                let (sender, path) = (sender.clone(), &path);
                // Here it waits until there is room in the queue.
                scope.spawn(move || sender.send(UnixStream::connect(path)));
            }
            let next = || connections.recv_timeout(PATIENCE).ok();
            let waiting: Vec<_> = std::iter::from_fn(next).collect();
            assert!((2..=4).contains(&waiting.len()), "{}", waiting.len());
            drop(server);
        });
    });
}

#[test]
fn a_server_can_be_waited_for_like_a_socket() {
    within_limit(|| {
        let server = TcpServer::builder("127.0.0.1:0").build_fn(ignore).unwrap();
        let _client = TcpStream::connect(server.local_addr()).unwrap();
        assert_eq!(wait(&[server.as_fd()], None).unwrap(), [true]);
    });
}

#[test]
fn a_server_that_never_served_closes_its_socket() {
    within_limit(|| {
        let server = TcpServer::builder("127.0.0.1:0").build_fn(ignore).unwrap();
        let address = *server.local_addr();
        let mut client = TcpStream::connect(address).unwrap();
        drop(server);
        let error = client.read(&mut [0]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
        let error = TcpStream::connect(address).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    });
}
