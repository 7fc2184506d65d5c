//! What bounds the server: patience, places, and its end.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use echo_server::limits::{DRAIN_LIMIT, Limits};
use selector::backend::poll::Poll;
use selector::server::{Server, Settings};
use selector::{Backend, DefaultBackend};
use threading::stop::Stop;

use crate::within_limit;

/// As short as can be told from no time at all, on a machine under load.
const SHORT: Duration = Duration::from_millis(500);

/// Longer than any test.
const LONG: Duration = Duration::from_secs(3600);

fn patient() -> Settings {
    Settings {
        limits: Limits {
            silence: LONG,
            conversation: LONG,
        },
        grace: LONG,
        ..Settings::default()
    }
}

fn with_silence(silence: Duration) -> Settings {
    let mut settings = patient();
    settings.limits.silence = silence;
    settings
}

/// A server in a thread of its own.
struct Running {
    address: SocketAddr,
    events: Receiver<String>,
    stop: Stop,
    thread: JoinHandle<()>,
}

impl Running {
    fn start<B: Backend + Send + 'static>(settings: Settings) -> Self {
        let server = Server::<B>::bind("127.0.0.1:0", settings).unwrap();
        let address = server.local_addr().unwrap();
        let stop = Stop::new().unwrap();
        let until = stop.clone();
        // Without room for any, so that the server goes on when we have heard of it.
        let (sender, events) = mpsc::sync_channel(0);
        let thread = thread::spawn(move || {
            let report = |event: selector::server::Event| {
                // Whoever doesn't listen any more has seen enough.
                let _ = sender.send(event.to_string());
                Ok(())
            };
            server.serve(&until, report).unwrap();
        });
        Self {
            address,
            events,
            stop,
            thread,
        }
    }

    fn connect(&self) -> Client {
        let client = self.knock();
        self.expect(&format!("{} connected", client.address()));
        client
    }

    /// Connects, as far as the backlog.
    fn knock(&self) -> Client {
        Client(TcpStream::connect(self.address).unwrap())
    }

    fn next(&self) -> String {
        self.events.recv().unwrap()
    }

    fn expect(&self, event: &str) {
        assert_eq!(self.next(), event);
    }

    /// From now on nobody hears what it reports.
    fn end(self) {
        drop(self.events);
        self.stop.request();
        self.thread.join().unwrap();
    }
}

struct Client(TcpStream);

impl Client {
    fn address(&self) -> SocketAddr {
        self.0.local_addr().unwrap()
    }

    fn says(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).unwrap();
    }

    fn hears(&mut self, bytes: &[u8]) {
        let mut heard = vec![0; bytes.len()];
        self.0.read_exact(&mut heard).unwrap();
        assert_eq!(heard, bytes);
    }

    fn hears_the_end(&mut self) {
        assert_eq!(self.0.read(&mut [0]).unwrap(), 0);
    }

    /// Sends until nothing more is taken for a while.
    fn fill(&mut self) {
        self.0.set_write_timeout(Some(SHORT / 10)).unwrap();
        while self.0.write(&[b'x'; 64 * 1024]).is_ok() {}
    }
}

/// The same with the best backend and with the one that all Unixes have.
fn everywhere(settings: Settings, test: fn(Running)) {
    within_limit(move || {
        test(Running::start::<DefaultBackend>(settings));
        test(Running::start::<Poll>(settings));
    });
}

#[test]
fn whoever_is_silent_has_to_go_and_whoever_speaks_may_stay() {
    everywhere(with_silence(SHORT), |server| {
        let begin = Instant::now();
        let mut silent = server.connect();
        let mut speaking = server.connect();
        let is_over = AtomicBool::new(false);
        let gone = thread::scope(|scope| {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    speaking.says(b"here I am");
                    speaking.hears(b"here I am");
                }
            });
            let gone = server.next();
            is_over.store(true, Ordering::Relaxed);
            gone
        });
        let expected = format!("{} timed out after 0 bytes", silent.address());
        assert_eq!(gone, expected);
        assert!(begin.elapsed() >= SHORT, "{:?}", begin.elapsed());
        silent.hears_the_end();
        speaking.says(b"and so I am");
        speaking.hears(b"and so I am");
        server.end();
    });
}

#[test]
fn whoever_never_reads_has_to_go() {
    everywhere(with_silence(SHORT), |server| {
        let mut deaf = server.connect();
        deaf.fill();
        let gone = server.next();
        let expected = format!("{} timed out after ", deaf.address());
        assert!(gone.starts_with(&expected), "{gone}");
        server.end();
    });
}

#[test]
fn a_conversation_ends_however_much_is_said() {
    let mut settings = patient();
    settings.limits.conversation = SHORT;
    everywhere(settings, |server| {
        let begin = Instant::now();
        let mut client = server.connect();
        let address = client.address();
        let gone = thread::scope(|scope| {
            scope.spawn(|| {
                // One of them fails when it is over.
                while client.0.write_all(b"x").is_ok()
                    && client.0.read_exact(&mut [0]).is_ok()
                {}
            });
            server.next()
        });
        let expected = format!("{address} timed out after ");
        assert!(gone.starts_with(&expected), "{gone}");
        assert!(begin.elapsed() >= SHORT, "{:?}", begin.elapsed());
        server.end();
    });
}

#[test]
fn those_for_whom_there_is_no_place_wait_until_there_is_one() {
    let settings = Settings {
        connections: 2,
        ..patient()
    };
    everywhere(settings, |server| {
        let mut inside = server.connect();
        let leaving = server.connect();
        let mut outside = server.knock();
        outside.says(b"let me in");
        for _ in 0..100 {
            inside.says(b"?");
            inside.hears(b"?");
        }
        // Nothing was said of the third in all that time; it comes when one has left.
        let left = leaving.address();
        drop(leaving);
        server.expect(&format!("{left} closed after 0 bytes"));
        server.expect(&format!("{} connected", outside.address()));
        outside.hears(b"let me in");
        server.end();
    });
}

#[test]
fn settings_that_cannot_be_are_told() {
    let mut endless = patient();
    endless.limits.conversation = Duration::MAX;
    let nobody = Settings {
        connections: 0,
        ..patient()
    };
    let without_end = Settings {
        grace: Duration::MAX,
        ..patient()
    };
    for settings in [endless, nobody, with_silence(Duration::ZERO), without_end] {
        let bound = Server::<DefaultBackend>::bind("127.0.0.1:0", settings);
        assert_eq!(bound.unwrap_err().kind(), ErrorKind::InvalidInput);
    }
}

#[test]
fn a_stop_tells_the_idle_that_it_is_the_end_and_refuses_all_others() {
    everywhere(patient(), |server| {
        let mut idle = server.connect();
        idle.says(b"hello");
        idle.hears(b"hello");
        server.stop.request();
        server.expect("stopping: 1 connection");
        idle.hears_the_end();
        let address = idle.address();
        drop(idle);
        server.expect(&format!("{address} closed after 5 bytes"));
        server.expect("all have ended");
        let refused = TcpStream::connect(server.address).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
        server.end();
    });
}

#[test]
fn whoever_does_not_go_after_a_stop_is_closed_all_the_same() {
    everywhere(patient(), |server| {
        let mut lingering = server.connect();
        server.stop.request();
        server.expect("stopping: 1 connection");
        lingering.hears_the_end();
        let begin = Instant::now();
        let address = lingering.address();
        server.expect(&format!("{address} closed after 0 bytes"));
        assert!(begin.elapsed() > DRAIN_LIMIT / 2, "{:?}", begin.elapsed());
        server.expect("all have ended");
        server.end();
    });
}

#[test]
fn whoever_does_not_take_its_answer_has_the_grace_and_no_longer() {
    let settings = Settings {
        grace: SHORT,
        ..patient()
    };
    everywhere(settings, |server| {
        let mut deaf = server.connect();
        deaf.fill();
        let begin = Instant::now();
        server.stop.request();
        server.expect("stopping: 1 connection");
        server.expect("time is over: closing 1 connection");
        assert!(begin.elapsed() >= SHORT, "{:?}", begin.elapsed());
        let gone = server.next();
        assert!(gone.contains(" timed out after "), "{gone}");
        server.expect("all have ended");
        server.end();
    });
}

/// What the server has read comes back to whoever sent it, to the last byte, though they
/// all go on sending.
#[test]
fn nothing_that_was_read_is_lost_when_the_server_stops_under_load() {
    everywhere(patient(), |server| {
        let mut clients: Vec<Client> = (0..50).map(|_| server.connect()).collect();
        let mut counts = thread::scope(|scope| {
            let talking: Vec<_> = clients
                .iter_mut()
                .map(|client| scope.spawn(|| talk_to_the_end(client)))
                .collect();
            server.stop.request();
            server.expect("stopping: 50 connections");
            let mut answered = Vec::new();
            loop {
                let event = server.next();
                if event == "all have ended" {
                    break;
                }
                let (client, rest) = event.split_once(" closed after ").unwrap();
                let bytes = rest.strip_suffix(" bytes").unwrap();
                answered.push((client.to_owned(), bytes.parse().unwrap()));
            }
            let heard = talking.into_iter().map(|client| client.join().unwrap());
            let heard: Vec<(String, usize)> = heard.collect();
            [answered, heard]
        });
        counts.iter_mut().for_each(|counts| counts.sort());
        assert_eq!(counts[0], counts[1]);
        server.end();
    });
}

/// Sends without a pause, and reads until the server ends; who it was, and how much has
/// come back.
fn talk_to_the_end(client: &Client) -> (String, usize) {
    let own = |position: usize| (position % 251) as u8;
    let heard = thread::scope(|scope| {
        let sending = scope.spawn(|| {
            let mut sent = 0;
            loop {
                let bytes: Vec<u8> = (sent..sent + 1000).map(own).collect();
                match (&client.0).write(&bytes) {
                    Ok(length) => sent += length,
                    Err(_) => return,
                }
            }
        });
        let mut heard = Vec::new();
        (&client.0).read_to_end(&mut heard).unwrap();
        // The server may have gone by now, if it has heard that we have.
        let _ = client.0.shutdown(Shutdown::Both);
        sending.join().unwrap();
        heard
    });
    assert!(heard.iter().copied().eq((0..heard.len()).map(own)));
    (client.address().to_string(), heard.len())
}
