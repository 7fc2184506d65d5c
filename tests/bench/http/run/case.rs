//! What is asked of each server, and what is seen meanwhile.

use std::fmt;
use std::io;
use std::time::Duration;

use load::requests::Browsers;
use load::server::Server;

use super::site::asked;

/// With how many clients system calls are counted.
const COUNTED: usize = 10;

/// One kind of load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Case {
    pub(crate) clients: usize,
    pub(crate) what: What,
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    /// 1 KiB.
    Page,
    /// 16 KiB.
    Picture,
    /// 1 MiB.
    Large,
    /// The page, by somebody who has it.
    NotModified,
    /// The page, over a connection of its own.
    Visit,
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
    /// Answers in a second.
    pub(crate) rate: f64,
    /// The server's processor time for each, in microseconds.
    pub(crate) cpu: f64,
    /// Within which time half, 99 % and 99.9 % of them came, in microseconds.
    pub(crate) latency: Option<[f64; 3]>,
    /// The server's system calls for each, where they are counted.
    pub(crate) calls: Option<f64>,
}

impl What {
    pub(crate) fn file(self) -> &'static str {
        match self {
            Self::Page | Self::NotModified | Self::Visit => "page.html",
            Self::Picture => "picture.png",
            Self::Large => "large.bin",
        }
    }

    pub(crate) fn length(self) -> usize {
        match self {
            Self::Page | Self::NotModified | Self::Visit => 1 << 10,
            Self::Picture => 1 << 14,
            Self::Large => 1 << 20,
        }
    }
}

impl Case {
    /// How many clients there are at a time.
    pub(crate) fn clients(self) -> usize {
        self.clients
    }

    pub(crate) fn measure(
        self,
        server: &Server,
        pace: Pace,
    ) -> io::Result<Figures> {
        let asked = asked(self.what);
        let mut all = Browsers::connect(server.address(), self.clients, asked)?;
        all.ask(pace.warm_up)?;
        // The threads of some servers end with their clients, so that the time of the
        // process has to be taken, in ticks.
        let begin = server.process_time()?;
        let mut exchange = all.ask(pace.window)?;
        let cpu = server.process_time()?.saturating_sub(begin);
        let mut calls = None;
        if self.clients == COUNTED && self.what == What::Page {
            let (counted, number) =
                server.system_calls(|| all.ask(pace.warm_up))?;
            calls = number.map(|number| number as f64 / counted.messages());
        }
        Ok(Figures {
            rate: exchange.rate(),
            cpu: microseconds(cpu) / exchange.messages(),
            latency: Some(
                [500, 990, 999].map(|n| microseconds(exchange.latencies.within(n))),
            ),
            calls,
        })
    }
}

fn microseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clients = self.clients;
        match self.what {
            What::Page => write!(f, "{clients} connections, a page of 1 KiB"),
            What::Picture => write!(f, "{clients} connections, a file of 16 KiB"),
            What::Large => write!(f, "{clients} connections, a file of 1 MiB"),
            What::NotModified => {
                write!(f, "{clients} connections, a page that they have")
            }
            What::Visit => {
                write!(f, "{clients} clients, a connection for each page")
            }
        }
    }
}
