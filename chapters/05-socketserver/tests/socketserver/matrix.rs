//! What holds for each kind of server with each way to do the work: the cells of a
//! table.

use std::fs;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream, UdpSocket};
use std::os::unix::net;
use std::panic;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use socket_api::families::folder::Folder;
use socketserver::{
    BaseRequestHandler, Builder, Hooks, Kind, Outcome, Pool, Request, Server,
    ServerError, Step, Tcp, ThreadPerRequest, Udp, UnixDatagram, UnixStream,
};

use crate::running::start;
use crate::within_limit;

/// A kind of server, with its clients.
trait Tried: Kind {
    /// What has sent a question, and can wait for the answer.
    type Client;

    fn builder(folder: &Folder) -> Builder<Self>;

    fn builder_at(address: &Self::Address) -> Builder<Self>;

    /// Sends back what has come.
    fn echo(request: &mut Request<Self>) -> io::Result<()>;

    fn send(address: &Self::Address, folder: &Folder, text: &[u8]) -> Self::Client;

    /// What has come until the end; `None` if there is no such thing as an end.
    fn receive_to_end(client: &Self::Client) -> Option<Vec<u8>>;

    /// What has come at first.
    fn receive(client: &Self::Client) -> Vec<u8>;

    fn ask(address: &Self::Address, folder: &Folder, text: &[u8]) -> Vec<u8> {
        Self::receive(&Self::send(address, folder, text))
    }
}

/// Connections of any kind.
mod stream {
    use super::*;

    pub(super) fn echo(request: &mut (impl Read + Write)) -> io::Result<()> {
        let mut text = Vec::new();
        request.read_to_end(&mut text)?;
        request.write_all(&text)
    }

    pub(super) fn receive_to_end(mut client: impl Read) -> Vec<u8> {
        let mut answer = Vec::new();
        match client.read_to_end(&mut answer) {
            // The question was in nobody's interest.
            Err(error) if error.kind() == ErrorKind::ConnectionReset => {}
            result => drop(result.unwrap()),
        }
        answer
    }

    /// Whoever is refused may be so before the question is sent.
    pub(super) fn unless_refused(result: io::Result<()>) {
        match result.map_err(|error| error.kind()) {
            Err(
                ErrorKind::BrokenPipe
                | ErrorKind::ConnectionReset
                | ErrorKind::NotConnected,
            ) => {}
            result => result.unwrap(),
        }
    }
}

impl Tried for Tcp {
    type Client = TcpStream;

    fn builder(_folder: &Folder) -> Builder<Self> {
        Server::builder("127.0.0.1:0")
    }

    fn builder_at(address: &Self::Address) -> Builder<Self> {
        Server::builder(address)
    }

    fn echo(request: &mut Request<Self>) -> io::Result<()> {
        stream::echo(request)
    }

    fn send(address: &Self::Address, _folder: &Folder, text: &[u8]) -> TcpStream {
        let mut client = TcpStream::connect(address).unwrap();
        stream::unless_refused(client.write_all(text));
        stream::unless_refused(client.shutdown(Shutdown::Write));
        client
    }

    fn receive_to_end(client: &TcpStream) -> Option<Vec<u8>> {
        Some(stream::receive_to_end(client))
    }

    fn receive(client: &TcpStream) -> Vec<u8> {
        stream::receive_to_end(client)
    }
}

impl Tried for UnixStream {
    type Client = net::UnixStream;

    fn builder(folder: &Folder) -> Builder<Self> {
        Server::builder(folder.file("server"))
    }

    fn builder_at(address: &Self::Address) -> Builder<Self> {
        Server::builder(address.as_pathname().unwrap())
    }

    fn echo(request: &mut Request<Self>) -> io::Result<()> {
        stream::echo(request)
    }

    fn send(
        address: &Self::Address,
        _folder: &Folder,
        text: &[u8],
    ) -> net::UnixStream {
        let mut client = net::UnixStream::connect_addr(address).unwrap();
        stream::unless_refused(client.write_all(text));
        stream::unless_refused(client.shutdown(Shutdown::Write));
        client
    }

    fn receive_to_end(client: &net::UnixStream) -> Option<Vec<u8>> {
        Some(stream::receive_to_end(client))
    }

    fn receive(client: &net::UnixStream) -> Vec<u8> {
        stream::receive_to_end(client)
    }
}

impl Tried for Udp {
    type Client = UdpSocket;

    fn builder(_folder: &Folder) -> Builder<Self> {
        Server::builder("127.0.0.1:0")
    }

    fn builder_at(address: &Self::Address) -> Builder<Self> {
        Server::builder(address)
    }

    fn echo(request: &mut Request<Self>) -> io::Result<()> {
        request.reply(request.data())
    }

    fn send(address: &Self::Address, _folder: &Folder, text: &[u8]) -> UdpSocket {
        let client = UdpSocket::bind("127.0.0.1:0").unwrap();
        client.connect(address).unwrap();
        client.send(text).unwrap();
        client
    }

    fn receive_to_end(_client: &UdpSocket) -> Option<Vec<u8>> {
        None
    }

    fn receive(client: &UdpSocket) -> Vec<u8> {
        let mut buffer = [0; 64];
        let length = client.recv(&mut buffer).unwrap();
        buffer[..length].to_vec()
    }
}

impl Tried for UnixDatagram {
    type Client = net::UnixDatagram;

    fn builder(folder: &Folder) -> Builder<Self> {
        Server::builder(folder.file("server"))
    }

    fn builder_at(address: &Self::Address) -> Builder<Self> {
        Server::builder(address.as_pathname().unwrap())
    }

    fn echo(request: &mut Request<Self>) -> io::Result<()> {
        request.reply(request.data())
    }

    fn send(
        address: &Self::Address,
        folder: &Folder,
        text: &[u8],
    ) -> net::UnixDatagram {
        static CLIENTS: AtomicU32 = AtomicU32::new(0);
        let name = CLIENTS.fetch_add(1, Ordering::Relaxed).to_string();
        let client = net::UnixDatagram::bind(folder.file(name)).unwrap();
        client.connect_addr(address).unwrap();
        client.send(text).unwrap();
        client
    }

    fn receive_to_end(_client: &net::UnixDatagram) -> Option<Vec<u8>> {
        None
    }

    fn receive(client: &net::UnixDatagram) -> Vec<u8> {
        let mut buffer = [0; 64];
        let length = client.recv(&mut buffer).unwrap();
        buffer[..length].to_vec()
    }
}

/// Who does the work.
#[derive(Debug, Clone, Copy)]
enum Way {
    Inline,
    Threads,
    Pool,
}

impl Way {
    fn build<K: Tried, H: BaseRequestHandler<K>>(
        self,
        builder: Builder<K>,
        make: impl Fn() -> H + Send + Sync + 'static,
    ) -> io::Result<Server<K>> {
        match self {
            Self::Inline => builder.build(make),
            Self::Threads => {
                builder.dispatch(ThreadPerRequest::default()).build(make)
            }
            Self::Pool => builder.dispatch(Pool::default()).build(make),
        }
    }
}

/// Calls a test for each cell of the table.
macro_rules! for_each_cell {
    ($test:ident) => {
        within_limit(|| {
            for way in [Way::Inline, Way::Threads, Way::Pool] {
                // A failure comes below the cell that it is of.
                println!("{way:?}");
                println!("TCP");
                $test::<Tcp>(way);
                println!("UDP");
                $test::<Udp>(way);
                println!("Unix stream");
                $test::<UnixStream>(way);
                println!("Unix datagram");
                $test::<UnixDatagram>(way);
            }
        })
    };
}

/// A handler without trouble.
struct Echo;

impl<K: Tried> BaseRequestHandler<K> for Echo {
    fn handle(&mut self, request: &mut Request<K>) -> io::Result<()> {
        K::echo(request)
    }
}

#[test]
fn every_kind_serves_three_clients_in_every_way() {
    fn three_clients<K: Tried>(way: Way) {
        let folder = Folder::new().unwrap();
        let server = way.build(K::builder(&folder), || Echo).unwrap();
        let server = start(server);
        thread::scope(|scope| {
            for text in ["one", "two", "three"] {
                let (address, folder) = (&server.address, &folder);
                scope.spawn(move || {
                    let answer = K::ask(address, folder, text.as_bytes());
                    assert_eq!(answer, text.as_bytes());
                });
            }
        });
    }
    for_each_cell!(three_clients);
}

#[test]
fn a_shutdown_right_after_the_start_ends_it_a_hundred_times() {
    fn start_and_stop<K: Tried>(way: Way) {
        for _ in 0..100 {
            let folder = Folder::new().unwrap();
            let server = way.build(K::builder(&folder), || Echo).unwrap();
            let server = start(server);
            server.shutdown.shutdown().unwrap();
        }
    }
    for_each_cell!(start_and_stop);
}

#[test]
fn a_server_can_be_dropped_without_having_served() {
    fn drop_unused<K: Tried>(way: Way) {
        let folder = Folder::new().unwrap();
        for _ in 0..2 {
            let server = way.build(K::builder(&folder), || Echo).unwrap();
            // The second finds the same address free.
            drop(server);
        }
    }
    for_each_cell!(drop_unused);
}

#[test]
fn one_request_is_handled_and_none_is_waited_for_in_vain() {
    fn handle_one<K: Tried>(way: Way) {
        let folder = Folder::new().unwrap();
        let mut server = way.build(K::builder(&folder), || Echo).unwrap();
        let outcome = server.handle_request(Some(Duration::ZERO)).unwrap();
        assert_eq!(outcome, Outcome::TimedOut);

        let client = K::send(server.local_addr(), &folder, b"one");
        let outcome = server.handle_request(None).unwrap();
        assert_eq!(outcome, Outcome::Processed);
        assert_eq!(K::receive(&client), b"one");
    }
    for_each_cell!(handle_one);
}

/// Where a request gets into trouble, and how.
#[derive(Debug, Clone, Copy)]
enum Trouble {
    Error(Step),
    Panic(Step),
}

impl Trouble {
    fn strike(this: Option<Self>, step: Step) -> io::Result<()> {
        match this {
            Some(Self::Error(at)) if at == step => Err(io::Error::other("told")),
            // Without the words that `panic!` prints.
            Some(Self::Panic(at)) if at == step => {
                panic::resume_unwind(Box::new("told"))
            }
            _ => Ok(()),
        }
    }
}

/// A server whose requests get into trouble, as it is seen from the test.
struct Troubled<K: Kind> {
    server: Server<K>,
    /// What the next request gets into.
    trouble: Arc<Mutex<Option<Trouble>>>,
    /// What is told to `on_error`.
    reports: Receiver<String>,
    /// What was called of each handler.
    handlers: Receiver<Vec<Step>>,
}

/// Its hooks.
struct Told {
    trouble: Arc<Mutex<Option<Trouble>>>,
    reports: Mutex<Sender<String>>,
}

impl<K: Tried> Hooks<K> for Told {
    fn verify_request(&self, _request: &mut Request<K>) -> bool {
        let trouble = *self.trouble.lock().unwrap();
        Trouble::strike(trouble, Step::VerifyRequest).is_ok()
    }

    fn on_error(&self, error: &ServerError, peer: Option<&K::Address>) {
        let whose = if peer.is_some() { "its" } else { "no" };
        let report = format!("{error}, with {whose} peer");
        self.reports.lock().unwrap().send(report).unwrap();
    }
}

/// Its handler.
struct Handler {
    trouble: Option<Trouble>,
    taken: Vec<Step>,
    end: Sender<Vec<Step>>,
}

impl Handler {
    fn step(&mut self, step: Step) -> io::Result<()> {
        self.taken.push(step);
        Trouble::strike(self.trouble, step)
    }
}

impl<K: Tried> BaseRequestHandler<K> for Handler {
    fn setup(&mut self, _request: &mut Request<K>) -> io::Result<()> {
        self.step(Step::Setup)
    }

    fn handle(&mut self, request: &mut Request<K>) -> io::Result<()> {
        self.step(Step::Handle)?;
        K::echo(request)
    }

    fn finish(&mut self, _request: &mut Request<K>) -> io::Result<()> {
        self.step(Step::Finish)
    }
}

impl Drop for Handler {
    fn drop(&mut self) {
        let _ = self.end.send(std::mem::take(&mut self.taken));
    }
}

impl<K: Tried> Troubled<K> {
    fn new(way: Way, folder: &Folder) -> Self {
        let (sender, reports) = mpsc::channel();
        let (end, handlers) = mpsc::channel();
        let end = Mutex::new(end);
        let trouble = Arc::new(Mutex::new(None));
        let builder = K::builder(folder).hooks(Told {
            trouble: Arc::clone(&trouble),
            reports: Mutex::new(sender),
        });
        let next = Arc::clone(&trouble);
        let make = move || Handler {
            trouble: *next.lock().unwrap(),
            taken: Vec::new(),
            end: end.lock().unwrap().clone(),
        };
        Self {
            server: way.build(builder, make).unwrap(),
            trouble,
            reports,
            handlers,
        }
    }
}

#[test]
fn trouble_in_any_step_costs_that_request_and_no_other() {
    fn each_trouble<K: Tried>(way: Way) {
        use Step::{Finish, Handle, Setup, VerifyRequest};

        let folder = Folder::new().unwrap();
        let Troubled {
            server,
            trouble: next,
            reports,
            handlers,
        } = Troubled::<K>::new(way, &folder);
        let server = start(server);
        let all = &[Setup, Handle, Finish][..];
        for (trouble, report, steps, answer) in [
            (Trouble::Error(Setup), "setup failed: told", &all[..1], ""),
            (Trouble::Error(Handle), "handle failed: told", all, ""),
            (Trouble::Error(Finish), "finish failed: told", all, "one"),
            (
                Trouble::Panic(VerifyRequest),
                "verify_request panicked: told",
                &[],
                "",
            ),
            (Trouble::Panic(Setup), "setup panicked: told", &all[..1], ""),
            (Trouble::Panic(Handle), "handle panicked: told", all, ""),
            (Trouble::Panic(Finish), "finish panicked: told", all, "one"),
        ] {
            *next.lock().unwrap() = Some(trouble);
            let client = K::send(&server.address, &folder, b"one");
            // A connection is closed, whatever has happened.
            if let Some(received) = K::receive_to_end(&client) {
                assert_eq!(received, answer.as_bytes(), "{trouble:?}");
            }
            let expected = format!("{report}, with its peer");
            assert_eq!(reports.recv().unwrap(), expected);
            if !steps.is_empty() {
                assert_eq!(handlers.recv().unwrap(), steps, "{trouble:?}");
            }

            *next.lock().unwrap() = None;
            assert_eq!(K::ask(&server.address, &folder, b"two"), b"two");
            assert_eq!(handlers.recv().unwrap(), all);
        }
    }
    for_each_cell!(each_trouble);
}

#[test]
fn a_request_that_is_not_wanted_is_closed_and_never_handled() {
    fn refuse<K: Tried>(way: Way) {
        let folder = Folder::new().unwrap();
        let mut troubled = Troubled::<K>::new(way, &folder);
        let unwanted = Trouble::Error(Step::VerifyRequest);
        *troubled.trouble.lock().unwrap() = Some(unwanted);
        let client = K::send(troubled.server.local_addr(), &folder, b"one");
        let outcome = troubled.server.handle_request(None).unwrap();
        assert_eq!(outcome, Outcome::Refused);
        if let Some(received) = K::receive_to_end(&client) {
            assert_eq!(received, b"");
        }
        drop(troubled.server);
        assert!(troubled.handlers.recv().is_err(), "no handler was made");
        assert!(troubled.reports.recv().is_err(), "and nothing went wrong");
    }
    for_each_cell!(refuse);
}

#[test]
fn what_is_accepted_when_a_server_is_stopped_is_answered() {
    fn stop_while_busy<K: Tried>(way: Way) {
        let folder = Folder::new().unwrap();
        let (begun, beginning) = mpsc::channel();
        let (go_on, waiting) = mpsc::channel::<()>();
        let (begun, waiting) = (Mutex::new(begun), Arc::new(Mutex::new(waiting)));
        let builder = K::builder(&folder);
        let handle = move |request: &mut Request<K>| {
            begun.lock().unwrap().send(()).unwrap();
            let _ = waiting.lock().unwrap().recv();
            K::echo(request)
        };
        let server = match way {
            Way::Inline => builder.build_fn(handle),
            Way::Threads => builder
                .dispatch(ThreadPerRequest::default())
                .build_fn(handle),
            Way::Pool => builder.dispatch(Pool::default()).build_fn(handle),
        };
        let server = start(server.unwrap());
        let client = K::send(&server.address, &folder, b"one");
        beginning.recv().unwrap();
        server.shutdown.request();
        go_on.send(()).unwrap();
        assert_eq!(K::receive(&client), b"one");
    }
    for_each_cell!(stop_while_busy);
}

/// In a process of its own there would be no other tests that open descriptors; a
/// server that leaked one in each turn would be seen all the same.
#[test]
fn a_thousand_failed_binds_leave_no_descriptor_open() {
    const TIMES: usize = 1024;
    fn bind_twice<K: Tried>(way: Way) {
        let folder = Folder::new().unwrap();
        let server = way.build(K::builder(&folder), || Echo).unwrap();
        let server = start(server);
        let open = || fs::read_dir("/dev/fd").unwrap().count();
        let before = open();
        for _ in 0..TIMES {
            let again = way.build(K::builder_at(&server.address), || Echo);
            assert_eq!(again.unwrap_err().kind(), ErrorKind::AddrInUse);
        }
        let after = open();
        assert!(after < before + TIMES / 2, "{before}, and then {after}");
        // Nor is the first server's file gone.
        assert_eq!(K::ask(&server.address, &folder, b"one"), b"one");
    }
    for_each_cell!(bind_twice);
}
