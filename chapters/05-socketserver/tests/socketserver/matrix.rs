//! What holds for each kind of server with each way to do the work: the cells of a
//! table.

use std::fs;
use std::io::{self, ErrorKind};
use std::panic;
use std::process::Command;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use socket_api::families::folder::Folder;
use socketserver::experiment::sixteen::EchoKind;
use socketserver::{
    BaseRequestHandler, Builder, Hooks, Kind, Outcome, Pool, ProcessPerRequest,
    Request, Server, ServerError, Step, Tcp, ThreadPerRequest, Udp, UnixDatagram,
    UnixStream,
};

use crate::running::start;
use crate::within_limit;

/// A kind of server, for tests of what goes wrong.
trait Tried: EchoKind {
    /// A server where there is one already.
    fn builder_at(address: &Self::Address) -> Builder<Self>;

    /// What comes until the end of a connection; `None` of what has no end.
    fn until_closed(client: &Self::Client) -> Option<Vec<u8>>;
}

impl Tried for Tcp {
    fn builder_at(address: &Self::Address) -> Builder<Self> {
        Server::builder(address)
    }

    fn until_closed(client: &Self::Client) -> Option<Vec<u8>> {
        Some(until_closed(Self::receive(client)))
    }
}

impl Tried for Udp {
    fn builder_at(address: &Self::Address) -> Builder<Self> {
        Server::builder(address)
    }

    fn until_closed(_client: &Self::Client) -> Option<Vec<u8>> {
        None
    }
}

impl Tried for UnixStream {
    fn builder_at(address: &Self::Address) -> Builder<Self> {
        Server::builder(address.as_pathname().unwrap())
    }

    fn until_closed(client: &Self::Client) -> Option<Vec<u8>> {
        Some(until_closed(Self::receive(client)))
    }
}

impl Tried for UnixDatagram {
    fn builder_at(address: &Self::Address) -> Builder<Self> {
        Server::builder(address.as_pathname().unwrap())
    }

    fn until_closed(_client: &Self::Client) -> Option<Vec<u8>> {
        None
    }
}

/// A request that is closed at once, with the question unread, is reset.
fn until_closed(answer: io::Result<Vec<u8>>) -> Vec<u8> {
    match answer {
        Err(error) if error.kind() == ErrorKind::ConnectionReset => Vec::new(),
        answer => answer.unwrap(),
    }
}

fn ask<K: EchoKind>(address: &K::Address, folder: &Folder, text: &[u8]) -> Vec<u8> {
    let client = K::send(address, folder, text).unwrap();
    K::receive(&client).unwrap()
}

/// Who does the work.
#[derive(Debug, Clone, Copy)]
enum Way {
    Inline,
    Threads,
    Pool,
    /// With handlers that only echo.
    Processes,
}

/// Those whose handlers a test can look into.
const WITHIN: [Way; 3] = [Way::Inline, Way::Threads, Way::Pool];

const ALL: [Way; 4] = [Way::Inline, Way::Threads, Way::Pool, Way::Processes];

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
            Self::Processes => {
                let mut child = Command::new(env!("CARGO_BIN_EXE_chapter5"));
                child.args(["kinds-child", K::NAME]);
                let processes = ProcessPerRequest::new(child);
                builder.dispatch(processes).build_without_handler()
            }
        }
    }
}

/// Calls a test for each cell of the table.
// ANCHOR: cells
macro_rules! for_each_cell {
    ($test:ident, $ways:expr) => {
        within_limit(|| {
            for way in $ways {
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
// ANCHOR_END: cells

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
                    let answer = ask::<K>(address, folder, text.as_bytes());
                    assert_eq!(answer, text.as_bytes());
                });
            }
        });
    }
    for_each_cell!(three_clients, ALL);
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
    for_each_cell!(start_and_stop, ALL);
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
    for_each_cell!(drop_unused, ALL);
}

#[test]
fn one_request_is_handled_and_none_is_waited_for_in_vain() {
    fn handle_one<K: Tried>(way: Way) {
        let folder = Folder::new().unwrap();
        let mut server = way.build(K::builder(&folder), || Echo).unwrap();
        let outcome = server.handle_request(Some(Duration::ZERO)).unwrap();
        assert_eq!(outcome, Outcome::TimedOut);

        let client = K::send(server.local_addr(), &folder, b"one").unwrap();
        let outcome = server.handle_request(None).unwrap();
        assert_eq!(outcome, Outcome::Processed);
        assert_eq!(K::receive(&client).unwrap(), b"one");
    }
    for_each_cell!(handle_one, ALL);
}

/// Where a request gets into trouble, and how.
#[derive(Debug, Clone, Copy)]
enum Trouble {
    Error(Step),
    Panic(Step),
    /// With what panics again when it's dropped.
    PanicTwice(Step),
}

struct Again;

impl Drop for Again {
    fn drop(&mut self) {
        panic::resume_unwind(Box::new("again"));
    }
}

impl Trouble {
    fn strike(this: Option<Self>, step: Step) -> io::Result<()> {
        match this {
            Some(Self::Error(at)) if at == step => Err(io::Error::other("told")),
            // Without the words that `panic!` prints.
            Some(Self::Panic(at)) if at == step => {
                panic::resume_unwind(Box::new("told"))
            }
            Some(Self::PanicTwice(at)) if at == step => {
                panic::resume_unwind(Box::new(Again))
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
            (
                Trouble::PanicTwice(Handle),
                "handle panicked: no text",
                all,
                "",
            ),
        ] {
            *next.lock().unwrap() = Some(trouble);
            let client = K::send(&server.address, &folder, b"one");
            // A connection is closed, whatever has happened.
            match &client {
                Ok(client) => {
                    if let Some(received) = K::until_closed(client) {
                        assert_eq!(received, answer.as_bytes(), "{trouble:?}");
                    }
                }
                // Perhaps so early that the question couldn't be sent.
                Err(error) => assert!(
                    matches!(
                        error.kind(),
                        ErrorKind::BrokenPipe
                            | ErrorKind::ConnectionReset
                            | ErrorKind::NotConnected
                    ) && answer.is_empty(),
                    "{trouble:?}: {error}"
                ),
            }
            let expected = format!("{report}, with its peer");
            assert_eq!(reports.recv().unwrap(), expected);
            if !steps.is_empty() {
                assert_eq!(handlers.recv().unwrap(), steps, "{trouble:?}");
            }

            *next.lock().unwrap() = None;
            assert_eq!(ask::<K>(&server.address, &folder, b"two"), b"two");
            assert_eq!(handlers.recv().unwrap(), all);
        }
    }
    for_each_cell!(each_trouble, WITHIN);
}

#[test]
fn a_request_that_is_not_wanted_is_closed_and_never_handled() {
    fn refuse<K: Tried>(way: Way) {
        let folder = Folder::new().unwrap();
        let mut troubled = Troubled::<K>::new(way, &folder);
        let unwanted = Trouble::Error(Step::VerifyRequest);
        *troubled.trouble.lock().unwrap() = Some(unwanted);
        let client =
            K::send(troubled.server.local_addr(), &folder, b"one").unwrap();
        let outcome = troubled.server.handle_request(None).unwrap();
        assert_eq!(outcome, Outcome::Refused);
        if let Some(received) = K::until_closed(&client) {
            assert_eq!(received, b"");
        }
        drop(troubled.server);
        assert!(troubled.handlers.recv().is_err(), "no handler was made");
        assert!(troubled.reports.recv().is_err(), "and nothing went wrong");
    }
    for_each_cell!(refuse, ALL);
}

/// Tells that it has begun, and goes on when it's told to.
struct Slow {
    begun: Sender<()>,
    go_on: Arc<Mutex<Receiver<()>>>,
}

impl<K: Tried> BaseRequestHandler<K> for Slow {
    fn handle(&mut self, request: &mut Request<K>) -> io::Result<()> {
        self.begun.send(()).unwrap();
        self.go_on.lock().unwrap().recv().unwrap();
        K::echo(request)
    }
}

#[test]
fn what_is_accepted_when_a_server_is_stopped_is_answered() {
    fn stop_while_busy<K: Tried>(way: Way) {
        let folder = Folder::new().unwrap();
        let (begun, beginning) = mpsc::channel();
        let (go_on, waiting) = mpsc::channel();
        let (begun, waiting) = (Mutex::new(begun), Arc::new(Mutex::new(waiting)));
        let make = move || Slow {
            begun: begun.lock().unwrap().clone(),
            go_on: Arc::clone(&waiting),
        };
        let server = start(way.build(K::builder(&folder), make).unwrap());
        let client = K::send(&server.address, &folder, b"one").unwrap();
        beginning.recv().unwrap();
        server.shutdown.request();
        go_on.send(()).unwrap();
        assert_eq!(K::receive(&client).unwrap(), b"one");
    }
    for_each_cell!(stop_while_busy, WITHIN);
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
        assert_eq!(ask::<K>(&server.address, &folder, b"one"), b"one");
    }
    for_each_cell!(bind_twice, ALL);
}
