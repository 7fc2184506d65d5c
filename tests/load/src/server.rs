//! A server in a process of its own, on a processor of its own, and what it takes of
//! the system, as Linux tells it in `/proc` (proc(5)).

use std::fs;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use threading::observed::usage::Usage;

/// A process that prints `listening on ADDRESS`, and is ended when this is dropped.
#[derive(Debug)]
pub struct Server {
    process: Child,
    address: SocketAddr,
}

impl Server {
    /// Starts `command`, and waits until it is ready.
    ///
    /// # Errors
    /// It can't be started, or says something else.
    pub fn start(mut command: Command) -> io::Result<Self> {
        // If we end before it, it will read the end of file.
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut server = Self {
            process: command.spawn()?,
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
        };
        let mut line = String::new();
        if let Some(output) = server.process.stdout.take() {
            BufReader::new(output).read_line(&mut line)?;
        }
        let address = line.trim_end().strip_prefix("listening on ");
        server.address = address
            .and_then(|address| address.parse().ok())
            .ok_or_else(|| io::Error::other("the server doesn't listen"))?;
        Ok(server)
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The processor time that those of its threads have used that are there now, in
    /// nanoseconds: what a thread used that has ended is not in it.
    ///
    /// # Errors
    /// It has ended, or this isn't Linux.
    pub fn threads_time(&self) -> io::Result<Duration> {
        let mut sum = Duration::ZERO;
        for thread in fs::read_dir(format!("/proc/{}/task", self.process.id()))? {
            let path = thread?.path().join("schedstat");
            let text = match fs::read_to_string(path) {
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                text => text?,
            };
            let nanoseconds = text.split(' ').next().and_then(|n| n.parse().ok());
            let nanoseconds = nanoseconds.ok_or(ErrorKind::InvalidData)?;
            sum = sum.saturating_add(Duration::from_nanos(nanoseconds));
        }
        Ok(sum)
    }

    /// The processor time that all of its threads have used, those that have ended
    /// included, in hundredths of a second.
    ///
    /// # Errors
    /// It has ended, or this isn't Linux.
    pub fn process_time(&self) -> io::Result<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.process.id()))?;
        let ticks = ticks(&stat).ok_or(ErrorKind::InvalidData)?;
        Ok(TICK.saturating_mul(ticks))
    }

    /// The memory that the machine keeps for it, and its threads.
    ///
    /// # Errors
    /// It has ended, or this isn't Linux.
    pub fn usage(&self) -> io::Result<Usage> {
        Usage::of(self.process.id())
    }

    /// How many system calls it makes, as `perf` counts them, or `None` if `perf` isn't
    /// there or not permitted. Those that go on when `work` begins are counted when
    /// they come again.
    ///
    /// # Errors
    /// What `work` says.
    pub fn system_calls<T>(
        &self,
        work: impl FnOnce() -> io::Result<T>,
    ) -> io::Result<(T, Option<u64>)> {
        let counter = Counter::start(self.process.id());
        let done = work()?;
        Ok((done, counter.and_then(Counter::stop)))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What Linux counts times in for programs (`USER_HZ`), on all processors that Rust
/// knows.
const TICK: Duration = Duration::from_millis(10);

/// The user's and the system's part of `/proc/PID/stat`. They follow the name in
/// parentheses, which may contain anything.
fn ticks(stat: &str) -> Option<u32> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(11);
    let user: u32 = fields.next()?.parse().ok()?;
    user.checked_add(fields.next()?.parse().ok()?)
}

/// `perf stat` (perf-stat(1)), attached to a process.
struct Counter {
    perf: Child,
}

impl Counter {
    /// `None` if it can't count.
    fn start(process: u32) -> Option<Self> {
        let perf = Command::new("perf")
            .args(["stat", "-x,", "-e", "raw_syscalls:sys_enter", "-p"])
            .arg(process.to_string())
            // Its standard input tells it when to count, and its output that it does.
            .args(["--delay=-1", "--control", "fd:0,1"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .ok()?;
        let mut counter = Self { perf };
        counter.tell("enable")?;
        Some(counter)
    }

    /// What was counted.
    fn stop(mut self) -> Option<u64> {
        self.tell("disable")?;
        // As Ctrl-C does, after which it prints its table.
        let mut kill = Command::new("kill");
        kill.args(["-INT", &self.perf.id().to_string()])
            .status()
            .ok()?;
        let mut table = String::new();
        self.perf.stderr.take()?.read_to_string(&mut table).ok()?;
        count(&table)
    }

    /// Returns when `perf` has done as it was told, and said so: `ack`. Some versions
    /// write a zero behind the end of the line.
    fn tell(&mut self, command: &str) -> Option<()> {
        let input = self.perf.stdin.as_mut()?;
        writeln!(input, "{command}").ok()?;
        let mut byte = [0];
        while byte != [b'\n'] {
            self.perf.stdout.as_mut()?.read_exact(&mut byte).ok()?;
        }
        Some(())
    }
}

impl Drop for Counter {
    fn drop(&mut self) {
        let _ = self.perf.kill();
        let _ = self.perf.wait();
    }
}

/// The first column of the line that isn't a comment.
fn count(table: &str) -> Option<u64> {
    let line = table.lines().find(|line| line.contains("sys_enter"))?;
    line.split(',').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn both_clocks_tell_the_same_and_the_process_ends_with_its_owner() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo listening on 127.0.0.1:1; while :; do :; done"]);
        let server = Server::start(command).unwrap();
        let enough = 20 * TICK;
        while server.threads_time().unwrap() < enough {}
        let (least, time) = (enough / 2, server.process_time().unwrap());
        let most = 2 * server.threads_time().unwrap();
        assert!((least..most).contains(&time), "{time:?}, at most {most:?}");

        let process = format!("/proc/{}", server.process.id());
        drop(server);
        assert!(!fs::exists(process).unwrap());
    }

    #[test]
    fn a_name_with_spaces_and_parentheses_does_not_shift_the_times() {
        let stat = "7 (a (b) c) S 1 2 3 4 5 6 7 8 9 10 30 12 0 0 20 0 1 0 99";
        assert_eq!(ticks(stat), Some(42));
        assert_eq!(ticks("7 (short) S 1 2"), None);
    }

    #[test]
    fn a_counter_that_is_not_permitted_counts_nothing() {
        let table = "# started on Sat\n\n204,,raw_syscalls:sys_enter,9,100.00,,\n";
        assert_eq!(count(table), Some(204));
        let table = "<not supported>,,raw_syscalls:sys_enter,0,100.00,,\n";
        assert_eq!(count(table), None);
        assert_eq!(count("perf: permission denied\n"), None);
    }
}
