//! An experiment: what a server takes of the processor while nothing happens, when it
//! asks to write only while there is something to write, and when it always asks.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::thread;
use std::time::Duration;

use threading::observed::{Limit, Observed};

/// A few: one would be enough.
const CONNECTIONS: usize = 3;

/// For how long nothing happens: long enough to see what a second costs.
const IDLE: Duration = Duration::from_secs(1);

/// How long the server may take until it has come to its wait.
const SETTLING: Duration = Duration::from_millis(100);

/// What our servers have open at the most: some connections, and what a program has
/// besides.
const DESCRIPTORS: Limit = Limit::Descriptors(100);

/// Runs `program`'s role `server` with each of the two settings, and prints how much
/// processor time it takes in a second.
///
/// # Errors
/// This isn't Linux ([`Unsupported`](io::ErrorKind::Unsupported)), or the program
/// doesn't serve.
pub fn run(program: &Path, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{CONNECTIONS} idle connections, in a second")?;
    for when in ["while-owing", "always"] {
        let time = idle_time(program, when)?;
        writeln!(out, "asks to write {when:<12}  {time:.0?}")?;
    }
    Ok(())
}

fn idle_time(program: &Path, write_interest: &str) -> io::Result<Duration> {
    let options = ["--write-interest", write_interest];
    let server = Observed::start(program, "server", &options, DESCRIPTORS)?;
    let mut clients = Vec::new();
    for _ in 0..CONNECTIONS {
        let mut client = TcpStream::connect(server.address())?;
        client.write_all(b"x")?;
        client.read_exact(&mut [0])?;
        clients.push(client);
    }
    thread::sleep(SETTLING);
    let before = server.processor_time()?;
    thread::sleep(IDLE);
    Ok(server.processor_time()?.saturating_sub(before))
}
