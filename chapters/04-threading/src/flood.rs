//! More clients than a server without a limit can bear, in steps.

pub mod plot;

use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use echo_server::lines::LineError;

use crate::client::Client;
use crate::observed::usage::Usage;
use crate::observed::{Limit, Observed, is_timeout};
use plot::Plot;

/// How many clients come before we look again.
const STEP: usize = 50;

/// How many come at most. Each is a descriptor of ours too, of which a program
/// has 1,024 unless told otherwise.
const MOST: usize = 900;

/// How long a client waits for a word before we call it one that isn't served.
const SILENCE_LIMIT: Duration = Duration::from_millis(500);

/// How long the server may take to be itself again: five times the pause that it
/// makes when it can't accept.
const RECOVERY_LIMIT: Duration = Duration::from_secs(5);

/// Floods a server of `program` that has a thread for each client, until `limit` is
/// reached, and then lets go. Writes to `out` what is seen of it from outside.
///
/// # Errors
/// The server can't be started or doesn't recover, or `out` can't be written.
pub fn run(program: &Path, limit: Limit, out: &mut impl Write) -> io::Result<()> {
    let server = Observed::start(program, "one-thread-each", &[], limit)?;
    let mut flood = Flood::new(server);
    let mut rows = Vec::new();
    writeln!(
        out,
        "connected  threads  resident   reserved    a welcome takes"
    )?;
    let mut arrivals = Arrivals::default();
    let refused = loop {
        let row = flood.row(&arrivals)?;
        writeln!(out, "{row}")?;
        rows.push((row.connected as u64, row.usage.resident.0));
        if let Some(refused) = arrivals.refused {
            break refused;
        }
        arrivals = flood.grow()?;
    };
    writeln!(out, "\nresident, by connections")?;
    writeln!(out, "{}", Plot { rows: &rows })?;
    flood.let_go(refused, out)
}

/// A server, and those who keep its threads.
#[derive(Debug)]
struct Flood {
    server: Observed,
    crowd: Vec<Client>,
    /// What the server said when it couldn't serve somebody.
    complaint: Option<String>,
}

/// Who has come in one step.
#[derive(Debug, Default)]
struct Arrivals {
    /// How long each took from `connect` to its welcome.
    times: Vec<Duration>,
    /// The one that was the first to get none.
    refused: Option<Refused>,
}

/// A client that isn't welcomed.
#[derive(Debug)]
struct Refused {
    client: Client,
    /// What it got instead.
    heard: LineError,
}

impl Flood {
    fn new(server: Observed) -> Self {
        Self {
            server,
            crowd: Vec::new(),
            complaint: None,
        }
    }

    /// Has a step's clients come, each of which waits for its welcome and says
    /// nothing from then on, or as many as are served.
    // ANCHOR: grow
    fn grow(&mut self) -> io::Result<Arrivals> {
        let mut arrivals = Arrivals::default();
        while arrivals.times.len() < STEP && self.crowd.len() < MOST {
            let begin = Instant::now();
            let mut client = self.server.connect(SILENCE_LIMIT)?;
            if let Err(heard) = client.hear() {
                arrivals.refused = Some(Refused { client, heard });
                return Ok(arrivals);
            }
            arrivals.times.push(begin.elapsed());
            self.crowd.push(client);
            self.hear_of_a_client()?;
        }
        if self.crowd.len() == MOST {
            let message = format!("{MOST} clients are served, and we have no more");
            return Err(io::Error::other(message));
        }
        Ok(arrivals)
    }
    // ANCHOR_END: grow

    /// Waits until the server has said something of one of its clients.
    fn hear_of_a_client(&mut self) -> io::Result<()> {
        loop {
            let line = self.server.next_line()?;
            if line.ends_with(" connected") || line.contains(" closed after ") {
                return Ok(());
            }
            self.complaint = Some(line);
        }
    }

    /// What there is to see now.
    fn row(&self, arrivals: &Arrivals) -> io::Result<Row> {
        let mut times = arrivals.times.clone();
        times.sort_unstable();
        let connected = self.crowd.len();
        // Besides one for each client there is the one that accepts.
        let threads = (connected as u64).saturating_add(1);
        Ok(Row {
            connected,
            usage: self.server.wait_for_threads(threads)?,
            welcome: times.get(times.len() / 2).copied(),
        })
    }

    /// Has one client of the crowd leave, then all, and looks at how the server
    /// takes it.
    fn let_go(mut self, refused: Refused, out: &mut impl Write) -> io::Result<()> {
        let Refused { mut client, heard } = refused;
        if self.complaint.is_none() {
            self.complaint = Some(self.server.next_line()?);
        }
        let complaint = self.complaint.take().unwrap_or_default();
        writeln!(out, "the server says  {complaint}")?;
        writeln!(out, "the next client  {}", what_it_heard(&heard))?;
        if is_timeout(&heard)
            && let Some(first) = self.crowd.pop()
        {
            let begin = Instant::now();
            first.leave()?;
            self.hear_of_a_client()?;
            self.hear_of_a_client()?;
            client.hear()?;
            let waited = begin.elapsed();
            writeln!(
                out,
                "one leaves       the next is welcomed after {waited:.1?}"
            )?;
            self.crowd.push(client);
        }
        let leaving = self.crowd.len();
        self.crowd.clear();
        for _ in 0..leaving {
            self.hear_of_a_client()?;
        }
        let Usage { resident, .. } = self.server.wait_for_threads(1)?;
        writeln!(out, "all leave        1 thread, {resident} resident")?;
        match self.server.greeting_time(RECOVERY_LIMIT)? {
            Some(time) => {
                writeln!(out, "another comes    and is greeted after {time:.1?}")
            }
            None => Err(io::Error::other("nobody is greeted any more")),
        }
    }
}

/// What there was to see at one moment.
#[derive(Debug)]
struct Row {
    connected: usize,
    usage: Usage,
    /// The median of those who have come since the last row, if there are any.
    welcome: Option<Duration>,
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Usage {
            threads,
            resident,
            reserved,
        } = self.usage;
        let connected = self.connected;
        write!(
            f,
            "{connected:>9}  {threads:>7}  {resident:<9}  {reserved:<10}  "
        )?;
        match self.welcome {
            Some(time) => write!(f, "{time:.1?}"),
            None => f.write_str("(nobody has come)"),
        }
    }
}

fn what_it_heard(error: &LineError) -> String {
    match is_timeout(error) {
        true => format!("is connected, and hears nothing within {SILENCE_LIMIT:?}"),
        false => format!("hears nothing: {error}"),
    }
}
