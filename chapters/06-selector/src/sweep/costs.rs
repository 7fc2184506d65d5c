//! What the sweep costs, by how long it sleeps: the server's time while nobody wants
//! anything, and the clients' while they wait.

use std::fmt::{self, Write as _};
use std::io::{self, Read, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use tcp_vs_udp::random::Random;
use threading::observed::{Limit, Observed};

use crate::descriptors;
use crate::measured::{Spread, in_words, micros};

/// How many of the connections are busy, when some are.
const BUSY: usize = 10;

/// How much is measured.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    /// How many connections each server has, from 10 on.
    pub connections: usize,
    /// How often each server has its turn.
    pub rounds: usize,
    /// How long a server is watched while all of its clients are idle.
    pub idle: Duration,
    /// How many messages one client sends if it's alone, each after a moment of
    /// thought that ends anywhere in a pause of the server.
    pub messages: usize,
}

impl Scale {
    /// As the book tells it: a thousand connections, and many times the longest pause.
    pub const FULL: Self = Self {
        connections: 1_000,
        rounds: 5,
        idle: Duration::from_millis(500),
        messages: 51,
    };
}

/// The longest moment of thought: as long as the longest pause.
const LONGEST_THOUGHT: Duration = Duration::from_millis(10);

/// How many messages each client of a crowd sends.
const TURNS: usize = 20;

/// What is sent.
const MESSAGE: [u8; 64] = [b'a'; 64];

/// So many fit into the backlog of a listener, of which a sweep may take no notice for
/// a while.
const AT_ONCE: usize = 100;

/// A silent server is given up.
const PATIENCE: Duration = Duration::from_secs(5);

/// A server, and how it's started.
#[derive(Debug, Clone, Copy)]
struct Served {
    name: &'static str,
    /// With which its numbers are named in the book's data.
    key: &'static str,
    role: &'static str,
    arguments: &'static [&'static str],
}

/// The chapter's last server.
const SELECTOR: &str = "selector";

const SERVERS: [Served; 5] = [
    sweep("no sleep", "pause_0", &["--pause", "0"]),
    sweep("50 µs", "pause_50", &["--pause", "50"]),
    sweep("1 ms", "pause_1000", &["--pause", "1000"]),
    sweep("10 ms", "pause_10000", &["--pause", "10000"]),
    // What this chapter comes to.
    Served {
        name: SELECTOR,
        key: SELECTOR,
        role: "server",
        arguments: &[],
    },
];

const fn sweep(
    name: &'static str,
    key: &'static str,
    arguments: &'static [&'static str],
) -> Served {
    Served {
        name,
        key,
        role: "sweep",
        arguments,
    }
}

/// What was measured of one server.
#[derive(Debug, Clone)]
pub struct Costs {
    /// How long it sleeps, or that it's the chapter's last server.
    pub name: &'static str,
    key: &'static str,
    /// The processor time that it takes for a second, when all clients are idle.
    pub idle_second: Spread,
    /// How long a message takes to and fro, if its client is the only busy one.
    pub alone: Spread,
    /// The same divided by the number of the busy ones, if there are ten.
    pub among_ten: Spread,
    /// The same, if all are busy.
    pub among_all: Spread,
}

/// Measures the servers of the chapter's `program` in turn, each in a process of its
/// own.
///
/// # Errors
/// The process may not have so many descriptors open, or a server can't be started,
/// or watched, which only Linux lets us do.
pub fn run(program: &Path, scale: Scale) -> io::Result<Vec<Costs>> {
    descriptors::require_room(scale.connections)?;
    let mut rounds = SERVERS.map(|_| Vec::new());
    for _ in 0..scale.rounds {
        for (rounds, server) in rounds.iter_mut().zip(SERVERS) {
            rounds.push(server.measure(program, scale)?);
        }
    }
    let costs = SERVERS.iter().zip(rounds).filter_map(|(server, rounds)| {
        let spread = |index: usize| {
            let times = rounds.iter().filter_map(|times| times.get(index).copied());
            Spread::of(times.collect())
        };
        Some(Costs {
            name: server.name,
            key: server.key,
            idle_second: spread(0)?,
            alone: spread(1)?,
            among_ten: spread(2)?,
            among_all: spread(3)?,
        })
    });
    Ok(costs.collect())
}

impl Costs {
    fn spreads(&self) -> [Spread; 4] {
        [self.idle_second, self.alone, self.among_ten, self.among_all]
    }
}

impl Served {
    /// Measures a server in a process of its own, in four situations.
    fn measure(&self, program: &Path, scale: Scale) -> io::Result<[Duration; 4]> {
        // Besides the connections there is little.
        let descriptors =
            u32::try_from(scale.connections).map_err(io::Error::other)?;
        let limit = Limit::Descriptors(descriptors.saturating_add(50));
        let server = Observed::start(program, self.role, self.arguments, limit)?;
        let mut clients = Vec::with_capacity(scale.connections);
        while clients.len() < scale.connections {
            let missing = scale.connections.saturating_sub(clients.len());
            for _ in 0..missing.min(AT_ONCE) {
                let client = TcpStream::connect(server.address())?;
                client.set_nodelay(true)?;
                client.set_read_timeout(Some(PATIENCE))?;
                clients.push(client);
            }
            for _ in 0..missing.min(AT_ONCE) {
                server.next_line()?; // connected
            }
        }
        let few = clients.get(..BUSY).unwrap_or_default();
        let one = few.first().ok_or(io::ErrorKind::InvalidInput)?;
        Ok([
            idle_second(&server, scale.idle)?,
            alone(one, scale.messages)?,
            at_once(few)?,
            at_once(&clients)?,
        ])
    }
}

/// The processor time that a server takes for a second in which nothing happens.
fn idle_second(server: &Observed, idle: Duration) -> io::Result<Duration> {
    let (begin, before) = (Instant::now(), server.processor_time()?);
    thread::sleep(idle); // what is measured is what happens meanwhile
    let used = server.processor_time()?.saturating_sub(before);
    let share = used.div_duration_f64(begin.elapsed());
    Ok(Duration::from_secs_f64(share))
}

/// How long a message takes, there and back: the median of some.
fn alone(mut client: &TcpStream, messages: usize) -> io::Result<Duration> {
    let mut random = Random::new(7);
    let mut times = Vec::with_capacity(messages);
    for _ in 0..messages {
        let longest = LONGEST_THOUGHT.as_micros().try_into().unwrap_or(u64::MAX);
        let thought = random.next_number().checked_rem(longest).unwrap_or(0);
        thread::sleep(Duration::from_micros(thought));
        let begin = Instant::now();
        client.write_all(&MESSAGE)?;
        client.read_exact(&mut MESSAGE.clone())?;
        times.push(begin.elapsed());
    }
    Ok(Spread::of(times).map_or(Duration::ZERO, |spread| spread.median))
}

/// How long a message takes if each of these clients has one underway, divided by
/// their number.
fn at_once(clients: &[TcpStream]) -> io::Result<Duration> {
    let begin = Instant::now();
    for _ in 0..TURNS {
        for mut client in clients {
            client.write_all(&MESSAGE)?;
        }
        for mut client in clients {
            client.read_exact(&mut MESSAGE.clone())?;
        }
    }
    let messages = clients.len().saturating_mul(TURNS);
    let messages = u32::try_from(messages).map_err(io::Error::other)?;
    Ok(begin.elapsed().checked_div(messages).unwrap_or_default())
}

/// The medians as the book's data: `book/data` has them.
///
/// In the table stands, by how long one client waits, the share of a processor that
/// the server takes when nobody wants anything: of those that sweep, and of the other.
#[must_use]
pub fn data(costs: &[Costs]) -> String {
    let mut text = "[values]\n".to_owned();
    let mut points = Vec::new();
    for costs in costs {
        let percent = costs.idle_second.median.as_secs_f64() * 100.0;
        let alone = costs.alone.median;
        let waits = [alone, costs.among_ten.median, costs.among_all.median];
        let [one, ten, all] = waits.map(in_words);
        // Writing into a string doesn't fail.
        let _ = write!(
            text,
            "{0}_idle = \"{percent:.0} %\"\n{0}_one = \"{one}\"\n\
             {0}_ten = \"{ten}\"\n{0}_all = \"{all}\"\n",
            costs.key
        );
        points.push((micros(alone), percent, costs.key == SELECTOR));
    }
    points.sort_by(|(one, ..), (other, ..)| one.total_cmp(other));
    let list = |number: fn(&(f64, f64, bool)) -> Option<f64>| {
        let numbers = points.iter().map(|point| {
            number(point).map_or("nan".to_owned(), |number| format!("{number:.1}"))
        });
        numbers.collect::<Vec<_>>().join(", ")
    };
    let _ = write!(
        text,
        "\n[tables.choice]\nx = [{}]\n\
         \n[[tables.choice.series]]\nname = \"sweep\"\ny = [{}]\n\
         \n[[tables.choice.series]]\nname = \"selector\"\ny = [{}]\n",
        list(|(one, ..)| Some(*one)),
        list(|(_, percent, asks)| (!asks).then_some(*percent)),
        list(|(_, percent, asks)| asks.then_some(*percent)),
    );
    text
}

/// The costs as a table for a person.
#[derive(Debug)]
pub struct Shown<'a>(pub &'a [Costs]);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = ["an idle second", "one busy", "ten busy", "all busy"];
        write_row(f, "", head)?;
        for costs in self.0 {
            writeln!(f)?;
            let medians = costs.spreads().map(|spread| spread.median);
            write_row(
                f,
                costs.name,
                medians.map(|median| format!("{median:.1?}")),
            )?;
        }
        Ok(())
    }
}

fn write_row(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    cells: [impl fmt::Display; 4],
) -> fmt::Result {
    let [idle, alone, ten, all] = cells;
    write!(f, "{name:<10}{idle:>14}{alone:>12}{ten:>12}{all:>12}")
}
