//! Sockets made call by call.

use std::io::{ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::os::fd::AsFd;
use std::thread;
use std::time::{Duration, Instant};

use socket_api::by_hand;
use socket_api::socket::{Connecting, Domain, Keepalive, Socket, Type};
use socket_api::wait::{Interest, PollFd, poll};
use tcp_vs_udp::loopback::connected_pair;

use crate::within_limit::within_limit;

const ANY_PORT: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// Nobody listens there: it's bound, so that nobody else takes it.
fn refusing() -> (Socket, SocketAddr) {
    let socket = stream();
    socket.bind(ANY_PORT).unwrap();
    let address = socket.local_addr().unwrap();
    (socket, address)
}

fn stream() -> Socket {
    Socket::new(Domain::IPV4, Type::STREAM).unwrap()
}

#[test]
fn a_conversation_is_possible_from_socket_to_close() {
    within_limit(|| {
        let listener = stream();
        listener.bind(ANY_PORT).unwrap();
        listener.listen(1).unwrap();
        let client = stream();
        client.connect(listener.local_addr().unwrap()).unwrap();
        let (server, peer) = listener.accept().unwrap();
        assert_eq!(peer, client.local_addr().unwrap());
        let (mut client, mut server) =
            (TcpStream::from(client), TcpStream::from(server));
        client.write_all(b"hello").unwrap();
        drop(client);
        let mut text = String::new();
        server.read_to_string(&mut text).unwrap();
        assert_eq!(text, "hello");
    });
}

#[test]
fn both_families_carry_datagrams() {
    within_limit(|| {
        for (domain, address) in
            [(Domain::IPV4, "127.0.0.1:0"), (Domain::IPV6, "[::1]:0")]
        {
            let receiver = Socket::new(domain, Type::DGRAM).unwrap();
            receiver.bind(address.parse().unwrap()).unwrap();
            let receiver = UdpSocket::from(receiver);
            let sender = Socket::new(domain, Type::DGRAM).unwrap();
            sender.connect(receiver.local_addr().unwrap()).unwrap();
            let sender = UdpSocket::from(sender);
            sender.send(b"hello").unwrap();
            let mut buffer = [0; 9];
            let (length, peer) = receiver.recv_from(&mut buffer).unwrap();
            assert_eq!(&buffer[..length], b"hello");
            assert_eq!(peer, sender.local_addr().unwrap());
        }
    });
}

#[test]
fn an_address_without_bind_is_unspecified() {
    let unspecified = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
    assert_eq!(stream().local_addr().unwrap(), unspecified);
}

#[test]
fn an_address_that_is_no_ip_address_is_an_error() {
    let (near, _far) = std::os::unix::net::UnixStream::pair().unwrap();
    let error = Socket::of(&near).local_addr().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
}

#[test]
fn each_option_is_what_it_was_set_to() {
    let socket = Socket::new(Domain::IPV6, Type::STREAM).unwrap();
    for on in [true, false] {
        socket.set_reuse_address(on).unwrap();
        assert_eq!(socket.reuse_address().unwrap(), on);
        socket.set_reuse_port(on).unwrap();
        assert_eq!(socket.reuse_port().unwrap(), on);
        socket.set_only_v6(on).unwrap();
        assert_eq!(socket.only_v6().unwrap(), on);
    }
    for linger in [Some(Duration::ZERO), Some(Duration::from_secs(7)), None] {
        socket.set_linger(linger).unwrap();
        assert_eq!(socket.linger().unwrap(), linger);
    }
    let keepalive = Keepalive {
        idle: Duration::from_secs(60),
        interval: Duration::from_secs(5),
        probes: 3,
    };
    assert_eq!(socket.keepalive().unwrap(), None);
    for keepalive in [Some(keepalive), None] {
        socket.set_keepalive(keepalive).unwrap();
        assert_eq!(socket.keepalive().unwrap(), keepalive);
    }
    socket.set_send_buffer_size(20_000).unwrap();
    assert!(socket.send_buffer_size().unwrap() >= 20_000);
    socket.set_receive_buffer_size(30_000).unwrap();
    assert!(socket.receive_buffer_size().unwrap() >= 30_000);
}

#[test]
fn a_socket_of_std_takes_the_same_options() {
    let (near, mut far) = connected_pair().unwrap();
    Socket::of(&near).set_linger(Some(Duration::ZERO)).unwrap();
    drop(near);
    let error = far.read(&mut [0]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
}

#[test]
fn a_non_blocking_socket_does_not_wait() {
    let (socket, _) = refusing();
    socket.listen(1).unwrap();
    socket.set_nonblocking(true).unwrap();
    let error = socket.accept().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WouldBlock);
    within_limit(move || {
        socket.set_nonblocking(false).unwrap();
        let address = socket.local_addr().unwrap();
        let client = thread::spawn(move || TcpStream::connect(address));
        socket.accept().unwrap();
        client.join().unwrap().unwrap();
    });
}

#[cfg(target_os = "linux")]
#[test]
fn no_other_program_inherits_a_socket() {
    let listener = stream();
    listener.bind(ANY_PORT).unwrap();
    listener.listen(1).unwrap();
    let _client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let (accepted, _) = listener.accept().unwrap();
    for socket in [&listener, &accepted] {
        let descriptor = format!("{:?}", socket.as_fd());
        let number: String =
            descriptor.chars().filter(char::is_ascii_digit).collect();
        let flags = flags(&format!("/proc/self/fdinfo/{number}"));
        assert_ne!(flags & 0o2_000_000, 0, "O_CLOEXEC");
    }
}

/// Those of a descriptor, of which the file tells.
#[cfg(target_os = "linux")]
pub fn flags(fdinfo: &str) -> u32 {
    let information = std::fs::read_to_string(fdinfo).unwrap();
    let mut lines = information.lines();
    let flags = lines.find_map(|line| line.strip_prefix("flags:")).unwrap();
    u32::from_str_radix(flags.trim(), 8).unwrap()
}

#[test]
fn a_refused_connection_is_told_by_each_kind_of_connect() {
    within_limit(|| {
        let (_taken, address) = refusing();
        let refused = stream().connect(address).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);

        let limit = Duration::from_secs(10);
        let refused = stream().connect_timeout(address, limit).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);

        let socket = stream();
        socket.set_nonblocking(true).unwrap();
        let refused = match socket.start_connect(address) {
            Ok(Connecting::Done) => panic!("connected to nobody"),
            Ok(Connecting::Underway) => {
                let mut entry = [PollFd::new(socket.as_fd(), Interest::Write)];
                assert_eq!(poll(&mut entry, None).unwrap(), 1);
                assert!(entry[0].can_write());
                socket.take_error().unwrap().unwrap()
            }
            Err(error) => error,
        };
        assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
        assert!(socket.take_error().unwrap().is_none(), "asking clears it");
    });
}

#[test]
fn a_connection_in_time_leaves_a_blocking_socket() {
    within_limit(|| {
        let listener = by_hand::listen(ANY_PORT).unwrap();
        let socket = stream();
        let address = listener.local_addr().unwrap();
        let limit = Duration::from_secs(10);
        socket.connect_timeout(address, limit).unwrap();
        let mut near = TcpStream::from(socket);
        let _far = listener.accept().unwrap();
        let timeout = Duration::from_millis(20);
        near.set_read_timeout(Some(timeout)).unwrap();
        let begin = Instant::now();
        near.read(&mut [0]).unwrap_err();
        assert!(begin.elapsed() >= timeout);
    });
}

/// A listener whose backlog is full, so that further connections have to wait.
#[cfg(target_os = "linux")]
fn full() -> (TcpListener, SocketAddr, TcpStream) {
    let (socket, address) = refusing();
    socket.listen(0).unwrap();
    let first = TcpStream::connect(address).unwrap();
    (socket.into(), address, first)
}

#[cfg(target_os = "linux")]
#[test]
fn a_connection_that_takes_too_long_is_given_up() {
    within_limit(|| {
        let (_listener, address, _first) = full();
        let begin = Instant::now();
        let limit = Duration::from_millis(20);
        let error = stream().connect_timeout(address, limit).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
        assert!(begin.elapsed() >= limit);
    });
}

#[test]
fn an_interrupted_accept_goes_on() {
    use socket_api::interrupt::interrupt_thread;

    within_limit(|| {
        let (listener, address) = refusing();
        listener.listen(1).unwrap();
        let accepting = thread::spawn(move || listener.accept());
        for _ in 0..50 {
            interrupt_thread(&accepting).unwrap();
            // The pace of the signals: two that come at once are one.
            thread::sleep(Duration::from_millis(1));
        }
        let client = TcpStream::connect(address).unwrap();
        let (_socket, peer) = accepting.join().unwrap().unwrap();
        assert_eq!(peer, client.local_addr().unwrap());
    });
}

/// The system tries again after a second, which this test has to wait for.
#[cfg(target_os = "linux")]
#[test]
fn an_interrupted_connect_goes_on() {
    use socket_api::interrupt::interrupt_thread;

    within_limit(|| {
        let limit = Duration::from_secs(10);
        // Ours, and those of `std`, of which the page about waiting tells it too.
        let ways: [fn(SocketAddr, Duration) -> std::io::Result<()>; 4] = [
            |address, _| stream().connect(address),
            |address, limit| stream().connect_timeout(address, limit),
            |address, _| TcpStream::connect(address).map(drop),
            |address, limit| TcpStream::connect_timeout(&address, limit).map(drop),
        ];
        let underway = ways.map(|connect| {
            let (listener, address, first) = full();
            let connecting = thread::spawn(move || connect(address, limit));
            (listener, first, connecting)
        });
        for _ in 0..50 {
            for (_, _, connecting) in &underway {
                interrupt_thread(connecting).unwrap();
            }
            // The pace of the signals: two that come at once are one.
            thread::sleep(Duration::from_millis(1));
        }
        for (listener, _, connecting) in &underway {
            assert!(!connecting.is_finished());
            listener.accept().unwrap();
        }
        for (_listener, _first, connecting) in underway {
            connecting.join().unwrap().unwrap();
        }
    });
}

#[test]
fn listeners_share_an_address_only_if_all_of_them_say_so() {
    let table = by_hand::two_at_one_address().unwrap();
    let kinds = table.map(|(_, result)| result.map_err(|error| error.kind()));
    let taken = Err(ErrorKind::AddrInUse);
    assert_eq!(kinds, [taken, Ok(()), taken]);
}

#[test]
fn a_listener_by_hand_has_the_options_that_std_gives_one() {
    let ours = by_hand::listen(ANY_PORT).unwrap();
    let theirs = TcpListener::bind(ANY_PORT).unwrap();
    for listener in [&ours, &theirs] {
        assert!(Socket::of(listener).reuse_address().unwrap());
        assert!(!Socket::of(listener).reuse_port().unwrap());
    }
}
