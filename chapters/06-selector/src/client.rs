//! The client: many conversations at once, in one thread.

mod connection;
mod event;
mod exchange;

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpStream};
use std::time::Instant;

use socket_api::socket::{Domain, Socket, Type};

use crate::{DefaultSelector, Events, Interest, Key};
use connection::{Connection, Progress};
pub use event::{Event, What};
pub use exchange::{Exchange, WrongEcho};

// ANCHOR: most-unanswered
/// How many connections may be without their first answer at once. A connection is
/// in the server's backlog until it is accepted, nothing but an answer shows that it
/// was, and the backlog of `std`'s listeners has room for 128.
const MOST_UNANSWERED: usize = 100;
// ANCHOR_END: most-unanswered

/// How many bytes are read in one call at most.
const BUFFER: usize = 65_536;

/// Connections to an echo server, each of which has a conversation of its own.
///
/// `F` says what is said: given the number of a connection, from 1, and how many
/// messages it has had, from 0, it returns the next, of at least one byte.
#[derive(Debug)]
pub struct Client<F> {
    address: SocketAddr,
    message: F,
    selector: DefaultSelector<TcpStream, Connection>,
    buffer: Box<[u8]>,
    /// How many connections were begun, which is the number of the latest.
    begun: usize,
}

/// What is asked of all connections, and how many are how far.
#[derive(Debug)]
struct Task<R> {
    turns: usize,
    unanswered: usize,
    underway: usize,
    report: R,
}

impl<F: Fn(usize, usize) -> Vec<u8>> Client<F> {
    /// A client of the server at `address`, without a connection.
    ///
    /// ```
    /// use std::io::{Read, Write};
    /// use std::net::TcpListener;
    /// use std::thread;
    /// use std::time::{Duration, Instant};
    /// use selector::client::{Client, What};
    ///
    /// let listener = TcpListener::bind("127.0.0.1:0")?;
    /// let address = listener.local_addr()?;
    /// thread::spawn(move || -> std::io::Result<()> {
    ///     let mut clients = Vec::new();
    ///     for client in listener.incoming() {
    ///         let mut client = client?;
    ///         let mut message = [0; 5];
    ///         client.read_exact(&mut message)?;
    ///         client.write_all(&message)?;
    ///         clients.push(client);
    ///     }
    ///     Ok(())
    /// });
    ///
    /// let mut client = Client::new(address, |_, _| b"hello".to_vec())?;
    /// let soon = Instant::now() + Duration::from_secs(10);
    /// let mut received = 0;
    /// client.talk(3, 1, soon, |event| {
    ///     if let What::Received(message) = event.what {
    ///         assert_eq!(message, b"hello");
    ///         received += 1;
    ///     }
    /// })?;
    /// assert_eq!(received, 3);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// The process has no descriptor left.
    pub fn new(address: SocketAddr, message: F) -> io::Result<Self> {
        Ok(Self {
            address,
            message,
            selector: DefaultSelector::new()?,
            buffer: vec![0; BUFFER].into(),
            begun: 0,
        })
    }

    /// Opens connections until `connections` were begun, and goes on until each has
    /// had `turns` messages back since its beginning (at least one), or has failed.
    /// All stay open. What isn't done at the deadline has failed, and no more are begun.
    ///
    /// `report` is told what happens on each connection, as soon as it does.
    ///
    /// # Errors
    /// The process has no descriptor left for another connection. What goes wrong
    /// with one connection is reported, and the others go on.
    // ANCHOR: talk
    pub fn talk(
        &mut self,
        connections: usize,
        turns: usize,
        deadline: Instant,
        report: impl FnMut(Event<'_>),
    ) -> io::Result<()> {
        let mut events = Events::default();
        let mut task = Task::new(turns.max(1), report);
        let unfinished = self.unfinished(task.turns);
        task.underway = unfinished.len();
        for key in unfinished {
            self.go_on(key, false, &mut task)?;
        }
        loop {
            while self.begun < connections && task.unanswered < MOST_UNANSWERED {
                self.start(&mut task)?;
            }
            if task.underway == 0 {
                return Ok(());
            }
            if Instant::now() >= deadline {
                self.give_up(&mut task);
                return Ok(());
            }
            self.wait(&mut events, Some(deadline), &mut task)?;
        }
    }
    // ANCHOR_END: talk

    /// Holds all connections, and returns when the server has ended the last of
    /// them.
    ///
    /// # Errors
    /// None that are known.
    pub fn hold(&mut self, report: impl FnMut(Event<'_>)) -> io::Result<()> {
        let mut events = Events::default();
        let mut task = Task::new(0, report);
        while !self.selector.is_empty() {
            self.wait(&mut events, None, &mut task)?;
        }
        Ok(())
    }

    /// Closes all connections, in the order of their numbers.
    pub fn close(&mut self, mut report: impl FnMut(Event<'_>)) {
        for key in self.keys() {
            if let Some((stream, connection)) = self.selector.unregister(key) {
                drop(stream);
                report(connection.event(What::Closed));
            }
        }
    }

    /// How many connections are open.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.selector.len()
    }

    /// Begins one more connection.
    // ANCHOR: start
    fn start(&mut self, task: &mut Task<impl FnMut(Event<'_>)>) -> io::Result<()> {
        self.begun = self.begun.saturating_add(1);
        let connection = Connection::new(self.begun);
        (task.report)(connection.event(What::Starting));
        let socket = Socket::new(Domain::of(self.address), Type::STREAM)?;
        socket.set_nonblocking(true)?;
        if let Err(error) = socket.start_connect(self.address) {
            (task.report)(connection.event(What::Failed(error)));
            return Ok(());
        }
        let stream = TcpStream::from(socket);
        self.selector
            .register(stream, Interest::Write, connection)?;
        task.underway = task.underway.saturating_add(1);
        task.unanswered = task.unanswered.saturating_add(1);
        Ok(())
    }
    // ANCHOR_END: start

    /// Waits until something can be done, or for the deadline, and does it.
    // ANCHOR: wait
    fn wait(
        &mut self,
        events: &mut Events,
        deadline: Option<Instant>,
        task: &mut Task<impl FnMut(Event<'_>)>,
    ) -> io::Result<()> {
        self.selector.select(events, deadline)?;
        for event in &*events {
            self.go_on(event.key, event.is_readable(), task)?;
        }
        Ok(())
    }
    // ANCHOR_END: wait

    /// Does what can be done on one connection now.
    fn go_on(
        &mut self,
        key: Key,
        is_readable: bool,
        task: &mut Task<impl FnMut(Event<'_>)>,
    ) -> io::Result<()> {
        let Some((stream, connection)) = self.selector.get_mut(key) else {
            return Ok(());
        };
        let before = connection.progress(task.turns);
        let result = connection.go_on(
            stream,
            is_readable.then_some(&mut self.buffer),
            task.turns,
            &self.message,
            &mut task.report,
        );
        match result {
            Ok(interest) => {
                task.moved(before, connection.progress(task.turns));
                self.selector.modify(key, interest)
            }
            Err(error) => {
                task.moved(before, Progress::Done);
                self.fail(key, error, task);
                Ok(())
            }
        }
    }

    fn fail(
        &mut self,
        key: Key,
        error: io::Error,
        task: &mut Task<impl FnMut(Event<'_>)>,
    ) {
        if let Some((_, connection)) = self.selector.unregister(key) {
            (task.report)(connection.event(What::Failed(error)));
        }
    }

    /// The time is over: whoever isn't done never will be.
    fn give_up(&mut self, task: &mut Task<impl FnMut(Event<'_>)>) {
        for key in self.unfinished(task.turns) {
            self.fail(key, ErrorKind::TimedOut.into(), task);
        }
    }

    /// The connections that haven't had so many messages back.
    fn unfinished(&self, turns: usize) -> Vec<Key> {
        let mut keys = self.keys();
        keys.retain(|key| {
            let connection = self.selector.get(*key);
            connection.is_some_and(|(_, one)| one.progress(turns) != Progress::Done)
        });
        keys
    }

    /// Those of all connections, in the order of their numbers.
    fn keys(&self) -> Vec<Key> {
        let mut keys: Vec<(usize, Key)> = self
            .selector
            .iter()
            .map(|(key, _, connection)| (connection.number(), key))
            .collect();
        keys.sort_unstable_by_key(|(number, _)| *number);
        keys.into_iter().map(|(_, key)| key).collect()
    }
}

impl<R> Task<R> {
    fn new(turns: usize, report: R) -> Self {
        Self {
            turns,
            unanswered: 0,
            underway: 0,
            report,
        }
    }

    /// One connection has come from here to there.
    fn moved(&mut self, before: Progress, after: Progress) {
        if before == Progress::Unanswered && after != Progress::Unanswered {
            self.unanswered = self.unanswered.saturating_sub(1);
        }
        if before != Progress::Done && after == Progress::Done {
            self.underway = self.underway.saturating_sub(1);
        }
    }
}
