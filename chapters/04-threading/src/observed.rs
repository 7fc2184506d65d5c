//! A server in a process of its own, seen from outside: what it says, and what it
//! takes of the system.

pub mod usage;

use std::io::{self, BufRead, BufReader, ErrorKind};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use echo_server::ending::Ending;
use echo_server::lines::LineError;

use crate::client::Client;
use usage::Usage;

/// How long a server may take to say what it is going to say: a thousand times
/// what it takes on an idle machine.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long to wait before we look again at what a process uses, which it doesn't
/// tell by itself.
const LOOK_AGAIN: Duration = Duration::from_millis(1);

/// How often a client is timed, so that the median isn't the one that was
/// interrupted.
const TIMES: usize = 9;

/// What the system refuses to give a server more of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Descriptors, the three standard streams included.
    Descriptors(u32),
    /// Addresses, in MiB, of which each thread reserves some for its stack.
    Addresses(u32),
}

/// A server that is ended when this value is dropped.
#[derive(Debug)]
pub struct Observed {
    process: Child,
    address: String,
    lines: Receiver<String>,
}

impl Observed {
    /// Starts `role` of the chapter's `program` with these `arguments`, on a free
    /// port, and waits until it is ready.
    ///
    /// # Errors
    /// This isn't Linux ([`Unsupported`](ErrorKind::Unsupported)), the program
    /// can't be started, or doesn't say that it listens.
    pub fn start(
        program: &Path,
        role: &str,
        arguments: &[&str],
        limit: Limit,
    ) -> io::Result<Self> {
        usage::needs_linux()?;
        let limit = match limit {
            Limit::Descriptors(most) => descriptors(most),
            Limit::Addresses(mib) => {
                format!("ulimit -v {}", mib.saturating_mul(1024))
            }
        };
        // ANCHOR: spawn
        let mut process = Command::new("sh")
            .arg("-c")
            .arg(format!("{limit} && exec \"$0\" \"$@\""))
            .arg(program)
            .args([role, "--address", "127.0.0.1:0"])
            .args(arguments)
            // Otherwise glibc reserves 64 MiB for each of the first threads, to
            // allocate from, and one wouldn't see the stacks for it.
            .env("MALLOC_ARENA_MAX", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        // ANCHOR_END: spawn
        let output = process.stdout.take().map(BufReader::new);
        let (sender, lines) = mpsc::channel();
        let mut server = Self {
            process,
            address: String::new(),
            lines,
        };
        thread::Builder::new().spawn(move || {
            for line in output.into_iter().flat_map(BufRead::lines) {
                // Whoever isn't there any more doesn't want to know.
                let _ = line.map(|line| sender.send(line));
            }
        })?;
        let ready = server.next_line()?;
        let address = ready.strip_prefix("listening on ");
        let address = address.ok_or_else(|| {
            io::Error::other(format!("the server says `{ready}` before it listens"))
        })?;
        address.clone_into(&mut server.address);
        Ok(server)
    }

    /// Where the server listens.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Waits for the next line that the server prints.
    ///
    /// # Errors
    /// None comes: the server has ended, or hangs.
    pub fn next_line(&self) -> io::Result<String> {
        let line = self.lines.recv_timeout(PATIENCE);
        line.map_err(|_| io::Error::other("the server says nothing more"))
    }

    /// Connects to the server. From then on, each read and write waits no longer
    /// than `silence_limit`.
    ///
    /// # Errors
    /// Those of [`Client::connect`].
    pub fn connect(&self, silence_limit: Duration) -> io::Result<Client> {
        Client::connect(&self.address, silence_limit)
    }

    /// What the process takes of the system at the moment.
    ///
    /// # Errors
    /// It has ended.
    pub fn usage(&self) -> io::Result<Usage> {
        Usage::of(self.process.id())
    }

    /// The processor time that the process has used so far, to the nanosecond; without
    /// that of threads that have ended.
    ///
    /// # Errors
    /// It has ended.
    pub fn processor_time(&self) -> io::Result<Duration> {
        usage::processor_time(self.process.id())
    }

    /// Waits until the server has so many threads: one that has said its last word
    /// hasn't ended yet.
    ///
    /// # Errors
    /// It doesn't come to have so many, or has ended.
    pub fn wait_for_threads(&self, threads: u64) -> io::Result<Usage> {
        let begin = Instant::now();
        loop {
            let usage = self.usage()?;
            if usage.threads == threads {
                return Ok(usage);
            }
            if begin.elapsed() > PATIENCE {
                let message = format!("the server keeps {} threads", usage.threads);
                return Err(io::Error::new(ErrorKind::TimedOut, message));
            }
            thread::sleep(LOOK_AGAIN);
        }
    }

    /// How long a client takes that connects, is welcomed, says its name and is
    /// answered; the median of several, one after another. `None` if one of them
    /// has to wait for longer than `silence_limit`.
    ///
    /// # Errors
    /// The server closes a connection without an answer.
    // ANCHOR: greeting-time
    pub fn greeting_time(
        &self,
        silence_limit: Duration,
    ) -> io::Result<Option<Duration>> {
        let mut times = [Duration::ZERO; TIMES];
        for time in &mut times {
            let begin = Instant::now();
            let mut client = self.connect(silence_limit)?;
            match client.hear().and_then(|_| client.say(b"Ada")) {
                Ok(_) => *time = begin.elapsed(),
                Err(error) if is_timeout(&error) => return Ok(None),
                Err(error) => return Err(error.into()),
            }
            client.leave()?;
        }
        times.sort_unstable();
        Ok(Some(times[TIMES / 2]))
    }
    // ANCHOR_END: greeting-time
}

/// Whether the server only kept us waiting.
pub(crate) fn is_timeout(error: &LineError) -> bool {
    matches!(
        error,
        LineError::Io(error) if Ending::of(error) == Some(Ending::TimedOut)
    )
}

/// The shell's words for a limit of so many descriptors. It counts what it has
/// beside the three standard streams and the one with which it looks: whoever
/// started us may have left some open, and the server isn't to have fewer for that.
fn descriptors(most: u32) -> String {
    format!(
        "n={most}; for fd in /proc/$$/fd/*; do \
         [ \"${{fd##*/}}\" -ge {most} ] || n=$((n + 1)); done; \
         ulimit -n $((n - 4))"
    )
}

impl Drop for Observed {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
