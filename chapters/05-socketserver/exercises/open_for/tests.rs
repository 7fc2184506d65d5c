//! What is asked of `open_for`.

use std::io::{self, Read};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use socketserver::{Hooks, Request, Tcp, TcpServer};

use crate::cases::Case;

pub type OpenFor = fn(&mut TcpServer, Duration) -> io::Result<usize>;

/// How long the servers are open.
const TIME: Duration = Duration::from_millis(200);

/// How many wait at once where each takes a tenth of that time.
const QUEUE: usize = 40;

/// How long clients keep coming.
const CROWD: Duration = Duration::from_secs(2);

pub const CASES: &[Case<OpenFor>] = &[
    Case {
        name: "nobody comes",
        check: |open_for| {
            let (processed, time) = opened(open_for, &mut server()?)?;
            match time < TIME {
                true => Err(format!("it was open for {TIME:?}, not {time:?}")),
                false => is(processed, 0),
            }
        },
    },
    Case {
        name: "three clients",
        check: |open_for| {
            let mut server = server()?;
            let _clients = [(); 3].map(|()| visit(*server.local_addr()));
            is(opened(open_for, &mut server)?.0, 3)
        },
    },
    Case {
        name: "the first of three is refused",
        check: |open_for| {
            let builder = TcpServer::builder("127.0.0.1:0");
            let hooks = RefusesFirst(AtomicBool::new(true));
            let server = builder.hooks(hooks).build_fn(|_request| Ok(()));
            let mut server = server.map_err(told)?;
            let _clients = [(); 3].map(|()| visit(*server.local_addr()));
            is(opened(open_for, &mut server)?.0, 2)
        },
    },
    Case {
        name: "a stop",
        check: |open_for| {
            let mut server = server()?;
            server.shutdown_handle().request();
            let (processed, time) = opened(open_for, &mut server)?;
            match time < TIME {
                true => is(processed, 0),
                false => Err(format!("a stop was requested, and it took {time:?}")),
            }
        },
    },
    Case {
        name: "clients that keep coming",
        check: |open_for| {
            let mut server = server()?;
            let address = *server.local_addr();
            let crowd = thread::spawn(move || {
                let begin = Instant::now();
                // Until nobody is there any more, or they have had enough.
                while begin.elapsed() < CROWD && visit(address).is_ok() {
                    thread::sleep(TIME / 20);
                }
            });
            let (_, time) = opened(open_for, &mut server)?;
            drop(server);
            let _ = crowd.join();
            match time < CROWD / 2 {
                true => Ok(()),
                false => {
                    Err(format!("{TIME:?} were asked for, and it took {time:?}"))
                }
            }
        },
    },
    Case {
        name: "a queue for longer than there is time",
        check: |open_for| {
            let builder = TcpServer::builder("127.0.0.1:0");
            let server = builder.build_fn(|_request| {
                thread::sleep(TIME / 10);
                Ok(())
            });
            let mut server = server.map_err(told)?;
            let _clients = [(); QUEUE].map(|()| visit(*server.local_addr()));
            match opened(open_for, &mut server)?.0 {
                QUEUE => Err("it went on until the queue was empty".to_owned()),
                _ => Ok(()),
            }
        },
    },
];

fn server() -> Result<TcpServer, String> {
    let builder = TcpServer::builder("127.0.0.1:0");
    builder.build_fn(|_request| Ok(())).map_err(told)
}

/// A client that connects at once, and then waits until it is closed.
fn visit(server: SocketAddr) -> io::Result<thread::JoinHandle<()>> {
    let mut stream = TcpStream::connect(server)?;
    Ok(thread::spawn(move || {
        // Whoever is refused may be so by a reset.
        let _ = stream.read_to_end(&mut Vec::new());
    }))
}

/// How many were processed, and how long that took.
fn opened(
    open_for: OpenFor,
    server: &mut TcpServer,
) -> Result<(usize, Duration), String> {
    let begin = Instant::now();
    let processed = open_for(server, TIME).map_err(told)?;
    Ok((processed, begin.elapsed()))
}

fn is(processed: usize, expected: usize) -> Result<(), String> {
    match processed == expected {
        true => Ok(()),
        false => Err(format!(
            "{expected} were processed, and it returned {processed}"
        )),
    }
}

fn told(error: io::Error) -> String {
    error.to_string()
}

/// Refuses the first request.
struct RefusesFirst(AtomicBool);

impl Hooks<Tcp> for RefusesFirst {
    fn verify_request(&self, _request: &mut Request<Tcp>) -> bool {
        !self.0.swap(false, Ordering::Relaxed)
    }
}
