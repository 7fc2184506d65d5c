//! An experiment: how much memory ten thousand idle connections take, in the process
//! at each of their ends, and in the system.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process;
use std::time::{Duration, Instant};

use threading::observed::usage::{Kibibytes, Usage};
use threading::observed::{Limit, Observed};

use crate::client::{Client, What};
use crate::descriptors;

/// How many connections come.
const CONNECTIONS: usize = 10_000;

/// What the server may have open: them, and what a program has besides.
const DESCRIPTORS: Limit = Limit::Descriptors(10_100);

/// How long they may take to come: ten times as long as on a busy machine.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// Starts `program`'s server, opens the connections to it, each of which says a byte
/// and hears it, and prints how much memory all of that takes.
///
/// # Errors
/// This isn't Linux ([`Unsupported`](ErrorKind::Unsupported)), the process may not have
/// so many descriptors, or the server doesn't serve.
pub fn run(program: &Path, out: &mut impl Write) -> io::Result<()> {
    descriptors::require_room(CONNECTIONS)?;
    let server = Observed::start(program, "server", &["--quiet"], DESCRIPTORS)?;
    let address: SocketAddr = server.address().parse().map_err(io::Error::other)?;
    let mut client = Client::new(address, |_, _| b"\n".to_vec())?;

    // With one connection, both programs have loaded what they need.
    talk(&mut client, 1)?;
    let before = Memory::taken(&server)?;
    talk(&mut client, CONNECTIONS)?;
    let after = Memory::taken(&server)?;

    writeln!(out, "connections  server     client     system")?;
    writeln!(out, "{:>11}  {before}", 1)?;
    writeln!(out, "{CONNECTIONS:>11}  {after}")?;
    let [server, client, system] = after.each(&before);
    writeln!(out, "   for each  {server:<9}  {client:<9}  {system}")
}

fn talk<F>(client: &mut Client<F>, connections: usize) -> io::Result<()>
where
    F: Fn(usize, usize) -> Vec<u8>,
{
    let now = Instant::now();
    let deadline = now.checked_add(TIME_LIMIT).unwrap_or(now);
    let mut failed = Ok(());
    client.talk(connections, 1, deadline, |event| {
        if let What::Failed(error) = event.what {
            failed = Err(error);
        }
    })?;
    failed
}

/// What is taken at one moment.
struct Memory {
    server: Kibibytes,
    client: Kibibytes,
    system: Kibibytes,
}

impl Memory {
    fn taken(server: &Observed) -> io::Result<Self> {
        Ok(Self {
            server: server.usage()?.resident,
            client: Usage::of(process::id())?.resident,
            system: slab()?,
        })
    }

    /// What one more connection takes.
    fn each(&self, before: &Self) -> [String; 3] {
        let pairs = [
            (self.server, before.server),
            (self.client, before.client),
            (self.system, before.system),
        ];
        #[expect(clippy::cast_precision_loss, reason = "exact up to 2^53 of them")]
        pairs.map(|(Kibibytes(after), Kibibytes(before))| {
            let each = after.saturating_sub(before) as f64 / CONNECTIONS as f64;
            format!("{each:.2} KiB")
        })
    }
}

impl std::fmt::Display for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            server,
            client,
            system,
        } = self;
        write!(f, "{server:<9}  {client:<9}  {system}")
    }
}

/// The memory in which Linux has its sockets, and much else: `Slab` in
/// `/proc/meminfo` (proc(5)).
fn slab() -> io::Result<Kibibytes> {
    let memory = fs::read_to_string("/proc/meminfo")?;
    let line = memory.lines().find_map(|line| line.strip_prefix("Slab:"));
    line.and_then(|line| line.trim_end_matches("kB").trim().parse().ok())
        .map(Kibibytes)
        .ok_or_else(|| ErrorKind::InvalidData.into())
}
