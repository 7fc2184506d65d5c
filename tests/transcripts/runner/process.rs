//! A command that runs in a process group of its own, as in a terminal, and
//! never longer than its owner.

use std::io::{self, PipeReader, Read, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

use super::Limits;

/// A running command, or one that has ended.
///
/// It is killed, with all that it started, when this is dropped.
#[derive(Debug)]
pub struct Process {
    group: Option<Pid>,
    input: Option<ChildStdin>,
    events: Receiver<Event>,
    /// What was printed and not read yet.
    unread: Vec<u8>,
    /// Set once nothing more can come.
    status: Option<i32>,
}

/// 256 KiB: more than any page shows, and a bound for a command that never stops.
const OUTPUT_LIMIT: usize = 256 * 1024;

#[derive(Debug)]
enum Event {
    Printed(Vec<u8>),
    Ended(ExitStatus),
}

/// Held while a process is started, and by whoever has something open meanwhile
/// that must be closed when it is closed: a process that is being started has a
/// copy of everything until its program begins.
pub static STARTING: Mutex<()> = Mutex::new(());

/// How long to read.
#[derive(Debug, Clone, Copy)]
pub enum Until {
    Lines(usize),
    /// For pages that are being rewritten, whose number of lines may be wrong.
    Quiet,
    End,
}

/// What was read, and why no more.
#[derive(Debug)]
pub struct Output {
    pub lines: Vec<String>,
    pub stop: Stop,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Stop {
    /// As many lines as asked for, or quiet for as long.
    Enough,
    /// The command has ended, with this status as a shell gives it.
    Ended(i32),
    /// The limit has passed.
    Late,
}

impl Process {
    pub fn start(mut command: Command) -> io::Result<Self> {
        // One pipe, so that errors stay between the lines where they happened.
        let (output, printed) = io::pipe()?;
        let starting = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
        let mut child = command
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(printed.try_clone()?)
            .stderr(printed)
            .spawn()?;
        drop(starting);
        // It holds the pipe's other end, which would never report the end.
        drop(command);
        let input = child.stdin.take();
        let group = Pid::from_raw(child.id().cast_signed());
        let (sender, events) = mpsc::channel();
        thread::spawn(move || watch(child, output, &sender));
        Ok(Self {
            group,
            input,
            events,
            unread: Vec::new(),
            status: None,
        })
    }

    /// In one write, since a terminal hands over a line as a whole.
    pub fn type_line(&mut self, text: &str) -> io::Result<()> {
        match &mut self.input {
            Some(input) => input.write_all(format!("{text}\n").as_bytes()),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    pub fn end_input(&mut self) {
        self.input = None;
    }

    pub fn interrupt(&self) {
        self.signal(Signal::INT);
    }

    fn signal(&self, signal: Signal) {
        if let Some(group) = self.group {
            // It fails when nobody is left in the group.
            let _ = kill_process_group(group, signal);
        }
    }

    /// Reads what the command prints, for as long as the limits allow.
    pub fn read(&mut self, until: Until, limits: &Limits) -> Output {
        let deadline = Instant::now() + limits.end;
        let mut quiet = limits.first;
        let stop = loop {
            if let Until::Lines(count) = until
                && self.unread_lines() >= count
            {
                // What comes unasked for is more than the page shows.
                self.collect(limits.settle);
                break Stop::Enough;
            }
            if let Some(status) = self.status {
                break Stop::Ended(status);
            }
            if self.unread.len() >= OUTPUT_LIMIT {
                break Stop::Late;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            let wait = if let Until::Quiet = until {
                left.min(quiet)
            } else {
                left
            };
            match self.next_event(wait) {
                Some(Event::Printed(bytes)) => {
                    self.unread.extend(bytes);
                    quiet = limits.quiet;
                }
                Some(Event::Ended(status)) => {
                    self.status = Some(as_shell_status(status))
                }
                None if matches!(until, Until::Quiet) => break Stop::Enough,
                None => break Stop::Late,
            }
        };
        // Of what nobody waits for any longer, the unfinished last line too.
        let unfinished = matches!(stop, Stop::Ended(_) | Stop::Late);
        Output {
            lines: self.take_lines(unfinished),
            stop,
        }
    }

    /// Whether the command has ended, as far as is known by now.
    pub fn has_ended(&mut self) -> bool {
        self.collect(Duration::ZERO);
        self.status.is_some()
    }

    /// Takes in what happens until nothing has for as long as `quiet`.
    fn collect(&mut self, quiet: Duration) {
        while self.unread.len() < OUTPUT_LIMIT {
            match self.next_event(quiet) {
                Some(Event::Printed(bytes)) => self.unread.extend(bytes),
                Some(Event::Ended(status)) => {
                    self.status = Some(as_shell_status(status))
                }
                None => break,
            }
        }
    }

    fn next_event(&self, wait: Duration) -> Option<Event> {
        self.events.recv_timeout(wait).ok()
    }

    fn unread_lines(&self) -> usize {
        self.unread.iter().filter(|&&byte| byte == b'\n').count()
    }

    fn take_lines(&mut self, unfinished: bool) -> Vec<String> {
        let mut lines = Vec::new();
        while !self.unread.is_empty() {
            let length = match self.unread.iter().position(|&byte| byte == b'\n') {
                Some(at) => at + 1,
                None if unfinished => self.unread.len(),
                None => break,
            };
            let line: Vec<u8> = self.unread.drain(..length).collect();
            lines.push(String::from_utf8_lossy(&line).trim_end().to_owned());
        }
        lines
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Also when the command itself has ended: it may have left others behind.
        self.signal(Signal::KILL);
    }
}

/// Passes on what comes through the pipe until everybody who holds it has
/// ended, then the status.
fn watch(mut child: Child, mut output: PipeReader, events: &Sender<Event>) {
    let mut buffer = [0; 4096];
    loop {
        match output.read(&mut buffer) {
            Ok(0) => break,
            // Nobody listens once the process is dropped, and killed.
            Ok(count) => {
                drop(events.send(Event::Printed(buffer[..count].to_vec())))
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => break,
        }
    }
    if let Ok(status) = child.wait() {
        let _ = events.send(Event::Ended(status));
    }
}

fn as_shell_status(status: ExitStatus) -> i32 {
    status
        .code()
        .or(status.signal().map(|signal| 128 + signal))
        .unwrap_or(-1)
}
