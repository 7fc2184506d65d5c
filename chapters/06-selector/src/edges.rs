//! Level and edge: readers that make the same calls, and what each of them is told.

use std::fmt;
use std::io::{self, ErrorKind, Read, Write};
use std::net::Shutdown;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use socket_api::wait::{milliseconds, until};
use tcp_vs_udp::loopback::PATIENCE;

use crate::sys::epoll::{self, EPOLLET, EPOLLIN, EpollEvent};

/// The most that a read takes, so that what a peer sends can be too much for one.
const PART: usize = 4;

/// When the system tells that there is something to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trigger {
    /// At each wait, as long as there is.
    Level,
    /// When more has come.
    Edge,
}

/// What a reader does when it's told.
// ANCHOR: habit
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Habit {
    /// One read, and back to waiting.
    OneRead,
    /// Read until there was less than there was room for.
    UntilShort,
    /// Read until there is nothing left, or the end of file.
    UntilWouldBlock,
}
// ANCHOR_END: habit

/// What the peer does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    /// How many bytes it sends.
    pub bytes: usize,
    /// Whether it then ends its side.
    pub end: bool,
}

/// What a read has returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Got {
    /// So many bytes, one at least.
    Bytes(usize),
    /// The end of file.
    End,
    /// [`ErrorKind::WouldBlock`].
    WouldBlock,
}

/// What happens, in its order. Its text is one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The peer has sent something, and it has come.
    Sent(Sent),
    /// The reader was told, and has read.
    Event(Vec<Got>),
    /// The reader wasn't told of anything any more.
    Nothing {
        /// What the peer has sent and the reader hasn't read.
        unread: usize,
        /// Whether the peer has ended its side, and the reader doesn't know.
        unseen_end: bool,
    },
}

/// Everything that happens to one reader while a peer sends, each time after the
/// reader has read what it was told of. It's over when nothing more is sent, or with
/// the end of file.
///
/// ```
/// use selector::edges::{Got, Habit, Sent, Step, Trigger, watch};
///
/// let sent = Sent { bytes: 5, end: false };
/// assert_eq!(
///     watch(Trigger::Edge, Habit::OneRead, &[sent])?,
///     [
///         Step::Sent(sent),
///         Step::Event(vec![Got::Bytes(4)]),
///         Step::Nothing { unread: 1, unseen_end: false },
///     ]
/// );
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// The process has no descriptor left.
pub fn watch(
    trigger: Trigger,
    habit: Habit,
    sendings: &[Sent],
) -> io::Result<Vec<Step>> {
    let (near, mut far) = UnixStream::pair()?;
    let mut reader = Reader::new(near, trigger, habit)?;
    let mut steps = Vec::new();
    let mut unread: usize = 0;
    for sent in sendings {
        far.write_all(&vec![b'!'; sent.bytes])?;
        if sent.end {
            far.shutdown(Shutdown::Write)?;
        }
        unread = unread.saturating_add(sent.bytes);
        steps.push(Step::Sent(*sent));
        while reader.wait(PATIENCE)? {
            let got = reader.take()?;
            let ended = got.contains(&Got::End);
            unread = got.iter().fold(unread, |unread, got| match got {
                Got::Bytes(count) => unread.saturating_sub(*count),
                Got::End | Got::WouldBlock => unread,
            });
            steps.push(Step::Event(got));
            if ended {
                return Ok(steps);
            }
        }
        let unseen_end = sent.end;
        steps.push(Step::Nothing { unread, unseen_end });
    }
    Ok(steps)
}

/// How many calls it took to read messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Calls {
    /// `epoll_wait`.
    pub waits: usize,
    /// `read`.
    pub reads: usize,
}

/// Reads as many messages as asked for, each shorter than a read may take, and each
/// sent when the one before was read.
///
/// # Errors
/// The process has no descriptor left.
pub fn count(trigger: Trigger, habit: Habit, messages: usize) -> io::Result<Calls> {
    let (near, mut far) = UnixStream::pair()?;
    let mut reader = Reader::new(near, trigger, habit)?;
    for _ in 0..messages {
        far.write_all(b"hi!")?;
        reader.wait(PATIENCE)?;
        reader.take()?;
    }
    Ok(reader.calls)
}

/// One end of a connection, and an `epoll` that watches it.
#[derive(Debug)]
struct Reader {
    stream: UnixStream,
    epoll: OwnedFd,
    habit: Habit,
    calls: Calls,
}

impl Reader {
    // ANCHOR: new
    fn new(stream: UnixStream, trigger: Trigger, habit: Habit) -> io::Result<Self> {
        stream.set_nonblocking(true)?;
        let epoll = epoll::create()?;
        let interest = match trigger {
            Trigger::Level => EPOLLIN,
            Trigger::Edge => EPOLLIN | EPOLLET,
        };
        let event = EpollEvent::new(interest, 0);
        epoll::add(epoll.as_fd(), stream.as_fd(), event)?;
        // ANCHOR_END: new
        Ok(Self {
            stream,
            epoll,
            habit,
            calls: Calls::default(),
        })
    }

    /// Whether there was an event, within that time.
    fn wait(&mut self, limit: Duration) -> io::Result<bool> {
        self.calls.waits = self.calls.waits.saturating_add(1);
        let deadline = Instant::now().checked_add(limit);
        let mut events = [EpollEvent::new(0, 0)];
        let count = until(deadline, |left| {
            epoll::wait(self.epoll.as_fd(), &mut events, milliseconds(left))
        })?;
        Ok(count > 0)
    }

    // ANCHOR: take
    fn take(&mut self) -> io::Result<Vec<Got>> {
        let mut all = Vec::new();
        loop {
            let got = self.read()?;
            all.push(got);
            let again = match self.habit {
                Habit::OneRead => false,
                Habit::UntilShort => got == Got::Bytes(PART),
                Habit::UntilWouldBlock => matches!(got, Got::Bytes(_)),
            };
            if !again {
                return Ok(all);
            }
        }
    }
    // ANCHOR_END: take

    fn read(&mut self) -> io::Result<Got> {
        self.calls.reads = self.calls.reads.saturating_add(1);
        match self.stream.read(&mut [0; PART]) {
            Ok(0) => Ok(Got::End),
            Ok(count) => Ok(Got::Bytes(count)),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                Ok(Got::WouldBlock)
            }
            Err(error) => Err(error),
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sent(Sent { bytes, end }) => {
                write!(f, "the peer sends {}", Bytes(*bytes))?;
                f.write_str(if *end { ", and the end of file" } else { "" })
            }
            Self::Event(all) => {
                f.write_str("  event: ")?;
                for (index, got) in all.iter().enumerate() {
                    f.write_str(if index == 0 { "" } else { ", " })?;
                    match got {
                        Got::Bytes(count) => write!(f, "read {}", Bytes(*count))?,
                        Got::End => f.write_str("end of file")?,
                        Got::WouldBlock => f.write_str("WouldBlock")?,
                    }
                }
                Ok(())
            }
            Self::Nothing { unread, unseen_end } => {
                write!(
                    f,
                    "  nothing for {PATIENCE:?}; unread: {}",
                    Bytes(*unread)
                )?;
                f.write_str(if *unseen_end { ", the end of file" } else { "" })
            }
        }
    }
}

/// A number of bytes, in words.
struct Bytes(usize);

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            1 => f.write_str("1 byte"),
            count => write!(f, "{count} bytes"),
        }
    }
}
