//! Lines sent in two writes each, and what the systems at both ends make of it.

use std::fmt;
use std::io::{self, BufReader, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use tcp_vs_udp::loopback::connected_pair;

use crate::lines::{LINE_LIMIT, read_line};

/// How many lines go to and fro: enough that the first, which is faster than the
/// others, hardly counts.
const LINES: usize = 20;

/// How long the lines took.
#[derive(Debug, Clone, Copy)]
pub struct SmallWrites {
    /// Each line in two writes.
    pub two_writes: Duration,
    /// The same, with Nagle's algorithm switched off.
    pub without_nagle: Duration,
    /// Each line in one write.
    pub one_write: Duration,
}

/// Sends lines in three ways to a peer that answers each, and measures how long
/// that takes.
///
/// # Errors
/// What the system says of the connections.
pub fn small_writes() -> io::Result<SmallWrites> {
    Ok(SmallWrites {
        two_writes: measure(in_two_writes)?,
        without_nagle: measure(in_two_writes_without_nagle)?,
        one_write: measure(in_one_write)?,
    })
}

// ANCHOR: writes
fn in_two_writes(mut stream: &TcpStream, line: &str) -> io::Result<()> {
    stream.write_all(line.as_bytes())?;
    stream.write_all(b"\n")
}

fn in_one_write(mut stream: &TcpStream, line: &str) -> io::Result<()> {
    stream.write_all(format!("{line}\n").as_bytes())
}
// ANCHOR_END: writes

// ANCHOR: no-delay
fn in_two_writes_without_nagle(stream: &TcpStream, line: &str) -> io::Result<()> {
    stream.set_nodelay(true)?; // once for a connection would do
    in_two_writes(stream, line)
}
// ANCHOR_END: no-delay

/// How long it takes to send lines in this way, each after the answer to the last.
// ANCHOR: measure
fn measure(
    send: impl Fn(&TcpStream, &str) -> io::Result<()>,
) -> io::Result<Duration> {
    let (near, far) = connected_pair()?;
    thread::scope(move |scope| {
        scope.spawn(move || answer_each_line(&far));
        let mut answers = BufReader::new(&near);
        let begin = Instant::now();
        for _ in 0..LINES {
            send(&near, "hello")?;
            read_line(&mut answers, LINE_LIMIT)?;
        }
        Ok(begin.elapsed()) // and `near` is closed, which ends the peer
    })
}

fn answer_each_line(mut stream: &TcpStream) -> io::Result<()> {
    let mut lines = BufReader::new(stream);
    while let Some(mut line) = read_line(&mut lines, LINE_LIMIT)? {
        line.push(b'\n');
        stream.write_all(&line)?;
    }
    Ok(())
}
// ANCHOR_END: measure

impl fmt::Display for SmallWrites {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{LINES} lines, each sent after the answer to the last")?;
        writeln!(f, "in two writes                {:.1?}", self.two_writes)?;
        writeln!(f, "in two writes, set_nodelay   {:.1?}", self.without_nagle)?;
        write!(f, "in one write                 {:.1?}", self.one_write)
    }
}
