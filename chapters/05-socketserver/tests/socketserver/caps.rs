//! How many requests are handled at a time, what the servers with names do, and what
//! a server does that the system refuses something.

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::os::fd::{AsFd, BorrowedFd};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::{Duration, Instant};

use socket_api::server::PAUSE;
use socketserver::builder::Options;
use socketserver::kind::InternetKind;
use socketserver::{
    BaseRequestHandler, Dispatch, Kind, Outcome, Pool, Request, Server, Tcp,
    TcpServer, ThreadPerRequest,
};

use crate::program::with_server;
use crate::running::{errors, start};
use crate::within_limit;

const AT_A_TIME: usize = 2;

const CLIENTS: usize = 4 * AT_A_TIME;

fn handles_two_at_a_time(dispatch: impl Dispatch<Tcp> + Send + 'static) {
    within_limit(move || {
        // Each handler waits for another, and no two others get in between.
        let both = Barrier::new(AT_A_TIME);
        let (inside, most) = (AtomicUsize::new(0), Arc::new(AtomicUsize::new(0)));
        let seen = Arc::clone(&most);
        let server = TcpServer::builder("127.0.0.1:0").dispatch(dispatch);
        let server = server.build_fn(move |request| {
            let now = inside.fetch_add(1, Ordering::SeqCst) + 1;
            seen.fetch_max(now, Ordering::SeqCst);
            both.wait();
            let mut text = Vec::new();
            request.read_to_end(&mut text)?;
            inside.fetch_sub(1, Ordering::SeqCst);
            request.write_all(&text)
        });
        let server = start(server.unwrap());
        thread::scope(|scope| {
            for number in 0..CLIENTS {
                let address = server.address;
                scope.spawn(move || {
                    assert_eq!(ask(address, number), [number as u8])
                });
            }
        });
        assert_eq!(most.load(Ordering::SeqCst), AT_A_TIME);
    });
}

fn ask(address: SocketAddr, number: usize) -> Vec<u8> {
    let mut client = TcpStream::connect(address).unwrap();
    client.write_all(&[number as u8]).unwrap();
    client.shutdown(Shutdown::Write).unwrap();
    let mut answer = Vec::new();
    client.read_to_end(&mut answer).unwrap();
    answer
}

#[test]
fn threads_above_the_cap_are_not_started_and_nobody_is_lost() {
    handles_two_at_a_time(ThreadPerRequest {
        max_threads: AT_A_TIME,
        ..ThreadPerRequest::default()
    });
}

#[test]
fn a_pool_works_for_no_more_than_it_has_workers_and_nobody_is_lost() {
    handles_two_at_a_time(Pool {
        workers: AT_A_TIME,
        queue_length: 1,
    });
}

struct Who;

impl BaseRequestHandler<Tcp> for Who {
    fn handle(&mut self, request: &mut Request<Tcp>) -> io::Result<()> {
        let name = thread::current().name().unwrap_or_default().to_owned();
        write!(request, "{name}")
    }
}

#[test]
fn the_servers_with_names_work_as_their_names_say() {
    fn worker(server: io::Result<Server<Tcp>>) -> (String, String) {
        let server = start(server.unwrap());
        let mut client = TcpStream::connect(server.address).unwrap();
        let mut name = String::new();
        client.read_to_string(&mut name).unwrap();
        (name, client.local_addr().unwrap().to_string())
    }
    within_limit(|| {
        let address = "127.0.0.1:0";
        // The thread that `start` has made has no name.
        let (name, _) = worker(TcpServer::bind(address, || Who));
        assert_eq!(name, "");
        let (name, client) = worker(TcpServer::threading(address, || Who));
        assert_eq!(name, client);
        let (first, client) = worker(TcpServer::pooled(address, || Who));
        assert_ne!(first, client);
    });
}

/// TCP, where the first connection is lost, and then memory is lacking for good.
struct Refused;

struct Listener {
    listener: TcpListener,
    has_lost_one: AtomicBool,
}

impl AsFd for Listener {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.listener.as_fd()
    }
}

impl Kind for Refused {
    type Socket = Listener;
    type Address = SocketAddr;
    type Channel = ();

    fn bind(address: &SocketAddr, options: &Options) -> io::Result<Listener> {
        Ok(Listener {
            listener: Tcp::bind(address, options)?,
            has_lost_one: AtomicBool::new(false),
        })
    }

    fn local_addr(socket: &Listener) -> io::Result<SocketAddr> {
        Tcp::local_addr(&socket.listener)
    }

    fn get_request(socket: &Listener, _: &Options) -> io::Result<((), SocketAddr)> {
        Err(match socket.has_lost_one.swap(true, Ordering::Relaxed) {
            false => ErrorKind::ConnectionAborted.into(),
            true => ErrorKind::OutOfMemory.into(),
        })
    }

    fn name(address: &SocketAddr) -> String {
        Tcp::name(address)
    }
}

impl InternetKind for Refused {}

#[test]
fn a_lost_connection_is_passed_over_and_a_pause_ends_for_a_deadline_or_a_stop() {
    within_limit(|| {
        let (hooks, told) = errors();
        let mut server = Server::<Refused>::builder("127.0.0.1:0")
            .hooks(hooks)
            .build_fn(|_request| Ok(()))
            .unwrap();
        let _client = TcpStream::connect(server.local_addr()).unwrap();
        // The rest of the pause would be longer.
        let in_time = PAUSE.mul_f32(0.8);

        let begin = Instant::now();
        let outcome = server.handle_request(Some(Duration::from_millis(20)));
        assert_eq!(outcome.unwrap(), Outcome::TimedOut);
        let (event, trigger) = io::pipe().unwrap();
        drop(trigger);
        server.serve_until(&event).unwrap();
        server.shutdown_handle().request();
        server.serve_forever().unwrap();
        assert!(begin.elapsed() < in_time, "{:?}", begin.elapsed());

        drop(server);
        let told: Vec<String> = told.iter().collect();
        assert_eq!(told, ["cannot accept requests: out of memory"]);
    });
}

/// A lack is a process's own, so this server is one; the shell sets its limit.
#[test]
fn a_lack_of_descriptors_is_told_once_and_passes() {
    const DESCRIPTORS: usize = 24;
    let mut upper = Command::new("sh");
    upper
        .args([
            "-c",
            &format!("ulimit -n {DESCRIPTORS} && exec \"$0\" \"$@\""),
        ])
        .args([
            env!("CARGO_BIN_EXE_chapter5"),
            "upper",
            "--dispatch",
            "threads",
        ])
        .args(["--address", "127.0.0.1:0"]);
    with_server(upper, |address, next_line| {
        let connect = || BufReader::new(TcpStream::connect(address).unwrap());
        let is_answered = |client: &mut BufReader<TcpStream>| {
            client.get_mut().write_all(b"hello\n").unwrap();
            let mut line = String::new();
            client.read_line(&mut line).unwrap();
            assert_eq!(line, "HELLO\n");
        };
        let mut first = connect();
        is_answered(&mut first);
        // More than it can have, so that the last ones wait in the backlog.
        let others = [(); DESCRIPTORS].map(|()| connect());
        let lacks = |line: &str| line.starts_with("cannot accept connections: ");
        while !lacks(&next_line()) {}
        // For longer than two of its pauses, to hear what it tells meanwhile.
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_millis(2500) {
            is_answered(&mut first);
        }
        drop(others);
        // Each that has left makes room, and the pause has an end.
        is_answered(&mut connect());
        is_answered(&mut first);
        let told = std::iter::from_fn(|| Some(next_line()));
        let mut told = told.take_while(|line| !line.contains(" closed after "));
        assert!(!told.any(|line| lacks(&line)), "it is told once");

        // And once again, when it comes again.
        let _others = [(); DESCRIPTORS].map(|()| connect());
        while !lacks(&next_line()) {}
        is_answered(&mut first);
    });
}
