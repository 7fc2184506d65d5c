//! A child while it runs: what it needs of us, and what we learn of it.

use std::fmt;
use std::io::{self, ErrorKind, PipeReader, PipeWriter, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, ExitStatus};
use std::time::{Duration, Instant};

use socket_api::socket::Socket;
use socket_api::wait::{Interest, PollFd};
use threading::panics::caught;

/// The system closes a child's standard error a moment before the child has ended.
/// So it is asked again in a millisecond, and then in twice as long each time, up to
/// a tenth of a second: it may have closed it itself, and go on for long.
const FIRST_PAUSE: Duration = Duration::from_millis(1);
const LONGEST_PAUSE: Duration = Duration::from_millis(100);

/// A child, and the request that it serves.
pub(super) struct Running<T> {
    pub(super) request: T,
    child: Child,
    /// A datagram on its way to standard input, if the request is one.
    input: Option<Input>,
    life: Life,
    /// When it is killed.
    deadline: Instant,
    killed: bool,
}

/// By what we learn that the child has ended.
enum Life {
    /// Its standard error is a pipe, and ends with it, and with all that it has started
    /// and left behind.
    Runs { stderr: PipeReader, said: Said },
    /// That pipe has ended, so only asking is left.
    Ends { ask_at: Instant, pause: Duration },
}

/// Why a request that was given to a process wasn't served, as far as we know.
#[derive(Debug)]
#[non_exhaustive]
pub enum ProcessError {
    /// It has ended with another status than 0, or by a signal.
    Failed(ExitStatus),
    /// It was killed, since its time was over, or the server's.
    Killed,
    /// How it ended isn't known: somebody else has asked for its status, or wanted
    /// the system to keep none (`SIGCHLD` ignored; wait(2)).
    Lost(io::Error),
}

impl<T> Running<T> {
    /// A child that has been started, and is killed at the deadline.
    pub(super) fn new(
        request: T,
        child: Child,
        stderr: PipeReader,
        input: Option<Input>,
        deadline: Instant,
    ) -> Self {
        Self {
            request,
            child,
            input,
            life: Life::Runs {
                stderr,
                said: Said::default(),
            },
            deadline,
            killed: false,
        }
    }

    /// What to wait for.
    pub(super) fn entries(&self) -> impl Iterator<Item = PollFd<'_>> {
        let stderr = match &self.life {
            Life::Runs { stderr, .. } => Some(stderr.as_fd()),
            Life::Ends { .. } => None,
        };
        let stderr = stderr.map(|fd| PollFd::new(fd, Interest::Read));
        let input = self.input.iter().map(Input::entry);
        stderr.into_iter().chain(input)
    }

    /// How long to wait for it at most.
    pub(super) fn due(&self) -> Instant {
        match self.life {
            Life::Runs { .. } => self.deadline,
            Life::Ends { ask_at, .. } if self.killed => ask_at,
            Life::Ends { ask_at, .. } => ask_at.min(self.deadline),
        }
    }

    /// Lets it have no more than `grace` from now on.
    pub(super) fn end_within(&mut self, grace: Duration) {
        let end = Instant::now().checked_add(grace);
        self.deadline = end.unwrap_or(self.deadline).min(self.deadline);
    }

    /// Does what is to be done, without waiting, and says how the child has ended if
    /// it has.
    // ANCHOR: attend
    pub(super) fn attend(
        &mut self,
        log: &mut dyn Write,
    ) -> Option<Result<(), ProcessError>> {
        if self.input.as_mut().is_some_and(Input::feed_is_over) {
            self.input = None;
        }
        self.life.listen(log);
        if Instant::now() >= self.deadline && !self.killed {
            // Only an error if it has ended, which `try_wait` will say.
            let _ = self.child.kill();
            self.killed = true;
            self.life = Life::ending();
        }
        if let Life::Runs { .. } = self.life {
            return None;
        }
        match self.child.try_wait() {
            Ok(None) => None,
            Ok(Some(status)) if status.success() => Some(Ok(())),
            Ok(Some(_)) if self.killed => Some(Err(ProcessError::Killed)),
            Ok(Some(status)) => Some(Err(ProcessError::Failed(status))),
            Err(error) => Some(Err(ProcessError::Lost(error))),
        }
    }
    // ANCHOR_END: attend
}

impl Life {
    fn ending() -> Self {
        let now = Instant::now();
        Self::Ends {
            ask_at: now.checked_add(FIRST_PAUSE).unwrap_or(now),
            pause: FIRST_PAUSE,
        }
    }

    /// Writes down what the child says, or notices that it will say no more.
    fn listen(&mut self, log: &mut dyn Write) {
        match self {
            Self::Runs { stderr, said } => {
                let mut buffer = [0; 4096];
                match stderr.read(&mut buffer) {
                    Ok(0) => {
                        said.end(log);
                        *self = Self::ending();
                    }
                    Ok(length) => {
                        let more = buffer.get(..length).unwrap_or_default();
                        said.add(more, log);
                    }
                    Err(error) if is_for_later(&error) => {}
                    Err(_) => *self = Self::ending(),
                }
            }
            Self::Ends { ask_at, pause } if Instant::now() >= *ask_at => {
                *pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
                *ask_at = ask_at.checked_add(*pause).unwrap_or(*ask_at);
            }
            Self::Ends { .. } => {}
        }
    }
}

/// As much of a line is kept until its end comes.
const LONGEST_LINE: usize = 4096;

/// What a child has said and nobody has written down: a line that hasn't ended yet.
/// Others write into the same log, in the middle of what was written before.
#[derive(Debug, Default)]
struct Said(Vec<u8>);

impl Said {
    fn add(&mut self, more: &[u8], log: &mut dyn Write) {
        self.0.extend_from_slice(more);
        let last_end = self.0.iter().rposition(|&byte| byte == b'\n');
        self.write_to(
            log,
            match last_end {
                Some(end) => end.saturating_add(1),
                None if self.0.len() > LONGEST_LINE => self.0.len(),
                None => 0,
            },
        );
    }

    /// No more will come: what is there is a line.
    fn end(&mut self, log: &mut dyn Write) {
        if !self.0.is_empty() {
            self.add(b"\n", log);
        }
    }

    fn write_to(&mut self, log: &mut dyn Write, length: usize) {
        let said: Vec<u8> = self.0.drain(..length).collect();
        // What can't be written down is lost, also if somebody's log panics: the
        // children still have to be waited for.
        let _ = caught(|| log.write_all(&said).and_then(|()| log.flush()));
    }
}

/// A datagram that is written into a pipe as fast as the child reads.
pub(super) struct Input {
    pipe: PipeWriter,
    unwritten: Vec<u8>,
}

impl Input {
    /// Returns it with the end that the child reads from.
    pub(super) fn new(packet: Vec<u8>) -> io::Result<(Self, PipeReader)> {
        let (reader, pipe) = io::pipe()?;
        // A pipe and no socket, but the system is told in the same way.
        Socket::of(&pipe).set_nonblocking(true)?;
        let unwritten = packet;
        Ok((Self { pipe, unwritten }, reader))
    }

    fn entry(&self) -> PollFd<'_> {
        PollFd::new(self.pipe.as_fd(), Interest::Write)
    }

    /// Writes what fits. Says whether everything is written, or the child doesn't
    /// want it; the pipe is to be closed then.
    fn feed_is_over(&mut self) -> bool {
        match self.pipe.write(&self.unwritten) {
            Ok(length) => {
                self.unwritten.drain(..length.min(self.unwritten.len()));
                self.unwritten.is_empty()
            }
            Err(error) => !is_for_later(&error),
        }
    }
}

fn is_for_later(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted)
}

impl fmt::Display for ProcessError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(status) => match (status.code(), status.signal()) {
                (None, Some(signal)) => {
                    write!(f, "the program was ended by signal {signal}")
                }
                (code, _) => {
                    let code = code.unwrap_or_default();
                    write!(f, "the program ended with status {code}")
                }
            },
            Self::Killed => f.write_str("the program took too long and was killed"),
            Self::Lost(error) => {
                write!(f, "nobody knows how the program ended: {error}")
            }
        }
    }
}

impl std::error::Error for ProcessError {}

#[cfg(test)]
mod tests {
    use super::*;

    /// More than every pipe takes at once.
    const LONG: usize = 2_000_000;

    #[test]
    fn what_a_child_says_is_written_down_line_by_line() {
        let (mut said, mut log) = (Said::default(), Vec::new());
        for (more, written) in [
            (&b"one"[..], &b""[..]),
            (b" and\ntwo", b"one and\n"),
            (b"\n\n", b"one and\ntwo\n\n"),
        ] {
            said.add(more, &mut log);
            assert_eq!(log, written);
        }
        said.add(&[b'a'; LONGEST_LINE], &mut log);
        assert_eq!(said.0.len(), LONGEST_LINE);
        said.add(b"a", &mut log);
        assert!(said.0.is_empty());

        log.clear();
        said.add(b"the last", &mut log);
        said.end(&mut log);
        assert_eq!(log, b"the last\n");
    }

    #[test]
    fn a_log_that_panics_costs_what_was_said() {
        struct Broken;
        impl Write for Broken {
            fn write(&mut self, _bytes: &[u8]) -> io::Result<usize> {
                panic!("no paper");
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut said = Said::default();
        said.add(b"one\n", &mut Broken);
        assert!(said.0.is_empty());
    }

    #[test]
    fn a_datagram_is_written_as_far_as_it_fits() {
        let packet: Vec<u8> = (0..=250).cycle().take(LONG).collect();
        let (mut input, mut reader) = Input::new(packet.clone()).unwrap();
        let mut read = Vec::new();
        let mut buffer = [0; 4096];
        while !input.feed_is_over() {
            let length = reader.read(&mut buffer).unwrap();
            read.extend_from_slice(&buffer[..length]);
        }
        drop(input);
        reader.read_to_end(&mut read).unwrap();
        assert!(read == packet);
    }

    #[test]
    fn a_datagram_that_nobody_reads_is_over() {
        let (mut input, reader) = Input::new(vec![0; LONG]).unwrap();
        assert!(!input.feed_is_over());
        drop(reader);
        assert!(input.feed_is_over());
    }

    #[test]
    fn each_way_to_fail_is_one_line() {
        let failed = |status| ProcessError::Failed(ExitStatus::from_raw(status));
        for (error, expected) in [
            (failed(3 << 8), "the program ended with status 3"),
            // Whether the system keeps a picture of its memory (128) is no matter.
            (failed(6 | 128), "the program was ended by signal 6"),
            (
                ProcessError::Killed,
                "the program took too long and was killed",
            ),
            (
                ProcessError::Lost(io::Error::other("no child")),
                "nobody knows how the program ended: no child",
            ),
        ] {
            assert_eq!(error.to_string(), expected);
        }
    }
}
