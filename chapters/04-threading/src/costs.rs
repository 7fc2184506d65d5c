//! What each design takes for its clients, and how long a polite one waits beside
//! others.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use crate::client::Client;
use crate::observed::usage::{Share, Usage};
use crate::observed::{Limit, Observed};

/// How many silent clients there are when it is full: fewer than a backlog holds.
pub const CROWD: usize = 100;

/// More than any of the servers needs.
const LIMIT: Limit = Limit::Descriptors(1000);

/// How long a client has to wait that isn't served before others have left: more
/// than a hundred times what a greeting takes.
const SILENCE_LIMIT: Duration = Duration::from_millis(500);

/// A server of this chapter.
#[derive(Debug, Clone, Copy)]
struct Design {
    role: &'static str,
    arguments: &'static [&'static str],
    /// How many of the crowd it serves at a time.
    at_once: usize,
}

/// The first is what the others are compared with.
const DESIGNS: [Design; 6] = [
    Design {
        role: "one-at-a-time",
        arguments: &[],
        at_once: 1,
    },
    Design {
        role: "one-thread-each",
        arguments: &[],
        at_once: CROWD,
    },
    Design {
        role: "scoped",
        arguments: &["1000"],
        at_once: CROWD,
    },
    Design {
        role: "greet",
        arguments: &["--clients", "50"],
        at_once: 50,
    },
    Design {
        role: "pool",
        arguments: &["--clients", "8"],
        at_once: 8,
    },
    Design {
        role: "chat",
        arguments: &["--clients", "200"],
        at_once: CROWD,
    },
];

/// Measures each design of `program` in a process of its own, and writes a table to
/// `out`.
///
/// # Errors
/// A server can't be started or watched, or `out` can't be written.
pub fn run(program: &Path, out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "                 at once  threads  reserved  resident  \
         alone   beside 1  beside {CROWD}"
    )?;
    let mut base = None;
    for design in DESIGNS {
        let full = design.full(program)?;
        let base = *base.get_or_insert(full);
        let row = Row {
            design,
            threads: full.threads,
            reserved: full.reserved.each(base.reserved, design.at_once),
            resident: full.resident.each(base.resident, design.at_once),
            waits: design.waits(program)?,
        };
        writeln!(out, "{row}")?;
    }
    Ok(())
}

impl Design {
    fn start(&self, program: &Path) -> io::Result<Observed> {
        Observed::start(program, self.role, self.arguments, LIMIT)
    }

    /// What it takes of the system when the crowd is there.
    fn full(&self, program: &Path) -> io::Result<Usage> {
        let server = self.start(program)?;
        let _crowd = self.crowd(&server, 0..CROWD)?;
        server.usage()
    }

    /// How long a polite client waits alone, beside one silent client, and beside
    /// the crowd; `None` if it has to wait until others leave.
    // ANCHOR: waits
    fn waits(&self, program: &Path) -> io::Result<[Option<Duration>; 3]> {
        let server = self.start(program)?;
        let alone = server.greeting_time(SILENCE_LIMIT)?;
        let _first = self.crowd(&server, 0..1)?;
        let beside_one = server.greeting_time(SILENCE_LIMIT)?;
        let _others = self.crowd(&server, 1..CROWD)?;
        let beside_all = server.greeting_time(SILENCE_LIMIT)?;
        Ok([alone, beside_one, beside_all])
    }
    // ANCHOR_END: waits

    /// Clients with these numbers, of whom each that is served has said its name, and
    /// says nothing more.
    fn crowd(
        &self,
        server: &Observed,
        numbers: std::ops::Range<usize>,
    ) -> io::Result<Vec<Client>> {
        numbers
            .map(|number| {
                let mut client = server.connect(SILENCE_LIMIT)?;
                if number < self.at_once {
                    client.hear()?;
                    client.say(format!("guest{number}").as_bytes())?;
                }
                Ok(client)
            })
            .collect()
    }
}

/// What there is to say of a design.
struct Row {
    design: Design,
    threads: u64,
    reserved: Share,
    resident: Share,
    waits: [Option<Duration>; 3],
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            threads,
            reserved,
            resident,
            ..
        } = self;
        let Design { role, at_once, .. } = self.design;
        write!(
            f,
            "{role:<15}  {at_once:>7}  {threads:>7}  {reserved:<8}  {resident:<8}"
        )?;
        for (wait, width) in self.waits.into_iter().zip([6, 8, 0]) {
            let wait =
                wait.map_or("waits".to_owned(), |time| format!("{time:.0?}"));
            write!(f, "  {wait:<width$}")?;
        }
        Ok(())
    }
}
