//! A server under attack: how to reach it, and what has to hold meanwhile.

use std::fmt;
use std::fs;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream, UdpSocket};
use std::os::fd::OwnedFd;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{self as unix, UnixDatagram, UnixStream};
use std::path::PathBuf;
use std::process::{self, Command};
use std::slice;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::net::sockopt::set_socket_linger;
use tempfile::TempDir;

use crate::suite::failure::{Failure, Symptom};
use crate::suite::guest::talk;
use crate::suite::process::{Process, eventually};
use crate::suite::protocol::{BUSY, Protocol, exchange, frame};

/// How long a polite client waits, more than a hostile one may hold a server that
/// serves one after another: its deadline, or its pause of a second after an
/// error, on a machine under load.
pub const PATIENCE: Duration = Duration::from_secs(4);

/// How long a server is watched while it has nothing to do, and how much
/// processor time it may use then: enough for the end of what it did before. One
/// that doesn't wait uses more, however many others want the processor.
const IDLE: Duration = Duration::from_millis(200);
const IDLE_CPU_TIME: Duration = Duration::from_millis(8);

/// A connection is closed before its process has ended: how long that may take.
const ENDING: Duration = Duration::from_millis(300);

/// How much larger a server may ever become, whatever it is sent: its program's
/// pages and its buffers. What an attack sends to fill its memory is twice that
/// at the least.
pub const MEMORY_LIMIT: u64 = 8 * 1024 * 1024;

/// And with each thread that it may have: by its stack, and what it allocates.
const MEMORY_PER_THREAD: u64 = 64 * 1024;

/// And with each client that it serves at the same time: by what it has to remember.
const MEMORY_PER_CLIENT: u64 = 1024;

/// With so many clients, two tests at the same time could lack descriptors.
const MANY: usize = 1000;

/// What a server is to do, and what it may take for it.
#[derive(Debug, Clone, Copy)]
pub struct Promises {
    pub protocol: Protocol,
    /// How many clients it serves at the same time.
    pub at_once: usize,
    /// How many threads it may have, however many clients there are.
    pub most_threads: usize,
    /// Whether Ctrl-C ends it with status 0, when everybody accepted is answered.
    pub ends_well: bool,
}

/// Where a server listens.
#[derive(Debug)]
pub enum Address {
    Internet(SocketAddr),
    File(PathBuf),
}

impl Address {
    fn of(text: &str) -> Self {
        text.parse()
            .map_or_else(|_| Self::File(text.into()), Self::Internet)
    }

    pub fn with_port(&self) -> Option<SocketAddr> {
        match self {
            Self::Internet(address) => Some(*address),
            Self::File(_) => None,
        }
    }
}

/// A running server, attacked by one test.
#[derive(Debug)]
pub struct Target {
    pub process: Process,
    pub address: Address,
    pub protocol: Protocol,
    /// How many clients it serves at the same time.
    pub at_once: usize,
    pub most_threads: usize,
    memory_at_first: u64,
    descriptors_at_first: usize,
    /// Where the server's file is, if that is its address, or what it serves.
    pub _folder: Option<TempDir>,
}

impl Target {
    /// Starts a server and waits for its first line, `listening on ADDRESS`.
    pub fn start(command: Command, promises: Promises) -> Result<Self, String> {
        let process = Process::start(command).map_err(|error| error.to_string())?;
        let address = process
            .line(|line| line.strip_prefix("listening on ").map(Address::of))
            .ok_or_else(|| format!("it doesn't listen:{}", process.output()))?;
        let text = |failure: Failure| failure.to_string();
        let memory_at_first = process.peak_memory().map_err(text)?;
        let descriptors_at_first = process.descriptors().map_err(text)?.len();
        Ok(Self {
            process,
            address,
            protocol: promises.protocol,
            at_once: promises.at_once,
            most_threads: promises.most_threads,
            memory_at_first,
            descriptors_at_first,
            _folder: None,
        })
    }

    pub fn connect(&self) -> Result<Peer, Failure> {
        self.reach().map_err(|error| self.does_not_serve(error))
    }

    fn reach(&self) -> io::Result<Peer> {
        let (stream, address) = match &self.address {
            Address::Internet(address) => {
                let stream = TcpStream::connect_timeout(address, PATIENCE)?;
                // Each write is a segment.
                stream.set_nodelay(true)?;
                let address = stream.local_addr()?.to_string();
                (stream, address)
            }
            Address::File(path) => {
                let stream = OwnedFd::from(UnixStream::connect(path)?);
                // What an attack asks of a connection is the same for both kinds.
                (TcpStream::from(stream), "no name".to_owned())
            }
        };
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Peer { stream, address })
    }

    /// One message and its answer, by a client that does nothing wrong.
    pub fn serves_a_polite_client(&self) -> Result<(), Failure> {
        let question = self.protocol.message();
        match self.protocol {
            Protocol::Datagrams => {
                let answer = exchange(&self.sender(), question, PATIENCE);
                self.has_served(question, answer)
            }
            Protocol::Transfers => self.takes_a_transfer(),
            Protocol::Chat => talk(self),
            _ => self.is_admitted().map(|_left| ()),
        }
    }

    /// A client that has come in and has its first answer. It comes again if it is
    /// told that there is no room yet.
    fn is_admitted(&self) -> Result<Peer, Failure> {
        let question = self.protocol.message();
        let begin = Instant::now();
        loop {
            let peer = self.connect()?;
            let answer = self.protocol.ask(&peer.stream, question).and_then(|()| {
                self.protocol.answer(&peer.stream, question, Vec::new())
            });
            let is_busy = answer.as_ref().is_ok_and(|answer| answer == BUSY);
            if !is_busy || begin.elapsed() > PATIENCE {
                return self.has_served(question, answer).map(|()| peer);
            }
        }
    }

    fn has_served(
        &self,
        question: &[u8],
        answer: io::Result<Vec<u8>>,
    ) -> Result<(), Failure> {
        let answer = answer.map_err(|error| self.does_not_serve(error))?;
        match self.protocol.is_right(question, &answer) {
            true => Ok(()),
            false => Err(self.does_not_serve(format!("got {}", excerpt(&answer)))),
        }
    }

    /// A transfer of two parts, so that the server has to remember the first.
    fn takes_a_transfer(&self) -> Result<(), Failure> {
        let socket = self.sender();
        let mut before = None;
        for (number, kind) in [(0, b'D'), (1, b'L')] {
            let part = frame(kind, 1, number, b"how do you do?");
            let answer = loop {
                let answer = exchange(&socket, &part, PATIENCE)
                    .map_err(|error| self.does_not_serve(error))?;
                // What was asked twice is answered twice, in vain the second time.
                if before.as_ref() != Some(&answer) {
                    break answer;
                }
            };
            if !self.protocol.is_right(&part, &answer) {
                return Err(self.does_not_serve(excerpt(&answer)));
            }
            before = Some(answer);
        }
        Ok(())
    }

    /// A socket that sends datagrams to the server.
    pub fn sender(&self) -> UdpSocket {
        static SENDERS: AtomicU64 = AtomicU64::new(0);
        match &self.address {
            Address::Internet(address) => {
                let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
                socket.connect(address).unwrap();
                socket
            }
            Address::File(path) => {
                // A name without a file, so that there is nothing to clear away.
                let number = SENDERS.fetch_add(1, Ordering::Relaxed);
                let name = format!("hostile {} {number}", process::id());
                let name = unix::SocketAddr::from_abstract_name(name).unwrap();
                let socket = UnixDatagram::bind_addr(&name).unwrap();
                socket.connect(path).unwrap();
                OwnedFd::from(socket).into()
            }
        }
    }

    /// Messages and their answer, over a connection of their own.
    pub fn answers(&self, question: &[u8]) -> Result<(), Failure> {
        let peer = self.connect()?;
        self.ask(&peer, question)?;
        self.answers_to(&peer, question)
    }

    /// Sends messages, or the rest of them.
    pub fn ask(&self, peer: &Peer, question: &[u8]) -> Result<(), Failure> {
        let asked = self.protocol.ask(&peer.stream, question);
        asked.map_err(|error| self.does_not_serve(error))
    }

    /// The answer to what was asked before.
    pub fn answers_to(&self, peer: &Peer, question: &[u8]) -> Result<(), Failure> {
        let answer = self.protocol.answer(&peer.stream, question, Vec::new());
        self.has_answered(question, answer)
    }

    pub fn has_answered(
        &self,
        question: &[u8],
        answer: io::Result<Vec<u8>>,
    ) -> Result<(), Failure> {
        let answer = answer.map_err(|error| self.breaks_off(&error, 0))?;
        self.is_right(question, &answer)
    }

    /// Another message, to a server that has said its first words.
    pub fn goes_on_with(&self, peer: &Peer) -> Result<(), Failure> {
        let question = self.protocol.message();
        self.ask(peer, question)?;
        let first_words = self.protocol.first_words().to_vec();
        let answer = self.protocol.answer(&peer.stream, question, first_words);
        self.has_served(question, answer)
    }

    /// If many clients are about to come: waits until no other test has as many.
    pub fn takes_its_turn(&self) -> Option<MutexGuard<'static, ()>> {
        static TURN: Mutex<()> = Mutex::new(());
        let lock = || TURN.lock().unwrap_or_else(PoisonError::into_inner);
        (self.at_once >= MANY).then(lock)
    }

    /// So many clients, served at the same time, each of which stays.
    pub fn serves_at_once(&self, clients: usize) -> Result<Vec<Peer>, Failure> {
        (0..clients).map(|_| self.is_admitted()).collect()
    }

    pub fn is_right(&self, question: &[u8], answer: &[u8]) -> Result<(), Failure> {
        match self.protocol.is_right(question, answer) {
            true => Ok(()),
            false => Err(self.fails(
                Symptom::WrongAnswer,
                format!("{} got {}", excerpt(question), excerpt(answer)),
            )),
        }
    }

    /// Reads to the end of file, which has to come.
    pub fn ends(&self, peer: &Peer) -> Result<Vec<u8>, Failure> {
        let mut answer = Vec::new();
        match (&peer.stream).read_to_end(&mut answer) {
            Ok(_) => Ok(answer),
            Err(error) => Err(self.breaks_off(&error, answer.len())),
        }
    }

    /// Waits until the server has begun to serve a peer.
    pub fn has_accepted(&self, peer: &Peer) -> Result<(), Failure> {
        self.have_accepted(slice::from_ref(peer))
    }

    /// The same for all of these.
    pub fn have_accepted(&self, peers: &[Peer]) -> Result<(), Failure> {
        if self.protocol.tells_of_conversations() {
            let mut peers = peers.iter();
            return peers.try_for_each(|peer| {
                self.prints(&format!("{} connected", peer.address))
            });
        }
        match eventually(PATIENCE, || self.holds_all(peers)) {
            true => Ok(()),
            false => Err(self.does_not_serve("it doesn't accept")),
        }
    }

    /// Whether the server has accepted a peer and not closed.
    pub fn holds(&self, peer: &Peer) -> bool {
        self.holds_all(slice::from_ref(peer))
    }

    /// Whether the server has accepted all of these and closed none: its end has an
    /// inode as long as a process holds it (proc(5), on /proc/net/tcp). One look does
    /// for all, since after a burst it's a look at ten thousands of lines.
    pub fn holds_all(&self, peers: &[Peer]) -> bool {
        let Some(server) = self.address.with_port() else {
            return false;
        };
        let port = |address: &str| {
            let (_, port) = address.rsplit_once(':')?;
            u16::from_str_radix(port, 16).ok()
        };
        let sockets = fs::read_to_string("/proc/net/tcp").unwrap();
        let of_server = format!(":{:04X} ", server.port());
        let held: Vec<u16> = sockets
            .lines()
            .filter(|line| line.contains(&of_server))
            .filter_map(|line| {
                let fields: Vec<_> = line.split_whitespace().collect();
                let is_held =
                    port(fields[1]) == Some(server.port()) && fields[9] != "0";
                port(fields[2]).filter(|_| is_held)
            })
            .collect();
        peers.iter().all(|peer| {
            let peer: Option<SocketAddr> = peer.address.parse().ok();
            peer.is_some_and(|peer| held.contains(&peer.port()))
        })
    }

    /// Sends the beginning of a message, and waits until the server, which has
    /// nothing else to do, has read it and waits for the rest.
    pub fn begin(&self, peer: &Peer, part: &[u8]) -> Result<(), Failure> {
        self.has_accepted(peer)?;
        let sent = (&peer.stream).write_all(part);
        sent.map_err(|error| self.does_not_serve(error))?;
        self.process.sleeps()
    }

    /// Gives the server time to close what former clients have left: it may look after
    /// them only now and then. (Some keep what they have opened for their first client.)
    pub fn sees_everybody_off(&self) {
        let open = || self.process.descriptors().map_or(0, |open| open.len());
        eventually(ENDING, || open() <= self.descriptors_at_first);
    }

    /// What the server says of how a conversation ended.
    pub fn reports(&self, peer: &Peer, ending: &str) -> Result<(), Failure> {
        if self.protocol.tells_of_conversations() || !is_silent(ending) {
            return self.reports_of(&peer.address, ending);
        }
        match eventually(PATIENCE, || self.has_reported(peer, ending)) {
            true => Ok(()),
            false => Err(self.fails(Symptom::NotClosed, "it keeps its end open")),
        }
    }

    /// The same of a peer that has gone already.
    pub fn reports_of(&self, address: &str, ending: &str) -> Result<(), Failure> {
        match self.protocol.tells_of_conversations() {
            true => self.prints(&format!("{address} {ending} after ")),
            false => self.prints(&format!("{address} {ending}")),
        }
    }

    /// Whether it has said so already, or has closed, if it says nothing of that.
    pub fn has_reported(&self, peer: &Peer, ending: &str) -> bool {
        match self.protocol.tells_of_conversations() {
            true => self.process.count(&format!("{} {ending}", peer.address)) > 0,
            false => !self.holds(peer),
        }
    }

    /// Waits for a line that begins so.
    pub fn prints(&self, beginning: &str) -> Result<(), Failure> {
        let line = self
            .process
            .line(|line| line.starts_with(beginning).then_some(()));
        line.ok_or_else(|| {
            self.fails(Symptom::WronglyReported, format!("no line `{beginning}…`"))
        })
    }

    /// Watches a server that has nothing to do but wait.
    pub fn idles(&self) -> Result<(), Failure> {
        let before = self.process.cpu_time_of_threads()?;
        thread::sleep(IDLE);
        let spent = self.process.cpu_time_of_threads()?.saturating_sub(before);
        match spent <= IDLE_CPU_TIME {
            true => Ok(()),
            false => Err(self
                .fails(Symptom::CpuTime, format!("{spent:?} of {IDLE:?}, idle"))),
        }
    }

    pub fn keeps_to_its_threads(&self) -> Result<(), Failure> {
        let mut threads = self.process.threads()?;
        // One that has given its place away may still be on its way out.
        let keeps_to_them = eventually(ENDING, || {
            threads = self.process.threads().unwrap_or(threads);
            threads <= self.most_threads
        });
        match keeps_to_them {
            true => Ok(()),
            false => Err(self.fails(
                Symptom::Threads,
                format!("{threads}, and {} are its limit", self.most_threads),
            )),
        }
    }

    pub fn keeps_to_its_memory(&self) -> Result<(), Failure> {
        let limit = MEMORY_LIMIT
            + self.most_threads as u64 * MEMORY_PER_THREAD
            + self.at_once as u64 * MEMORY_PER_CLIENT
            + self.protocol.most_memory();
        let grown = self
            .process
            .peak_memory()?
            .saturating_sub(self.memory_at_first);
        match grown <= limit {
            true => Ok(()),
            false => {
                Err(self.fails(Symptom::Memory, format!("grew by {grown} bytes")))
            }
        }
    }
}

/// What goes wrong.
impl Target {
    /// Whatever was seen of the server, that it has ended is what explains it.
    pub fn fails(&self, symptom: Symptom, seen: impl fmt::Display) -> Failure {
        match self.process.has_ended(ENDING) {
            true => Symptom::Ended.because(seen),
            false => symptom.because(seen),
        }
    }

    pub fn does_not_serve(&self, seen: impl fmt::Display) -> Failure {
        self.fails(Symptom::PoliteClientNotServed, seen)
    }

    /// Why an answer ended before its end.
    fn breaks_off(&self, error: &io::Error, length: usize) -> Failure {
        let symptom = match error.kind() {
            ErrorKind::WouldBlock => Symptom::NotClosed,
            _ => Symptom::AnswerDestroyed,
        };
        self.fails(symptom, format!("after {length} bytes: {error}"))
    }
}

/// Whether a server that doesn't tell of conversations says nothing of such an end: the
/// peer may have been between two messages.
fn is_silent(ending: &str) -> bool {
    matches!(ending, "closed" | "timed out")
}

/// One end of a connection to the target, by its address there too.
#[derive(Debug)]
pub struct Peer {
    pub stream: TcpStream,
    /// As the server prints it.
    pub address: String,
}

impl Peer {
    /// Ends the connection by a reset instead of an end of file (socket(7)).
    pub fn reset(self) {
        set_socket_linger(&self.stream, Some(Duration::ZERO)).unwrap();
    }

    /// Whether no reset has come.
    pub fn is_whole(&self) -> io::Result<()> {
        // That of a connection that was reset is no longer there.
        self.stream.shutdown(Shutdown::Write)
    }
}

/// The beginning of what was sent, for a report.
pub fn excerpt(bytes: &[u8]) -> String {
    const SHOWN: usize = 80;
    let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(SHOWN)]);
    match bytes.len() {
        0..=SHOWN => format!("{shown:?}"),
        length => format!("{shown:?}… ({length} bytes)"),
    }
}
