//! What is done to each server, and what is seen meanwhile.

use std::fmt;
use std::io;
use std::time::Duration;

use load::bulk;
use load::clients::{Clients, Exchange};
use load::server::Server;

/// What a small message has.
pub(crate) const SMALL: usize = 64;
/// What a large one has.
pub(crate) const LARGE: usize = 16 * 1024;

/// The case in which a few clients talk beside many that don't.
const BUSY: usize = 10;
const SILENT: usize = 2000;

/// How many clients come and go at a time: fewer than a backlog holds, and enough that
/// the server never waits for the next.
const VISITORS: usize = 16;

/// In which case system calls are counted, and the memory of a connection is seen.
const COUNTED: usize = 100;
const WEIGHED: usize = 10_000;

/// One kind of load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    /// Each client has one message of `size` bytes in flight.
    PingPong { clients: usize, size: usize },
    /// Ten do, beside 2,000 who are silent.
    Sparse,
    /// Clients come, say one message, and leave.
    Visits,
    /// One client sends as much as it can.
    Bulk,
}

/// How long a measurement takes, and what precedes it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    pub(crate) warm_up: Duration,
    pub(crate) window: Duration,
}

/// What was seen of one server in one round.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Figures {
    /// Messages, visits or MiB in a second.
    pub(crate) rate: f64,
    /// The server's processor time for each of those, in microseconds.
    pub(crate) cpu: f64,
    /// Within which time half, 99 % and 99.9 % of the answers came, in microseconds.
    /// Not of a stream, which has no answers.
    pub(crate) latency: Option<[f64; 3]>,
    /// The server's system calls for each message, where they are counted.
    pub(crate) calls: Option<f64>,
    /// The memory that each connection takes in the process, in bytes, where it's
    /// weighed. Each has been used once.
    pub(crate) memory: Option<f64>,
}

impl Case {
    /// How many clients there are at a time.
    pub(crate) fn clients(self) -> usize {
        match self {
            Self::PingPong { clients, .. } => clients,
            Self::Sparse => BUSY + SILENT,
            Self::Visits => VISITORS,
            Self::Bulk => 1,
        }
    }

    /// What the rate counts.
    pub(crate) fn unit(self) -> &'static str {
        match self {
            Self::PingPong { .. } | Self::Sparse => "messages/s",
            Self::Visits => "visits/s",
            Self::Bulk => "MiB/s",
        }
    }

    pub(crate) fn measure(
        self,
        server: &Server,
        pace: Pace,
    ) -> io::Result<Figures> {
        match self {
            Self::PingPong { clients, size } => {
                talk(server, clients, clients, size, pace)
            }
            Self::Sparse => talk(server, BUSY + SILENT, BUSY, SMALL, pace),
            Self::Visits => visit(server, pace),
            Self::Bulk => send(server, pace),
        }
    }
}

fn talk(
    server: &Server,
    clients: usize,
    busy: usize,
    size: usize,
    pace: Pace,
) -> io::Result<Figures> {
    let before = server.usage()?.resident.0;
    let mut all = Clients::connect(server.address(), clients, size)?;
    let grown = server.usage()?.resident.0.saturating_sub(before);
    all.talk(busy, pace.warm_up)?;

    let begin = server.threads_time()?;
    let exchange = all.talk(busy, pace.window)?;
    let cpu = server.threads_time()?.saturating_sub(begin);

    let mut calls = None;
    if clients == COUNTED {
        let (counted, number) =
            server.system_calls(|| all.talk(busy, pace.warm_up))?;
        calls = number.map(|number| number as f64 / counted.messages());
    }
    Ok(Figures {
        calls,
        memory: (clients == WEIGHED && size == SMALL)
            .then_some(grown as f64 * 1024.0 / clients as f64),
        ..Figures::of(exchange, cpu)
    })
}

/// The threads of some servers end with their clients, so that the time of the process
/// has to be taken, in ticks.
fn visit(server: &Server, pace: Pace) -> io::Result<Figures> {
    let mut clients = Clients::connect(server.address(), VISITORS, SMALL)?;
    clients.visit(pace.warm_up)?;
    let begin = server.process_time()?;
    let exchange = clients.visit(pace.window)?;
    let cpu = server.process_time()?.saturating_sub(begin);
    Ok(Figures::of(exchange, cpu))
}

fn send(server: &Server, pace: Pace) -> io::Result<Figures> {
    bulk::stream(server.address(), pace.warm_up)?;
    let begin = server.process_time()?;
    let transfer = bulk::stream(server.address(), pace.window)?;
    let cpu = server.process_time()?.saturating_sub(begin);
    let mebibytes = transfer.bytes as f64 / (1 << 20) as f64;
    Ok(Figures {
        rate: mebibytes / transfer.elapsed.as_secs_f64(),
        cpu: microseconds(cpu) / mebibytes,
        latency: None,
        calls: None,
        memory: None,
    })
}

impl Figures {
    fn of(mut exchange: Exchange, cpu: Duration) -> Self {
        Self {
            rate: exchange.rate(),
            cpu: microseconds(cpu) / exchange.messages(),
            latency: Some(
                [500, 990, 999].map(|n| microseconds(exchange.latencies.within(n))),
            ),
            calls: None,
            memory: None,
        }
    }
}

fn microseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PingPong { clients, size } => {
                write!(f, "{clients} connections, {size} bytes")
            }
            Self::Sparse => {
                write!(f, "{BUSY} busy among {SILENT} idle, {SMALL} bytes")
            }
            Self::Visits => write!(f, "accept, echo {SMALL} bytes, close"),
            Self::Bulk => write!(f, "one stream without a pause"),
        }
    }
}
