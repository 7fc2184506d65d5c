//! The server with a limit to its clients.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::mpsc::{self, Receiver};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use echo_server::limits::Limits;
use echo_server::lines::LINE_LIMIT;
use threading::capped::{Server, Settings, WhenFull};
use threading::greeting::{Greeter, WELCOME};
use threading::line_stream::LIMITS;
use threading::stop::Stop;

use crate::{MORE_THAN_BUFFERS_TAKE, within_limit};

/// A server in a thread of its own.
struct Running {
    address: SocketAddr,
    events: Receiver<String>,
    stop: Stop,
    thread: JoinHandle<()>,
}

fn start(settings: Settings) -> Running {
    start_with(settings, Greeter::default())
}

fn start_with(settings: Settings, greeter: Greeter) -> Running {
    let server = Server::bind("127.0.0.1:0", settings, greeter).unwrap();
    let address = server.local_addr().unwrap();
    let stop = Stop::new().unwrap();
    let stopped = stop.clone();
    let (sender, events) = mpsc::channel();
    let thread = thread::spawn(move || {
        let report = |event: threading::capped::Event| {
            let _ = sender.send(event.to_string());
        };
        server.serve(&stopped, report).unwrap();
    });
    Running {
        address,
        events,
        stop,
        thread,
    }
}

impl Running {
    fn connect(&self) -> Client {
        let stream = TcpStream::connect(self.address).unwrap();
        Client {
            reader: BufReader::new(stream),
        }
    }

    /// The next events are these, of clients whose numbers stand for addresses.
    fn expect(&self, clients: &[&Client], lines: &[&str]) {
        for line in lines {
            let mut event = self.events.recv().unwrap();
            for (number, client) in clients.iter().enumerate() {
                let address = client.address().to_string();
                event = event.replace(&address, &number.to_string());
            }
            assert_eq!(event, *line);
        }
    }

    /// A place comes back a moment after its client has left.
    fn welcomes_somebody_soon(&self) {
        while self.connect().line() != WELCOME {}
    }

    /// The server comes to its end; what it reports of that.
    fn end(self) -> Vec<String> {
        self.stop.request();
        self.thread.join().unwrap();
        self.events.iter().collect()
    }
}

struct Client {
    reader: BufReader<TcpStream>,
}

impl Client {
    fn address(&self) -> SocketAddr {
        self.reader.get_ref().local_addr().unwrap()
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.reader.read_line(&mut line).unwrap();
        line
    }

    fn is_welcome(&mut self) {
        assert_eq!(self.line(), WELCOME);
    }

    fn say(&mut self, text: &str) {
        self.reader.get_mut().write_all(text.as_bytes()).unwrap();
    }

    /// It succeeds only if somebody reads it, and fails if the connection is reset.
    fn says_more_than_buffers_take(&mut self) {
        let stream = self.reader.get_mut();
        stream
            .write_all(&vec![b'x'; MORE_THAN_BUFFERS_TAKE])
            .unwrap();
    }

    fn is_greeted(&mut self, name: &str) {
        self.say(&format!("{name}\n"));
        assert_eq!(self.line(), format!("Hello, {name}!\n"));
    }
}

fn for_clients(clients: usize) -> Settings {
    Settings {
        clients,
        ..Settings::default()
    }
}

fn busy_after(clients: usize) -> Settings {
    Settings {
        when_full: WhenFull::TellBusy,
        ..for_clients(clients)
    }
}

#[test]
fn a_server_without_places_or_with_no_time_for_anybody_is_none() {
    let mut without_time = for_clients(1);
    without_time.limits.silence = Duration::ZERO;
    for settings in [for_clients(0), without_time] {
        let server = Server::bind("127.0.0.1:0", settings, Greeter::default());
        assert_eq!(server.unwrap_err().kind(), ErrorKind::InvalidInput);
    }
}

#[test]
fn who_finds_no_place_waits_until_somebody_leaves() {
    within_limit(|| {
        let server = start(for_clients(2));
        let mut clients = [(); 3].map(|()| server.connect());
        clients[0].is_welcome();
        clients[1].is_welcome();
        clients[2].say("Eve\n");
        clients[0].is_greeted("Ada");
        clients[1].is_greeted("Ben");
        let [first, second, mut third] = clients;
        first.reader.get_ref().shutdown(Shutdown::Write).unwrap();
        third.is_welcome();
        assert_eq!(third.line(), "Hello, Eve!\n");
        // Each thread tells of its own client, so only these come in order.
        let events = [(); 2].map(|()| server.events.recv().unwrap());
        for client in [&first, &second] {
            let connected = format!("{} connected", client.address());
            assert!(events.contains(&connected), "{events:?}");
        }
        let lines = ["0 closed after 4 bytes", "2 connected"];
        server.expect(&[&first, &second, &third], &lines);
    });
}

#[test]
fn who_finds_no_place_is_told_so_even_if_it_speaks_first() {
    within_limit(|| {
        let server = start(busy_after(1));
        let mut served = server.connect();
        served.is_welcome();
        let mut other = server.connect();
        other.say("Ben\n");
        assert_eq!(other.line(), "busy, try again later\n");
        assert_eq!(other.line(), "");
        other.says_more_than_buffers_take();
        server.expect(&[&served, &other], &["0 connected", "1 told busy"]);
        served.is_greeted("Ada");
        drop(served);
        drop(other);
        server.welcomes_somebody_soon();
    });
}

/// More of them than may take their leave at a time, and none of them leaves.
#[test]
fn those_who_are_told_busy_keep_nobody() {
    within_limit(|| {
        let server = start(busy_after(1));
        let mut served = server.connect();
        served.is_welcome();
        let begin = Instant::now();
        let mut others = [(); 40].map(|()| server.connect());
        for other in &mut others {
            assert_eq!(other.line(), "busy, try again later\n");
        }
        // Sixteen at a time, for two seconds each, would take longer.
        assert!(begin.elapsed() < Duration::from_secs(4));
        served.is_greeted("Ada");
        served.say("exit\n");
        assert_eq!(served.line(), "Goodbye!\n");
        drop(served);
        server.welcomes_somebody_soon();
    });
}

#[test]
fn a_panic_costs_one_client_and_no_place() {
    within_limit(|| {
        let greeter = Greeter::panicking_at("Bobby");
        let server = start_with(for_clients(1), greeter);
        for _ in 0..3 {
            let mut client = server.connect();
            client.is_welcome();
            client.is_greeted("Ada");
            client.say("Bobby\n");
            assert_eq!(client.line(), "");
            let lines = [
                "0 connected",
                "0 failed after 4 bytes: the handler panicked",
            ];
            server.expect(&[&client], &lines);
        }
    });
}

#[test]
fn a_byte_at_a_time_holds_a_place_no_longer_than_a_line_may_take() {
    within_limit(|| {
        let limit = Duration::from_millis(200);
        let settings = Settings {
            limits: Limits {
                silence: limit,
                ..LIMITS
            },
            ..for_clients(1)
        };
        let server = start(settings);
        let mut slow = server.connect();
        slow.is_welcome();
        let mut next = server.connect();
        let address = slow.address();
        let sending = thread::spawn(move || {
            while slow.reader.get_mut().write_all(b"a").is_ok() {
                thread::sleep(limit / 20); // a byte now and then
            }
        });
        next.is_welcome();
        let event = server.events.iter().nth(1).unwrap();
        assert_eq!(event, format!("{address} timed out after 0 bytes"));
        sending.join().unwrap();
    });
}

/// So that the report of its panic, or `ps`, tells which it was.
#[test]
fn a_thread_is_called_as_its_client() {
    within_limit(|| {
        let settings = for_clients(1);
        let server = Server::bind("127.0.0.1:0", settings, Greeter::default());
        let server = server.unwrap();
        let client = TcpStream::connect(server.local_addr().unwrap()).unwrap();
        let stop = Stop::new().unwrap();
        let report = |event: threading::capped::Event| {
            let thread = thread::current();
            let name = thread.name().unwrap_or_default();
            if event.to_string() == format!("{name} connected") {
                stop.request();
            }
        };
        server.serve(&stop, report).unwrap();
        drop(client);
    });
}

#[test]
fn after_a_stop_the_idle_are_let_go_at_once_and_nobody_is_let_in() {
    within_limit(|| {
        let server = start(for_clients(2));
        let (mut one, mut other) = (server.connect(), server.connect());
        one.is_welcome();
        other.is_greeted_first("Ben");
        let waiting = server.connect();
        let (address, begin) = (server.address, Instant::now());
        let events = server.end();
        assert!(begin.elapsed() < threading::capped::GRACE);
        assert_eq!(one.line(), "");
        assert_eq!(other.line(), "");
        assert_eq!(events[2], "stopping: 2 connections");
        assert!(events[3].contains(" closed after "), "{events:?}");
        assert!(events[4].contains(" closed after "), "{events:?}");
        assert_eq!(events[5], "all have ended");
        let error = TcpStream::connect(address).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
        // Who was in the backlog has never been served, and learns it at once.
        let error = waiting.reader.into_inner().read(&mut [0]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    });
}

#[test]
fn after_a_stop_a_line_that_has_begun_may_be_finished() {
    within_limit(|| {
        let server = start(for_clients(1));
        let mut client = server.connect();
        client.is_greeted_first("Ada");
        client.say("B");
        // Nothing tells us that the server has read it, but whatever it has not
        // read yet it reads before it looks at the stop.
        server.stop.request();
        while server.events.recv().unwrap() != "stopping: 1 connection" {}
        let error = TcpStream::connect(server.address).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
        client.say("en\n");
        assert_eq!(client.line(), "Hello, Ben!\n");
        assert_eq!(client.line(), "");
        assert_eq!(server.end().last().unwrap(), "all have ended");
    });
}

#[test]
fn after_the_grace_whoever_is_left_is_cut_off() {
    within_limit(|| {
        let grace = Duration::from_millis(50);
        let server = start(Settings {
            grace,
            ..for_clients(1)
        });
        let mut client = server.connect();
        client.is_greeted_first("Ada");
        client.say("Be");
        let begin = Instant::now();
        let events = server.end();
        assert!(begin.elapsed() >= grace);
        assert_eq!(events[1], "stopping: 1 connection");
        assert_eq!(events[2], "time is over: closing 1 connection");
        assert!(events[3].ends_with(" cut off after 4 bytes"), "{events:?}");
        assert_eq!(events[4], "all have ended");
        assert_eq!(client.line(), "");
    });
}

/// One that never reads has its thread wait in a write.
#[test]
fn after_the_grace_a_write_is_ended_too() {
    within_limit(|| {
        let server = start(Settings {
            grace: Duration::from_millis(50),
            ..for_clients(1)
        });
        let mut deaf = server.connect();
        deaf.is_welcome();
        let stream = deaf.reader.get_ref().try_clone().unwrap();
        // So long that it's the server that waits, and not for a processor.
        let stalled = Some(Duration::from_millis(500));
        stream.set_write_timeout(stalled).unwrap();
        let line = [&[b'x'; LINE_LIMIT - 1][..], b"\n"].concat();
        while (&stream).write_all(&line).is_ok() {}
        let events = server.end();
        assert_eq!(events[2], "time is over: closing 1 connection");
        assert_eq!(events[4], "all have ended");
    });
}

#[test]
fn what_has_come_when_the_stop_comes_is_answered() {
    within_limit(|| {
        let server = start(for_clients(64));
        let mut clients: Vec<_> = (0..64).map(|_| server.connect()).collect();
        for client in &mut clients {
            client.say("Ada\nBen\n");
        }
        clients[0].is_welcome(); // some are served by now
        let events = server.end();
        let connected = events.iter().filter(|event| event.contains("connected"));
        let mut answered = 0;
        for client in clients {
            let mut told = String::new();
            let mut reader = client.reader;
            if reader.read_to_string(&mut told).is_ok() {
                assert!(told.ends_with("Hello, Ada!\nHello, Ben!\n"), "{told}");
                answered += 1;
            }
        }
        assert_eq!(answered, connected.count());
    });
}

impl Client {
    fn is_greeted_first(&mut self, name: &str) {
        self.is_welcome();
        self.is_greeted(name);
    }
}

#[cfg(target_os = "linux")]
mod a_thousand {
    use std::fs;
    use std::process::Command;

    use super::*;

    const CLIENTS: usize = 1000;

    /// They are all there before the first has gone, so this process needs a
    /// descriptor for each.
    #[test]
    fn a_thousand_clients_at_once_are_served_in_turn_and_none_is_lost() {
        if most_descriptors() < CLIENTS + 200 {
            return run_again_with_more_descriptors();
        }
        within_limit(|| {
            let server = start(for_clients(16));
            let clients: Vec<_> = (0..CLIENTS).map(|_| server.connect()).collect();
            for (number, mut client) in clients.into_iter().enumerate() {
                client.is_greeted_first(&format!("number {number}"));
            }
            let events = server.end();
            let ended = events.iter().filter(|event| event.contains(" closed "));
            assert_eq!(ended.count(), CLIENTS);
        });
    }

    fn most_descriptors() -> usize {
        let limits = fs::read_to_string("/proc/self/limits").unwrap();
        let line = limits
            .lines()
            .find_map(|line| line.strip_prefix("Max open files"));
        let soft = line.unwrap().split_whitespace().next().unwrap();
        soft.parse().unwrap_or(usize::MAX)
    }

    fn run_again_with_more_descriptors() {
        let name = "a_thousand_clients_at_once_are_served_in_turn_and_none_is_lost";
        let output = Command::new("sh")
            .args(["-c", "ulimit -n 4096 && exec \"$0\" \"$1\""])
            .arg(std::env::current_exe().unwrap())
            .arg(name)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(said.contains(" 1 passed"), "{said}");
    }
}
