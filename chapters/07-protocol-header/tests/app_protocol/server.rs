//! The server of many connections in one thread: crowds, and peers that take their time.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use app_protocol::conversation::Patience;
use app_protocol::dictionary::Dictionary;
use app_protocol::server::messages::Messages;
use app_protocol::server::{self, Event, Server, Settings};
use app_protocol::service::Service;
use app_protocol::{Decoder, Limits, Message, json, request};
use selector::backend::poll::Poll;
use selector::descriptors::make_room;
use selector::server::connection::UNSENT_LIMIT;
use selector::{Backend, DefaultBackend};
use threading::stop::Stop;

use crate::within_limit::within_limit;

/// As short as can be told from no time at all, on a machine under load.
const SHORT: Duration = Duration::from_millis(500);

/// Longer than any test.
const LONG: Duration = Duration::from_secs(3600);

/// What both systems keep for a connection at most, on Linux and unless told otherwise
/// (tcp(7), `tcp_rmem` and `tcp_wmem`), and a little more.
const BUFFERS: usize = 12 * 1024 * 1024;

fn patient() -> Settings {
    let mut settings = server::settings();
    settings.limits.silence = LONG;
    settings.limits.conversation = LONG;
    settings.grace = LONG;
    settings
}

fn with_deadline(deadline: Duration) -> Settings {
    let mut settings = patient();
    settings.limits.conversation = deadline;
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
        let service = Arc::new(Service::new(Dictionary::built_in()));
        let messages = Messages::new(service, Limits::default(), |_| {});
        let server =
            Server::<B>::with_protocol("127.0.0.1:0", settings, messages).unwrap();
        let address = server.local_addr().unwrap();
        let stop = Stop::new().unwrap();
        let until = stop.clone();
        let (sender, events) = mpsc::channel();
        let thread = thread::spawn(move || {
            let report = |event: Event| {
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

    fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).unwrap()
    }

    /// What the server tells next.
    fn told(&self) -> String {
        self.events.recv().unwrap()
    }

    /// Stops it, and returns what it had yet to tell.
    fn stop(self) -> Vec<String> {
        self.stop.request();
        self.thread.join().unwrap();
        self.events.into_iter().collect()
    }
}

fn bytes_of(message: &Message) -> Vec<u8> {
    let mut bytes = Vec::new();
    message.encode(&mut bytes).unwrap();
    bytes
}

/// So many searches for what isn't there, as bytes.
fn searches(number: usize) -> Vec<u8> {
    (0..number)
        .flat_map(|number| bytes_of(&request::search(&number.to_string())))
        .collect()
}

/// Reads all answers to the end of file, and returns the numbers they are about.
fn numbers_to_the_end(mut client: &TcpStream) -> Vec<usize> {
    let mut bytes = Vec::new();
    client.read_to_end(&mut bytes).unwrap();
    numbers(&bytes)
}

/// The numbers that answers are about. There has to be an end behind the last.
fn numbers(mut bytes: &[u8]) -> Vec<usize> {
    let mut decoder = Decoder::new(Limits::default());
    let mut numbers = Vec::new();
    while let Some(answer) = decoder.feed(&mut bytes).unwrap() {
        let content = json::parse(&answer.content).unwrap();
        let text = content.get("result").unwrap().as_str().unwrap();
        let number = text.strip_prefix("No match for '").unwrap();
        numbers.push(number.strip_suffix("'.").unwrap().parse().unwrap());
    }
    decoder.finish().unwrap();
    numbers
}

/// Reads one answer, and returns the number that it is about.
fn next_number(client: &mut TcpStream) -> usize {
    let mut bytes = Vec::new();
    let mut byte = [0];
    loop {
        client.read_exact(&mut byte).unwrap();
        bytes.extend(byte);
        let mut decoder = Decoder::new(Limits::default());
        if decoder.feed(&mut bytes.as_slice()).unwrap().is_some() {
            return numbers(&bytes)[0];
        }
    }
}

#[test]
fn a_message_has_the_same_time_with_each_of_the_servers() {
    let waiting = Patience::default();
    let limits = server::settings().limits;
    assert_eq!(limits.conversation, waiting.message_time);
    assert_eq!(limits.silence, waiting.limits.silence);
}

fn each_of_a_thousand_is_answered<B: Backend + Send + 'static>() {
    within_limit(|| {
        make_room(2100).unwrap();
        let server = Running::start::<B>(patient());
        let mut slow = server.connect();
        // More than the systems keep: the server has to wait for it, too.
        let (mut sender, all) = (slow.try_clone().unwrap(), searches(100_000));
        let sending = thread::spawn(move || {
            sender.write_all(&all).unwrap();
            sender.shutdown(Shutdown::Write).unwrap();
        });
        assert_eq!(next_number(&mut slow), 0);

        let clients: Vec<TcpStream> = (0..1000).map(|_| server.connect()).collect();
        let three = searches(3);
        let (beginning, end) = three.split_at(150);
        for mut client in &clients {
            client.write_all(beginning).unwrap();
        }
        for mut client in clients.iter().rev() {
            client.write_all(end).unwrap();
            client.shutdown(Shutdown::Write).unwrap();
        }
        for client in &clients {
            assert_eq!(numbers_to_the_end(client), [0, 1, 2]);
        }

        let rest = numbers_to_the_end(&slow);
        assert!(
            rest.into_iter().eq(1..100_000),
            "an answer is lost, or twice"
        );
        sending.join().unwrap();
        server.stop();
    });
}

#[test]
fn a_thousand_connections_are_answered_beside_one_that_reads_late() {
    each_of_a_thousand_is_answered::<DefaultBackend>();
}

#[test]
fn a_thousand_connections_are_answered_beside_one_that_reads_late_by_poll() {
    each_of_a_thousand_is_answered::<Poll>();
}

/// Sends requests until the server takes no more, and returns how many bytes it took.
fn fill(mut client: &TcpStream) -> usize {
    let requests = searches(1000);
    client.set_nonblocking(true).unwrap();
    let (mut taken, mut nothing_moved) = (0, 0);
    // What is in the systems' buffers may still move on for a moment.
    while nothing_moved < 100 {
        let next = &requests[taken % requests.len()..];
        match client.write(next) {
            Ok(length) => {
                taken += length;
                nothing_moved = 0;
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                nothing_moved += 1;
                thread::sleep(Duration::from_millis(1));
            }
            Err(error) => panic!("{error}"),
        }
        assert!(taken < BUFFERS + UNSENT_LIMIT, "{taken} bytes, and no end");
    }
    client.set_nonblocking(false).unwrap();
    taken
}

#[test]
fn whoever_never_reads_is_not_read_from_without_end_and_ends_in_time() {
    within_limit(|| {
        let server = Running::start::<DefaultBackend>(with_deadline(2 * SHORT));
        let client = server.connect();
        assert_eq!(server.told().split(' ').nth(1), Some("connected"));
        fill(&client);
        let mut other = server.connect();
        other.write_all(&searches(2)).unwrap();
        assert_eq!(next_number(&mut other), 0);
        assert_eq!(next_number(&mut other), 1);
        assert!(server.told().ends_with("connected"));
        let told = server.told();
        let peer = client.local_addr().unwrap().to_string();
        assert!(
            told.starts_with(&format!("{peer} timed out after ")),
            "{told}"
        );
        server.stop();
    });
}

/// Bytes move all the time, and it would take a day.
#[test]
fn whoever_takes_answers_byte_by_byte_ends_in_time() {
    within_limit(|| {
        let server = Running::start::<DefaultBackend>(with_deadline(2 * SHORT));
        let mut client = server.connect();
        fill(&client);
        let over = Arc::new(AtomicBool::new(false));
        let is_over = Arc::clone(&over);
        let reading = thread::spawn(move || {
            let mut taken = 0;
            // What has arrived can be read even when the connection is gone.
            while !is_over.load(Ordering::Relaxed)
                && matches!(client.read(&mut [0]), Ok(1))
            {
                taken += 1;
                thread::sleep(Duration::from_millis(1));
            }
            taken
        });
        assert!(server.told().ends_with("connected"));
        assert!(server.told().contains("timed out"));
        server.stop();
        over.store(true, Ordering::Relaxed);
        assert!(reading.join().unwrap() > 10, "bytes have moved");
    });
}

#[test]
fn one_byte_at_a_time_ends_while_whoever_asks_in_time_is_answered() {
    within_limit(|| {
        let server = Running::start::<DefaultBackend>(with_deadline(2 * SHORT));
        let mut active = server.connect();
        let mut loris = server.connect();
        server.told();
        server.told();
        let mut request = searches(1).into_iter().cycle();
        let mut asked = 0;
        let cut = loop {
            let byte = request.next().unwrap();
            if let Err(error) = loris.write_all(&[byte]) {
                break error.kind();
            }
            for _ in 0..5 {
                active.write_all(&searches(1)).unwrap();
                assert_eq!(next_number(&mut active), 0);
                asked += 1;
            }
            thread::sleep(Duration::from_millis(20));
        };
        assert!(matches!(
            cut,
            ErrorKind::ConnectionReset | ErrorKind::BrokenPipe
        ));
        let loris = loris.local_addr().unwrap();
        assert_eq!(server.told(), format!("{loris} timed out after 0 bytes"));
        assert!(asked > 20, "it was asked for longer than its deadline");
        active.shutdown(Shutdown::Write).unwrap();
        let told = server.told();
        assert!(told.contains("closed after"), "{told}");
        server.stop();
    });
}

/// How many bytes the server says that it has answered, of each client.
fn answered(events: &[String], client: SocketAddr) -> u64 {
    let end = |event: &&String| {
        event.starts_with(&format!("{client} ")) && !event.ends_with("connected")
    };
    let end = events.iter().find(end).unwrap();
    let words: Vec<&str> = end.split(' ').collect();
    assert_eq!(words[1..3], ["closed", "after"], "{end}");
    words[3].parse().unwrap()
}

/// Asks without a pause until the server ends, and returns how many answers came. What
/// is sent at a time ends in the middle of a request.
fn ask_to_the_end(mut client: &TcpStream, told: &mpsc::Sender<()>) -> usize {
    let request = searches(1);
    let parts = request.repeat(1000);
    let (mut sent, mut answers) = (0, Vec::new());
    let mut decoder = Decoder::new(Limits::default());
    let mut buffer = [0; 4096];
    for part in parts.chunks(1000).cycle() {
        client.write_all(part).unwrap();
        sent += part.len();
        let _ = told.send(());
        while answers.len() < sent / request.len() {
            let length = client.read(&mut buffer).unwrap();
            let mut bytes = &buffer[..length];
            if bytes.is_empty() {
                decoder.finish().unwrap();
                return answers.len();
            }
            while let Some(answer) = decoder.feed(&mut bytes).unwrap() {
                answers.push(answer);
            }
        }
    }
    panic!("a cycle has no end")
}

#[test]
fn no_request_that_was_read_is_lost_when_the_server_stops_under_load() {
    within_limit(|| {
        let server = Running::start::<DefaultBackend>(patient());
        let (told, rounds) = mpsc::channel();
        let clients: Vec<_> = (0..50)
            .map(|_| {
                let (client, told) = (server.connect(), told.clone());
                thread::spawn(move || {
                    let answers = ask_to_the_end(&client, &told);
                    (client.local_addr().unwrap(), answers)
                })
            })
            .collect();
        for _ in &clients {
            // Whoever is still in the backlog at the stop may be reset.
            assert!(server.told().ends_with(" connected"));
        }
        for _ in 0..500 {
            rounds.recv().unwrap();
        }
        let events = server.stop();
        for client in clients {
            let (peer, answers) = client.join().unwrap();
            let bytes = answers * searches(1).len();
            assert_eq!(answered(&events, peer), bytes as u64);
        }
    });
}

#[test]
fn half_a_message_is_not_waited_for_when_the_server_stops() {
    within_limit(|| {
        let server = Running::start::<DefaultBackend>(patient());
        let mut client = server.connect();
        client.write_all(&searches(2)[..150]).unwrap();
        assert_eq!(next_number(&mut client), 0);
        server.stop.request();
        assert_eq!(client.read(&mut [0; 100]).unwrap(), 0);
        drop(client);
        let told = server.stop();
        assert!(told.iter().any(|told| told.contains("closed after")));
    });
}
