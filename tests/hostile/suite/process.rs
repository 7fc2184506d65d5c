//! A server in a process of its own: what it prints, and what the system says of
//! it (proc(5)).

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, BufRead, BufReader, PipeReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::param::clock_ticks_per_second;
use rustix::process::{
    Pid, Resource, Rlimit, Signal, WaitId, WaitIdOptions, getrlimit, kill_process,
    prlimit, setrlimit, waitid,
};

use crate::suite::failure::{Failure, Symptom};

/// How long anything may take that a server or the system does at once. A machine
/// under load may need a hundred times as long as an idle one.
pub const PROMPTLY: Duration = Duration::from_secs(2);

/// How long a line may take that a server prints at the end of a conversation, which
/// may take as long as the deadline that it was given.
const PRINTED: Duration = Duration::from_secs(5);

/// The accounts in /proc tell no one when they change: how often to look.
const LOOK_AGAIN: Duration = Duration::from_millis(2);

/// Tries again until `happened`, no longer than `limit`, and says whether it has.
pub fn eventually(limit: Duration, mut happened: impl FnMut() -> bool) -> bool {
    let deadline = Instant::now() + limit;
    loop {
        if happened() {
            return true;
        }
        if Instant::now() >= deadline {
            return false;
        }
        thread::sleep(LOOK_AGAIN);
    }
}

/// Allows this process, and those that it starts, as many descriptors as it may
/// allow itself.
pub fn allow_descriptors() {
    let limit = getrlimit(Resource::Nofile);
    let current = limit.maximum;
    // If that is refused, a test that needs them will say so.
    let _ = setrlimit(Resource::Nofile, Rlimit { current, ..limit });
}

/// How many descriptors this process, and each that it starts, may have.
pub fn allowed_descriptors() -> u64 {
    getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX)
}

/// A running server, killed when this is dropped.
#[derive(Debug)]
pub struct Process {
    child: Child,
    pid: Pid,
    printed: Arc<Printed>,
}

impl Process {
    pub fn start(mut command: Command) -> io::Result<Self> {
        let (output, writer) = io::pipe()?;
        let child = command
            .stdin(Stdio::null())
            // A panic that draws the tables of all functions into memory isn't the
            // attack's doing.
            .env("RUST_BACKTRACE", "0")
            // What is large goes back to the system as soon as it is freed. Otherwise
            // glibc keeps ever more of it (mallopt(3), on the "dynamic mmap threshold").
            .env("MALLOC_MMAP_THRESHOLD_", (128 * 1024).to_string())
            .stdout(writer.try_clone()?)
            .stderr(writer)
            .spawn()?;
        // It holds the pipe's other end, which would never report the end.
        drop(command);
        let pid = Pid::from_child(&child);
        let printed = Arc::new(Printed::default());
        let collected = Arc::clone(&printed);
        thread::spawn(move || collected.collect(output));
        Ok(Self {
            child,
            pid,
            printed,
        })
    }

    /// Waits for a line in which `find` finds something, printed before or yet to
    /// come, and returns that.
    pub fn line<T>(&self, mut find: impl FnMut(&str) -> Option<T>) -> Option<T> {
        let (mut found, mut read) = (None, 0);
        self.printed.wait(PRINTED, |so_far| {
            let new = &so_far.lines[read..];
            read = so_far.lines.len();
            found = new.iter().find_map(|line| find(line));
            found.is_some() || so_far.ended
        });
        found
    }

    /// How many lines so far contain `text`.
    pub fn count(&self, text: &str) -> usize {
        let so_far = self.printed.lock();
        so_far
            .lines
            .iter()
            .filter(|line| line.contains(text))
            .count()
    }

    /// Where among all its lines the first stands that begins so, if there is one.
    pub fn position(&self, beginning: &str) -> Option<usize> {
        let so_far = self.printed.lock();
        so_far
            .lines
            .iter()
            .position(|line| line.starts_with(beginning))
    }

    /// Whether it has ended, or does so within `limit`.
    pub fn has_ended(&self, limit: Duration) -> bool {
        self.printed.wait(limit, |so_far| so_far.ended)
    }

    /// Its last lines, for a report.
    pub fn output(&self) -> String {
        const LAST: usize = 10;
        let so_far = self.printed.lock();
        let first = so_far.lines.len().saturating_sub(LAST);
        let mut output = String::new();
        for line in &so_far.lines[first..] {
            output.push_str("\n    ");
            output.push_str(line);
        }
        output
    }

    /// The processor time that it has used, in steps of some milliseconds.
    pub fn cpu_time(&self) -> Result<Duration, Failure> {
        let stat = self.stat("stat")?;
        // utime and stime, the 14th and 15th: the 3rd is the first of ours.
        let ticks: u64 = stat[11..13]
            .iter()
            .map(|ticks| ticks.parse::<u64>().unwrap())
            .sum();
        Ok(Duration::from_millis(
            ticks * 1000 / clock_ticks_per_second(),
        ))
    }

    /// The processor time that its present threads have used, to the nanosecond.
    pub fn cpu_time_of_threads(&self) -> Result<Duration, Failure> {
        let mut sum = Duration::ZERO;
        for thread in self.entries("task")? {
            // One that has ended meanwhile uses no more.
            let times = self.read(&format!("task/{thread}/schedstat"));
            let times = times.unwrap_or_default();
            let running = times.split_whitespace().next();
            let nanoseconds = running.and_then(|digits| digits.parse().ok());
            sum += Duration::from_nanos(nanoseconds.unwrap_or(0));
        }
        Ok(sum)
    }

    pub fn threads(&self) -> Result<usize, Failure> {
        Ok(self.entries("task")?.len())
    }

    pub fn descriptors(&self) -> Result<BTreeSet<u64>, Failure> {
        self.entries("fd")
    }

    /// Bytes of memory that belong to it alone: what it has allocated.
    pub fn memory(&self) -> Result<u64, Failure> {
        self.kilobytes("smaps_rollup", "Anonymous:")
    }

    /// The largest number of bytes that it ever had in memory, its program's
    /// pages included.
    pub fn peak_memory(&self) -> Result<u64, Failure> {
        self.kilobytes("status", "VmHWM:")
    }

    /// Stops it, as Ctrl-Z does.
    pub fn stop(&self) -> Result<(), Failure> {
        self.signal(Signal::STOP);
        self.reaches("T")
    }

    /// Lets it go on until it waits again. On Linux, a wait in a socket with a
    /// timeout that was stopped ends by EINTR, without any signal handler
    /// (signal(7)).
    pub fn go_on(&self) -> Result<(), Failure> {
        self.signal(Signal::CONT);
        self.sleeps()
    }

    /// Waits until each of its threads waits for something.
    pub fn sleeps(&self) -> Result<(), Failure> {
        self.reaches("S")
    }

    fn reaches(&self, state: &str) -> Result<(), Failure> {
        let mut states = Vec::new();
        let reached = eventually(PROMPTLY, || {
            states = self.states();
            states.iter().all(|now| now == state)
        });
        let ended = self.has_ended(Duration::ZERO);
        let symptom = match reached {
            _ if ended => Symptom::Ended,
            true => return Ok(()),
            false => Symptom::Hangs,
        };
        Err(symptom.because(format!("its threads are in {states:?}, not {state}")))
    }

    /// The state of each thread, as ps(1) shows it.
    fn states(&self) -> Vec<String> {
        let threads = self.entries("task").unwrap_or_default();
        let state = |thread| {
            let stat = self.stat(&format!("task/{thread}/stat")).ok()?;
            Some(stat[0].clone())
        };
        threads.into_iter().filter_map(state).collect()
    }

    /// Asks it to end, as Ctrl-C does.
    pub fn interrupt(&self) {
        self.signal(Signal::INT);
    }

    /// The status with which it ends within `limit`, unless a signal ends it.
    pub fn status(&self, limit: Duration) -> Option<i32> {
        let mut ended = None;
        // It stays to be waited for by its owner.
        let look =
            WaitIdOptions::EXITED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG;
        eventually(limit, || {
            ended = waitid(WaitId::Pid(self.pid), look).ok().flatten();
            ended.is_some()
        });
        ended?.exit_status()
    }

    /// Ends it, if it hasn't ended.
    pub fn kill(&self) {
        self.signal(Signal::KILL);
    }

    fn signal(&self, signal: Signal) {
        // It can't fail before we have waited for the end of our child.
        let _ = kill_process(self.pid, signal);
    }

    /// Forbids it to open anything more, until what is returned is dropped.
    pub fn forbid_descriptors(&self) -> Result<Forbidden<'_>, Failure> {
        let open = self.descriptors()?;
        // It was started with our own limits.
        let inherited = getrlimit(Resource::Nofile);
        let current = (0..).find(|number| !open.contains(number));
        self.limit_descriptors(Rlimit {
            current,
            ..inherited
        });
        Ok(Forbidden {
            process: self,
            inherited,
        })
    }

    fn limit_descriptors(&self, limit: Rlimit) {
        // It fails if the process has ended, which others will notice.
        let _ = prlimit(Some(self.pid), Resource::Nofile, limit);
    }

    /// The fields of such a file behind the program's name.
    fn stat(&self, file: &str) -> Result<Vec<String>, Failure> {
        let stat = self.read(file)?;
        let (_, fields) = stat.rsplit_once(')').unwrap();
        Ok(fields.split_whitespace().map(str::to_owned).collect())
    }

    fn kilobytes(&self, file: &str, name: &str) -> Result<u64, Failure> {
        let text = self.read(file)?;
        text.lines()
            .find_map(|line| line.strip_prefix(name))
            .and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok())
            .map(|kilobytes| kilobytes * 1024)
            // A process that has ended has no memory any more.
            .ok_or_else(|| Symptom::Ended.because(format!("{file} is empty")))
    }

    fn read(&self, file: &str) -> Result<String, Failure> {
        fs::read_to_string(self.path(file))
            .map_err(|error| Symptom::Ended.because(format!("{file}: {error}")))
    }

    fn entries(&self, folder: &str) -> Result<BTreeSet<u64>, Failure> {
        let ended = |error| Symptom::Ended.because(format!("{folder}: {error}"));
        let names = fs::read_dir(self.path(folder)).map_err(ended)?;
        Ok(names
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
            .collect())
    }

    fn path(&self, file: &str) -> String {
        format!("/proc/{}/{file}", self.pid.as_raw_nonzero())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
        let _ = self.child.wait();
    }
}

/// The limit that a process is under while this exists.
#[derive(Debug)]
pub struct Forbidden<'a> {
    process: &'a Process,
    inherited: Rlimit,
}

impl Drop for Forbidden<'_> {
    fn drop(&mut self) {
        self.process.limit_descriptors(self.inherited);
    }
}

/// What a process has printed, on both its outputs.
#[derive(Debug, Default)]
struct Printed {
    so_far: Mutex<SoFar>,
    more: Condvar,
}

#[derive(Debug, Default)]
struct SoFar {
    lines: Vec<String>,
    ended: bool,
}

impl Printed {
    fn collect(&self, output: PipeReader) {
        let mut lines = BufReader::new(output).split(b'\n');
        loop {
            let line = lines.next();
            let mut so_far = self.lock();
            match line {
                Some(Ok(line)) => {
                    let line = String::from_utf8_lossy(&line).into_owned();
                    so_far.lines.push(line);
                }
                Some(Err(_)) | None => so_far.ended = true,
            }
            self.more.notify_all();
            if so_far.ended {
                return;
            }
        }
    }

    /// Waits until `condition` holds or `limit` has passed, and says whether it
    /// does.
    fn wait(
        &self,
        limit: Duration,
        mut condition: impl FnMut(&SoFar) -> bool,
    ) -> bool {
        let waits = |so_far: &mut SoFar| !condition(so_far);
        let (_so_far, result) = self
            .more
            .wait_timeout_while(self.lock(), limit, waits)
            .unwrap_or_else(PoisonError::into_inner);
        !result.timed_out()
    }

    fn lock(&self) -> MutexGuard<'_, SoFar> {
        self.so_far.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
