//! A pool greets as many as it has workers, and loses none of them.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc::{self, Receiver};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use echo_server::limits::Limits;
use threading::capped::{Settings, WhenFull};
use threading::greeting::{Greeter, WELCOME};
use threading::pooled::{Server, usual_settings};
use threading::stop::Stop;

use crate::within_limit;

/// A server in a thread of its own.
struct Running {
    address: SocketAddr,
    stop: Stop,
    lines: Receiver<String>,
    serving: JoinHandle<std::io::Result<()>>,
}

fn start(settings: Settings, queue_length: usize) -> Running {
    let greeter = Greeter::panicking_at("Bobby");
    let server =
        Server::bind("127.0.0.1:0", settings, queue_length, greeter).unwrap();
    let address = server.local_addr().unwrap();
    let stop = Stop::new().unwrap();
    let (sender, lines) = mpsc::channel();
    let its_stop = stop.clone();
    let serving = thread::spawn(move || {
        // Nobody may listen any more.
        server.serve(&its_stop, move |event| {
            let _ = sender.send(event.to_string());
        })
    });
    Running {
        address,
        stop,
        lines,
        serving,
    }
}

fn workers(clients: usize) -> Settings {
    Settings {
        clients,
        ..usual_settings()
    }
}

impl Running {
    fn connect(&self) -> Client {
        let stream = TcpStream::connect(self.address).unwrap();
        Client(BufReader::new(stream))
    }

    /// Waits for a line of which this is the end.
    fn says(&self, end: &str) -> String {
        let mut lines = self.lines.iter();
        lines.find(|line| line.ends_with(end)).unwrap()
    }

    fn stops(self) -> Vec<String> {
        self.stop.request();
        self.serving.join().unwrap().unwrap();
        self.lines.iter().collect()
    }
}

struct Client(BufReader<TcpStream>);

impl Client {
    fn is_welcome(&mut self) {
        assert_eq!(self.line(), WELCOME);
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        line
    }

    fn say(&self, text: &str) {
        self.0.get_ref().write_all(text.as_bytes()).unwrap();
    }

    fn is_greeted(&mut self) {
        self.say("Ada\n");
        assert_eq!(self.line(), "Hello, Ada!\n");
    }

    fn is_over(&mut self) {
        assert_eq!(self.0.read(&mut [0]).unwrap(), 0);
    }
}

#[test]
fn a_server_without_workers_or_queue_or_time_for_anybody_is_none() {
    let mut without_time = workers(1);
    without_time.limits.silence = Duration::ZERO;
    for (settings, queue_length) in
        [(workers(0), 1), (workers(1), 0), (without_time, 1)]
    {
        let greeter = Greeter::default();
        let server = Server::bind("127.0.0.1:0", settings, queue_length, greeter);
        assert_eq!(server.unwrap_err().kind(), ErrorKind::InvalidInput);
    }
}

#[test]
fn as_many_are_greeted_at_once_as_there_are_workers() {
    within_limit(|| {
        let server = start(workers(3), 1);
        let mut clients = [server.connect(), server.connect(), server.connect()];
        for client in &mut clients {
            client.is_welcome();
        }
        for client in &mut clients {
            client.is_greeted();
        }
        let mut said = server.stops().into_iter();
        assert!(said.all(|line| !line.ends_with(" waits for a worker")));
    });
}

#[test]
fn who_finds_no_worker_waits_for_one() {
    within_limit(|| {
        let server = start(workers(1), 1);
        let mut first = server.connect();
        first.is_welcome();
        // One in the queue, and one in the backlog.
        let (second, third) = (server.connect(), server.connect());
        second.say("Ada\n");
        third.say("Ada\n");
        first.is_greeted();
        drop(first);
        for mut client in [second, third] {
            client.is_welcome();
            assert_eq!(client.line(), "Hello, Ada!\n");
            client.say("exit\n");
            assert_eq!(client.line(), "Goodbye!\n");
            client.is_over();
        }
    });
}

#[test]
fn who_is_above_the_queue_is_told_if_that_is_wanted() {
    within_limit(|| {
        let settings = Settings {
            when_full: WhenFull::TellBusy,
            ..workers(1)
        };
        let server = start(settings, 1);
        let mut first = server.connect();
        first.is_welcome();
        let mut second = server.connect();
        let mut third = server.connect();
        assert_eq!(third.line(), "busy, try again later\n");
        third.is_over();
        drop(first);
        second.is_welcome();
    });
}

#[test]
fn a_panic_costs_a_connection_and_no_worker() {
    within_limit(|| {
        let server = start(workers(2), 2);
        for _ in 0..6 {
            let mut client = server.connect();
            client.is_welcome();
            client.say("Bobby\n");
            client.is_over();
            server.says("failed after 0 bytes: the handler panicked");
        }
        let mut both = [server.connect(), server.connect()];
        for client in &mut both {
            client.is_welcome();
        }
    });
}

#[test]
fn silent_clients_hold_the_workers_no_longer_than_they_may() {
    within_limit(|| {
        let limits = Limits {
            silence: Duration::from_millis(100),
            ..usual_settings().limits
        };
        let server = start(
            Settings {
                limits,
                ..workers(2)
            },
            1,
        );
        let mut silent = [server.connect(), server.connect()];
        for client in &mut silent {
            client.is_welcome();
        }
        let mut polite = server.connect();
        polite.is_welcome();
        polite.is_greeted();
        server.says("timed out after 0 bytes");
    });
}

#[test]
fn a_stop_is_heard_when_worker_and_queue_are_full() {
    within_limit(|| {
        let server = start(workers(1), 1);
        let mut inside = server.connect();
        inside.is_welcome();
        // Their lines are there when the server stops: the one in the queue is
        // greeted, the one in the backlog was never accepted.
        let mut queued = server.connect();
        let mut late = server.connect();
        queued.say("Ada\n");
        late.say("Ada\n");
        server.says("waits for a worker");
        let said = server.stops();
        inside.is_over();
        queued.is_welcome();
        assert_eq!(queued.line(), "Hello, Ada!\n");
        queued.is_over();
        assert!(late.0.read(&mut [0]).is_err(), "nobody answers");
        assert_eq!(said.last().unwrap(), "all have ended");
    });
}

#[test]
fn a_line_that_has_begun_may_be_finished_and_nobody_comes_in_meanwhile() {
    within_limit(|| {
        let server = start(workers(1), 1);
        let mut client = server.connect();
        client.is_welcome();
        client.say("A");
        server.stop.request();
        server.says("stopping: 1 connection");
        let refused = TcpStream::connect(server.address).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
        client.say("da\n");
        assert_eq!(client.line(), "Hello, Ada!\n");
        client.is_over();
        server.stops();
    });
}
