//! The roles that hold many connections to a server.

use std::env;
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, ToSocketAddrs};
use std::time::{Duration, Instant};

use echo_server::client::connect;
use selector::client::{Client, Event, What};
use selector::{DEFAULT_ADDRESS, descriptors, memory};
use tcp_vs_udp::command::{Failure, Stopped, Tried, Words, say};

/// How many connections are told line by line, and how many failures of more.
const TOLD: usize = 10;

/// How long all of it may take unless told otherwise: a server that takes a
/// millisecond for a connection has time for a hundred thousand.
const TIME_LIMIT: Duration = Duration::from_secs(100);

/// Sends each message over each of many connections, and verifies what comes back.
pub(super) fn talk(mut words: Words) -> Result<(), Stopped> {
    let asked = Asked::take(&mut words)?;
    let mut messages = Vec::new();
    while let Some(message) = words.text() {
        messages.push(message);
    }
    words.finish()?;
    if messages.is_empty() {
        return Err("client needs a message".to_owned().into());
    }

    let message = |connection: usize, turn: usize| {
        let text = messages.get(turn).map_or("", String::as_str);
        format!("{text} from {connection}\n").into_bytes()
    };
    let mut tally = Tally::new(asked.connections);
    let mut client = asked.client(message)?;
    client
        .talk(asked.connections, messages.len(), asked.deadline, |event| {
            tally.count(event)
        })
        .tried("go on talking")?;
    client.close(|event| tally.count(event));
    tally.end(&asked.address)?;
    let who = match asked.connections {
        1 => "the connection got back what it sent".to_owned(),
        n => format!("all {n} connections got back what they sent"),
    };
    let Tally {
        messages, bytes, ..
    } = tally;
    say(format_args!("{who}: {messages} messages, {bytes} bytes"))?;
    Ok(())
}

/// Opens many connections and says nothing more.
pub(super) fn hold(mut words: Words) -> Result<(), Stopped> {
    let asked = Asked::take(&mut words)?;
    words.finish()?;
    let mut tally = Tally::new(usize::MAX);
    // A byte there and back, so that the server has accepted the connection.
    let mut client = asked.client(|_, _| b"\n".to_vec())?;
    client
        .talk(asked.connections, 1, asked.deadline, |event| {
            tally.count(event);
        })
        .tried("go on connecting")?;
    tally.end(&asked.address)?;
    say(match client.connections() {
        1 => "1 connection is open".to_owned(),
        n => format!("{n} connections are open"),
    })?;
    client.hold(|_| ()).tried("hold the connections")?;
    say("the server has ended them all")?;
    Ok(())
}

/// How much memory many connections take.
pub(super) fn weigh(words: Words) -> Result<(), Stopped> {
    words.finish()?;
    let program = env::current_exe().tried("find this program")?;
    memory::run(&program, &mut io::stdout())
        .tried("open ten thousand connections")?;
    Ok(())
}

/// What both are told.
struct Asked {
    connections: usize,
    address: String,
    deadline: Instant,
}

impl Asked {
    fn take(words: &mut Words) -> Result<Self, Stopped> {
        let address = words.address(DEFAULT_ADDRESS)?;
        let time_limit = words.seconds("--timeout")?.unwrap_or(TIME_LIMIT);
        let number = words.text().unwrap_or_default();
        let connections = match number.parse() {
            Ok(connections) if connections > 0 => connections,
            _ => {
                return Err(
                    format!("{number:?} is no number of connections").into()
                );
            }
        };
        let now = Instant::now();
        Ok(Self {
            connections,
            address,
            deadline: now.checked_add(time_limit).unwrap_or(now),
        })
    }

    fn client<F>(&self, message: F) -> Result<Client<F>, Failure>
    where
        F: Fn(usize, usize) -> Vec<u8>,
    {
        let connections = self.connections;
        descriptors::require_room(connections)
            .tried(format_args!("open {connections} connections"))
            .map_err(|failure| failure.with_hint(LIMIT))?;
        listening(&self.address)
            .and_then(|address| Client::new(address, message))
            .tried(format_args!("connect to {}", self.address))
    }
}

/// Where to learn more.
const LIMIT: &str = "a connection is a descriptor; `ulimit -Hn` shows how many a \
                     process may have, and only root can have it raised";

/// The address that a name stands for; if there are several, the first of them where
/// somebody listens.
fn listening(name: &str) -> io::Result<SocketAddr> {
    let addresses: Vec<SocketAddr> = name.to_socket_addrs()?.collect();
    match &*addresses {
        [address] => Ok(*address),
        several => connect(several, TIME_LIMIT)?.peer_addr(),
    }
}

/// What has happened so far.
struct Tally {
    /// Whether there are few enough to tell all of it.
    in_full: bool,
    messages: usize,
    bytes: usize,
    failures: usize,
    first_failure: Option<io::Error>,
    told: Result<(), Failure>,
}

impl Tally {
    fn new(connections: usize) -> Self {
        Self {
            in_full: connections <= TOLD,
            messages: 0,
            bytes: 0,
            failures: 0,
            first_failure: None,
            told: Ok(()),
        }
    }

    fn count(&mut self, event: Event<'_>) {
        let is_failure = matches!(event.what, What::Failed(_));
        let is_told = self.in_full || is_failure && self.failures < TOLD;
        if is_told && self.told.is_ok() {
            self.told = say(&event);
        }
        match event.what {
            What::Received(message) => {
                self.messages = self.messages.saturating_add(1);
                self.bytes = self.bytes.saturating_add(message.len());
            }
            What::Failed(error) => {
                self.failures = self.failures.saturating_add(1);
                self.first_failure.get_or_insert(error);
            }
            What::Starting | What::Connected(_) | What::Sent(_) | What::Closed => {}
        }
    }

    /// The failure, if there was one.
    fn end(&mut self, address: &str) -> Result<(), Failure> {
        std::mem::replace(&mut self.told, Ok(()))?;
        let Some(error) = self.first_failure.take() else {
            return Ok(());
        };
        let failures = self.failures;
        let tried = format_args!(
            "have every connection served by {address} ({failures} failed)"
        );
        Err(Failure::new(tried, error).with_hint_for(
            ErrorKind::TimedOut,
            "does the server take so many at once?",
        ))
    }
}
