//! The multi-connection server: one thread, and whatever number of connections. It sends
//! back what it is sent, unless it is given another protocol.

pub mod command;
pub mod connection;
mod door;
mod limits;
mod patience;
pub mod protocol;
mod settings;

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::Instant;

use echo_server::server::Event as Conversation;
use socket_api::accept::is_about_one_connection;
use socket_api::socket::Socket;
use threading::acceptor::BACKLOG;

use crate::{
    Backend, DefaultBackend, Event as Ready, Events, Interest, Key, Selector,
};
use connection::Connection;
use limits::Phase;
use patience::Patience;
use protocol::{Echo, Protocol};
pub use settings::{MOST_CONNECTIONS, Settings, WriteInterest};
pub use threading::capped::Event;

// ANCHOR: read-size
/// How much is read at a time: 64 KiB, for all connections into the same buffer. What
/// is larger than a message costs nothing; each message that is larger than this costs
/// another read, another write and another turn of the loop.
const READ_SIZE: usize = 64 * 1024;
// ANCHOR_END: read-size

/// A server of many connections in one thread, each of which speaks a protocol.
#[derive(Debug)]
// ANCHOR: server
pub struct Server<B = DefaultBackend, P = Echo> {
    selector: Selector<Source, Option<Client<P>>, B>,
    listener: Key,
    protocol: P,
    settings: Settings,
    buffer: Box<[u8]>,
    phase: Phase,
    patience: Patience,
}

/// What can become ready.
#[derive(Debug)]
enum Source {
    Listener(TcpListener),
    Stop(OwnedFd),
    Client(TcpStream),
}

/// What is known of a connection. The other sources have none.
#[derive(Debug)]
struct Client<P> {
    peer: SocketAddr,
    connection: Connection<P>,
}
// ANCHOR_END: server

/// How many bytes have moved on a connection.
#[derive(Debug, Default)]
struct Moved {
    written: usize,
    read: usize,
}

/// What may still lie on a connection, to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unread {
    /// There was more room than bytes, and not for the first time: all that had come
    /// was read.
    Nothing,
    Maybe,
}

impl<B: Backend> Server<B> {
    /// A server that sends back what it is sent; it listens on `address` (port 0 lets
    /// the system choose one).
    ///
    /// # Errors
    /// The address doesn't exist here, is in use or not permitted; the system has no
    /// descriptor left; or the settings have a number that can't be
    /// ([`ErrorKind::InvalidInput`]).
    pub fn bind(
        address: impl ToSocketAddrs,
        settings: Settings,
    ) -> io::Result<Self> {
        Self::with_protocol(address, settings, Echo)
    }
}

impl<B: Backend, P: Protocol + Clone> Server<B, P> {
    /// The same for another protocol, of which each connection gets a clone.
    ///
    /// # Errors
    /// Those of [`Server::bind`].
    pub fn with_protocol(
        address: impl ToSocketAddrs,
        settings: Settings,
        protocol: P,
    ) -> io::Result<Self> {
        settings.check()?;
        let listener = TcpListener::bind(address)?;
        Socket::of(&listener).listen(BACKLOG)?;
        listener.set_nonblocking(true)?;
        let mut selector = Selector::new()?;
        let listener = Source::Listener(listener);
        let listener = selector.register(listener, Interest::Read, None)?;
        Ok(Self {
            selector,
            listener,
            protocol,
            settings,
            buffer: vec![0; READ_SIZE].into(),
            phase: Phase::serving(settings),
            patience: Patience::new(settings.limits),
        })
    }

    /// The address that the server listens on, with the port that it really has.
    ///
    /// # Errors
    /// What `getsockname(2)` says, which on a listening socket is nothing.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        match self.selector.get(self.listener) {
            Some((Source::Listener(listener), _)) => listener.local_addr(),
            _ => Err(ErrorKind::NotConnected.into()),
        }
    }

    /// Serves until `stop` can be read from, and reports each event.
    ///
    /// Then nobody is accepted any more. What has been read is answered, and each
    /// client has the grace to take it; whoever is left is cut off.
    ///
    /// # Errors
    /// What `report` returns; or there is no descriptor left for the stop, or the system
    /// can't wait for lack of memory.
    // ANCHOR: serve
    pub fn serve(
        mut self,
        stop: &impl AsFd,
        mut report: impl FnMut(Event) -> io::Result<()>,
    ) -> io::Result<()> {
        let stop = Source::Stop(stop.as_fd().try_clone_to_owned()?);
        self.selector.register(stop, Interest::Read, None)?;
        let mut events = Events::default();
        while !self.is_over() {
            self.selector.select(&mut events, self.next_deadline())?;
            let now = Instant::now();
            for event in &events {
                match self.selector.get(event.key) {
                    Some((Source::Stop(_), _)) => {
                        self.stop(event.key, now, &mut report)?;
                    }
                    Some((Source::Listener(listener), _)) => {
                        let accepted = listener.accept();
                        self.accept(accepted, now, &mut report)?;
                    }
                    Some((Source::Client(_), _)) => {
                        self.serve_client(event, now, &mut report)?;
                    }
                    None => {} // closed in this turn, by an earlier event
                }
            }
            self.keep_to_limits(now, &mut report)?;
        }
        report(Event::Ended)
    }
    // ANCHOR_END: serve

    /// The accept function: what came of `accept` becomes a client.
    // ANCHOR: accept
    fn accept(
        &mut self,
        accepted: io::Result<(TcpStream, SocketAddr)>,
        now: Instant,
        mut report: impl FnMut(Event) -> io::Result<()>,
    ) -> io::Result<()> {
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) if is_about_one_connection(&error) => return Ok(()),
            Err(error) => return self.refused(error, now, report),
        };
        report(Conversation::Connected { peer }.into())?;
        match self.register(stream, peer) {
            Ok(key) => {
                self.came_in(key, now);
                Ok(())
            }
            Err(error) => report(Conversation::of_end(peer, 0, Err(error)).into()),
        }
    }
    // ANCHOR_END: accept

    // ANCHOR: register
    fn register(&mut self, stream: TcpStream, peer: SocketAddr) -> io::Result<Key> {
        stream.set_nonblocking(true)?;
        // macOS refuses if the peer has gone already, which the first read tells better.
        let _ = stream.set_nodelay(true);
        let connection = Connection::new(self.protocol.clone());
        let interest = self.settings.write_interest.and(Interest::Read);
        let client = Client { peer, connection };
        let source = Source::Client(stream);
        self.selector.register(source, interest, Some(client))
    }
    // ANCHOR_END: register

    /// The service function: does for a client what can be done without waiting.
    fn serve_client(
        &mut self,
        ready: Ready,
        now: Instant,
        report: impl FnMut(Event) -> io::Result<()>,
    ) -> io::Result<()> {
        let went_on = self.go_on(ready, now);
        self.wait_or_close(ready.key, went_on, report)
    }

    fn go_on(&mut self, ready: Ready, now: Instant) -> io::Result<Unread> {
        let Some((Source::Client(stream), Some(client))) =
            self.selector.get_mut(ready.key)
        else {
            return Ok(Unread::Maybe);
        };
        let duty = client.connection.duty();
        let is_first = client.connection.answered() == 0;
        let moved = client.go_on(stream, ready, &mut self.buffer)?;
        if moved.written > 0 || moved.read > 0 {
            self.patience.renew(ready.key, now);
        }
        match client.connection.duty() {
            unchanged if unchanged == duty => {}
            Some(_) => self.patience.expect(ready.key, now),
            None => self.patience.let_rest(ready.key),
        }
        if client.connection.is_leaving() {
            self.patience.say_farewell(ready.key, now);
        }
        // Many say one thing and leave, and would have no use for what it costs.
        let is_all = !is_first && (1..self.buffer.len()).contains(&moved.read);
        Ok(if is_all {
            Unread::Nothing
        } else {
            Unread::Maybe
        })
    }

    /// Waits for what a client needs next, unless its conversation is over.
    // ANCHOR: wait-or-close
    fn wait_or_close(
        &mut self,
        key: Key,
        went_on: io::Result<Unread>,
        report: impl FnMut(Event) -> io::Result<()>,
    ) -> io::Result<()> {
        let Some((_, Some(client))) = self.selector.get(key) else {
            return Ok(());
        };
        let interest = client.connection.interest();
        let ended = match went_on.map(|unread| (unread, interest)) {
            Ok((unread, Some(interest))) => {
                let interest = self.settings.write_interest.and(interest);
                let before = self.selector.interest(key);
                let waits = match (unread, before, interest) {
                    (Unread::Nothing, Some(Interest::Read), Interest::Read) => {
                        self.selector.clear_ready(key)
                    }
                    _ => self.selector.modify(key, interest),
                };
                match waits {
                    Ok(()) => return Ok(()),
                    Err(error) => Err(error),
                }
            }
            Ok((_, None)) => Ok(()),
            Err(error) => Err(error),
        };
        self.close(key, ended, report)
    }
    // ANCHOR_END: wait-or-close

    /// The close function: forgets a client, and says how it went.
    // ANCHOR: close
    fn close(
        &mut self,
        key: Key,
        ended: io::Result<()>,
        mut report: impl FnMut(Event) -> io::Result<()>,
    ) -> io::Result<()> {
        let Some((_stream, Some(client))) = self.selector.unregister(key) else {
            return Ok(());
        };
        self.patience.end(key);
        let (peer, answered) = (client.peer, client.connection.answered());
        let ended = ended.map(|()| client.connection.ending());
        report(Conversation::of_end(peer, answered, ended).into())
    }
    // ANCHOR_END: close
}

impl<P: Protocol> Client<P> {
    /// Does what can be done without waiting.
    // ANCHOR: go-on
    fn go_on(
        &mut self,
        mut stream: &TcpStream,
        ready: Ready,
        buffer: &mut [u8],
    ) -> io::Result<Moved> {
        let mut moved = Moved::default();
        if ready.is_writable() {
            moved.written = self.connection.write(&mut stream)?;
        }
        if ready.is_readable() {
            moved.read = self.connection.read(&mut stream, buffer)?;
        }
        Ok(moved)
    }
    // ANCHOR_END: go-on
}

impl AsFd for Source {
    fn as_fd(&self) -> BorrowedFd<'_> {
        match self {
            Self::Listener(listener) => listener.as_fd(),
            Self::Stop(stop) => stop.as_fd(),
            Self::Client(stream) => stream.as_fd(),
        }
    }
}

// What the tests of all chapters share.
#[cfg(test)]
#[expect(unreachable_pub, reason = "tests share it as a module of their own")]
#[path = "../../01-tcp-vs-udp/tests/support/within_limit.rs"]
mod within_limit;

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::io::{Read, Write};
    use std::net::Shutdown;
    use std::time::Duration;

    use echo_server::limits::{DRAIN_LIMIT, SILENCE_LIMIT};
    use threading::capped::GRACE;

    use super::within_limit::within_limit;
    use super::*;

    const NEVER: fn(Event) -> io::Result<()> = |event| panic!("{event}");

    fn server() -> Server {
        Server::bind("127.0.0.1:0", Settings::default()).unwrap()
    }

    fn accept<P>(
        server: &Server<DefaultBackend, P>,
    ) -> io::Result<(TcpStream, SocketAddr)> {
        match server.selector.get(server.listener) {
            Some((Source::Listener(listener), _)) => listener.accept(),
            _ => panic!("it isn't there"),
        }
    }

    /// A client, and the key of its connection, which was accepted then.
    fn connect<P: Protocol + Clone>(
        server: &mut Server<DefaultBackend, P>,
        now: Instant,
    ) -> (TcpStream, Key) {
        let stream = TcpStream::connect(server.local_addr().unwrap()).unwrap();
        let accepted = accept(server);
        server.accept(accepted, now, |_| Ok(())).unwrap();
        let peer = stream.local_addr().unwrap();
        let key = server.selector.iter().find_map(|(key, _, client)| {
            client.as_ref().filter(|client| client.peer == peer)?;
            Some(key)
        });
        (stream, key.unwrap())
    }

    /// Nobody has come, or has gone by the time that we look.
    #[test]
    fn a_listener_that_is_not_ready_after_all_is_asked_again_at_once() {
        within_limit(|| {
            let mut server = server();
            let accepted = accept(&server);
            server.accept(accepted, Instant::now(), NEVER).unwrap();
            assert_eq!(server.next_deadline(), None);
        });
    }

    #[test]
    fn a_lack_of_something_is_told_once_and_paused_for() {
        within_limit(|| {
            let mut server = server();
            let now = Instant::now();
            let mut told = 0;
            for _ in 0..3 {
                let lack = Err(ErrorKind::OutOfMemory.into());
                let report = |_| {
                    told += 1;
                    Ok(())
                };
                server.accept(lack, now, report).unwrap();
            }
            assert_eq!(told, 1);
            assert!(server.next_deadline() > Some(now));

            // The next time it is news again.
            let _client = connect(&mut server, now);
            let lack = Err(ErrorKind::OutOfMemory.into());
            let error = server.accept(lack, now, |_| Err(ErrorKind::Other.into()));
            assert_eq!(error.unwrap_err().kind(), ErrorKind::Other);
        });
    }

    #[test]
    fn a_connection_never_waits_neither_for_its_peer_nor_to_fill_a_packet() {
        within_limit(|| {
            let mut server = server();
            let (_client, key) = connect(&mut server, Instant::now());
            let Some((Source::Client(stream), _)) = server.selector.get(key) else {
                panic!("it isn't there");
            };
            let mut stream: &TcpStream = stream;
            let read = stream.read(&mut [0]).unwrap_err();
            assert_eq!(read.kind(), ErrorKind::WouldBlock);
            assert!(stream.nodelay().unwrap());
        });
    }

    #[test]
    fn nothing_is_waited_for_on_behalf_of_whoever_has_gone() {
        within_limit(|| {
            let mut server = server();
            let (_client, key) = connect(&mut server, Instant::now());
            assert!(server.next_deadline().is_some());
            server.close(key, Ok(()), |_| Ok(())).unwrap();
            assert_eq!(server.next_deadline(), None);
        });
    }

    /// A turn serves 64 clients. Whoever is the 65th hasn't been heard yet.
    #[test]
    fn whoever_has_spoken_in_time_is_heard_however_late_the_server_comes_to_it() {
        within_limit(|| {
            let mut server = server();
            let begin = Instant::now();
            let (silent, _) = connect(&mut server, begin);
            let (mut speaking, _) = connect(&mut server, begin);
            speaking.write_all(b"here I am").unwrap();
            let end = server.next_deadline().unwrap();
            let mut told = Vec::new();
            let report = |event: Event| {
                told.push(event.to_string());
                Ok(())
            };
            server.keep_to_limits(end, report).unwrap();
            let silent = silent.local_addr().unwrap();
            assert_eq!(told, [format!("{silent} timed out after 0 bytes")]);
            assert_eq!(server.next_deadline(), Some(end + SILENCE_LIMIT));
            let mut heard = [0; 9];
            speaking.read_exact(&mut heard).unwrap();
            assert_eq!(&heard, b"here I am");
        });
    }

    /// Has to hear something, and is content then.
    #[derive(Clone)]
    struct Curious {
        has_heard: bool,
    }

    impl Protocol for Curious {
        type Duty = ();

        fn answer<'a>(&mut self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
            self.has_heard = true;
            Cow::Borrowed(bytes)
        }

        fn duty(&mut self, _sent: u64, _unsent: usize) -> Option<()> {
            (!self.has_heard).then_some(())
        }
    }

    const DUTY_LIMIT: Duration = Duration::from_secs(1);

    fn curious_server() -> Server<DefaultBackend, Curious> {
        let mut settings = Settings::default();
        settings.limits.conversation = DUTY_LIMIT;
        let protocol = Curious { has_heard: false };
        Server::with_protocol("127.0.0.1:0", settings, protocol).unwrap()
    }

    #[test]
    fn whoever_has_done_its_duty_may_rest() {
        within_limit(|| {
            let mut server = curious_server();
            let begin = Instant::now();
            let (mut client, key) = connect(&mut server, begin);
            assert_eq!(server.next_deadline(), Some(begin + DUTY_LIMIT));
            client.write_all(b"here I am").unwrap();
            server.go_on(Ready::of_anything(key), begin).unwrap();
            assert_eq!(server.next_deadline(), Some(begin + SILENCE_LIMIT));
        });
    }

    #[test]
    fn whoever_has_done_its_duty_in_time_is_heard_however_late_too() {
        within_limit(|| {
            let mut server = curious_server();
            let begin = Instant::now();
            let (silent, _) = connect(&mut server, begin);
            let (mut speaking, _) = connect(&mut server, begin);
            speaking.write_all(b"here I am").unwrap();
            let end = begin + DUTY_LIMIT;
            let mut told = Vec::new();
            let report = |event: Event| {
                told.push(event.to_string());
                Ok(())
            };
            server.keep_to_limits(end, report).unwrap();
            let silent = silent.local_addr().unwrap();
            assert_eq!(told, [format!("{silent} timed out after 0 bytes")]);
            // From now on it has nothing to do.
            assert_eq!(server.next_deadline(), Some(end + SILENCE_LIMIT));
        });
    }

    /// Sends until the server takes no more.
    fn fill(mut client: &TcpStream, server: &mut Server, key: Key, now: Instant) {
        client.set_nonblocking(true).unwrap();
        loop {
            let _ = client.write(&[b'x'; READ_SIZE]);
            server.go_on(Ready::of_anything(key), now).unwrap();
            if let Some((_, Some(client))) = server.selector.get(key)
                && client.connection.interest() == Some(Interest::Write)
            {
                return;
            }
        }
    }

    /// Reads once, after which the server may have room to write.
    fn take(mut client: &TcpStream, server: &mut Server, key: Key, now: Instant) {
        let _ = client.read(&mut [0; READ_SIZE]);
        let room = Ready {
            readable: false,
            ..Ready::of_anything(key)
        };
        server.go_on(room, now).unwrap();
    }

    #[test]
    fn whoever_takes_what_it_is_owed_is_not_silent() {
        within_limit(|| {
            let mut server = server();
            let begin = Instant::now();
            let (client, key) = connect(&mut server, begin);
            fill(&client, &mut server, key, begin);
            let silence_ends = server.next_deadline();

            let moved_by = Duration::from_secs(1);
            let later = begin + moved_by;
            server.go_on(Ready::of_anything(key), later).unwrap();
            assert_eq!(server.next_deadline(), silence_ends);
            while server.next_deadline() == silence_ends {
                take(&client, &mut server, key, later);
            }
            assert_eq!(
                server.next_deadline(),
                silence_ends.map(|end| end + moved_by)
            );
        });
    }

    /// Waits until somebody is ready, and serves whoever is.
    fn turn(server: &mut Server) {
        let mut events = Events::default();
        server.selector.select(&mut events, None).unwrap();
        for event in &events {
            let served = server.serve_client(event, Instant::now(), |_| Ok(()));
            served.unwrap();
        }
    }

    fn say(server: &mut Server, mut client: &TcpStream, text: &[u8]) {
        client.write_all(text).unwrap();
        turn(server);
        client.read_exact(&mut vec![0; text.len()]).unwrap();
    }

    /// A client that has said two things, and its key.
    fn regular(settings: Settings) -> (Server, TcpStream, Key) {
        let mut server = Server::bind("127.0.0.1:0", settings).unwrap();
        let (client, key) = connect(&mut server, Instant::now());
        say(&mut server, &client, b"hello");
        say(&mut server, &client, b"again");
        (server, client, key)
    }

    fn is_gone(server: &Server, key: Key) -> bool {
        server.selector.get(key).is_none()
    }

    /// The processor time that it saves is nothing for one connection, and some percent
    /// for ten thousand busy ones. It costs a system call.
    #[cfg(target_os = "linux")]
    #[test]
    fn whoever_says_a_second_thing_is_looked_at_once_for_each_from_then_on() {
        within_limit(|| {
            let mut server = server();
            let (mut client, key) = connect(&mut server, Instant::now());
            let mut events = Events::default();
            for looks in [2, 2, 1, 1] {
                client.write_all(b"hello").unwrap();
                server.selector.select(&mut events, None).unwrap();
                assert_eq!(events.len(), 1);
                let now = Instant::now();
                server.selector.select(&mut events, Some(now)).unwrap();
                assert_eq!(1 + events.len(), looks);
                let ready = Ready::of_anything(key);
                server.serve_client(ready, now, NEVER).unwrap();
                client.read_exact(&mut [0; 5]).unwrap();
            }
        });
    }

    #[test]
    fn what_one_read_leaves_behind_is_read_by_the_next() {
        within_limit(|| {
            for length in [15, 16, 17, 32] {
                let (mut server, mut client, key) = regular(Settings::default());
                server.buffer = vec![0; 16].into();
                client.write_all(&vec![b'x'; length]).unwrap();
                // All of it has come before the server reads.
                let Some((Source::Client(stream), _)) = server.selector.get(key)
                else {
                    panic!("it isn't there");
                };
                let mut buffer = vec![0; length];
                while stream.peek(&mut buffer).unwrap_or(0) < length {}
                for _ in 0..length.div_ceil(server.buffer.len()) {
                    turn(&mut server);
                }
                client.read_exact(&mut buffer).unwrap();
                say(&mut server, &client, b"still here");
            }
        });
    }

    #[test]
    fn whoever_was_not_read_from_may_have_said_more() {
        within_limit(|| {
            let (mut server, _client, key) = regular(Settings::default());
            let room = Ready {
                readable: false,
                ..Ready::of_anything(key)
            };
            let unread = server.go_on(room, Instant::now()).unwrap();
            assert_eq!(unread, Unread::Maybe);
        });
    }

    #[test]
    fn an_end_that_came_with_the_last_bytes_is_heard() {
        within_limit(|| {
            for said_before in 0..3 {
                let mut server = server();
                let (mut client, key) = connect(&mut server, Instant::now());
                for _ in 0..said_before {
                    say(&mut server, &client, b"hello");
                }
                client.write_all(b"goodbye").unwrap();
                client.shutdown(Shutdown::Write).unwrap();
                while !is_gone(&server, key) {
                    turn(&mut server);
                }
                let mut answer = Vec::new();
                client.read_to_end(&mut answer).unwrap();
                assert_eq!(answer, b"goodbye");
            }
        });
    }

    #[test]
    fn room_is_asked_about_while_something_is_owed_and_no_longer() {
        within_limit(|| {
            let (mut server, mut client, key) = regular(Settings::default());
            let now = Instant::now();
            let needs = |server: &Server| match server.selector.get(key) {
                Some((_, Some(client))) => client.connection.interest(),
                _ => panic!("it isn't there"),
            };
            client.set_nonblocking(true).unwrap();
            // By less than a read takes, so that none leaves anything.
            while needs(&server) == Some(Interest::Read) {
                let _ = client.write(&[b'x'; READ_SIZE / 2]);
                turn(&mut server);
                assert_eq!(server.selector.interest(key), needs(&server));
            }
            // It takes everything, and says something more, in the same turn.
            while needs(&server) != Some(Interest::Read) {
                while client.read(&mut [0; READ_SIZE]).is_ok() {}
                let _ = client.write(b"!");
                let ready = Ready::of_anything(key);
                server.serve_client(ready, now, NEVER).unwrap();
                assert_eq!(server.selector.interest(key), needs(&server));
            }
        });
    }

    #[test]
    fn whoever_is_always_asked_about_room_always_has_some() {
        within_limit(|| {
            let settings = Settings {
                write_interest: WriteInterest::Always,
                ..Settings::default()
            };
            let (mut server, _client, _key) = regular(settings);
            for _ in 0..3 {
                turn(&mut server); // which would wait
            }
        });
    }

    #[test]
    fn a_stop_is_told_to_whoever_was_answered_twice() {
        within_limit(|| {
            let (mut server, mut client, key) = regular(Settings::default());
            stop(&mut server, Instant::now());
            client.read_exact(&mut [0]).unwrap_err(); // the end of file
            client.write_all(b"too late").unwrap();
            client.shutdown(Shutdown::Write).unwrap();
            while !is_gone(&server, key) {
                turn(&mut server);
            }
        });
    }

    fn stop(server: &mut Server, now: Instant) {
        let (reader, _writer) = io::pipe().unwrap();
        let stop = Source::Stop(reader.into());
        let stop = server.selector.register(stop, Interest::Read, None);
        server.stop(stop.unwrap(), now, |_| Ok(())).unwrap();
    }

    #[test]
    fn whoever_has_only_to_leave_when_the_grace_is_over_was_not_late() {
        within_limit(|| {
            let settings = Settings {
                grace: DRAIN_LIMIT / 2,
                ..Settings::default()
            };
            let mut server: Server = Server::bind("127.0.0.1:0", settings).unwrap();
            let begin = Instant::now();
            let (client, _) = connect(&mut server, begin);
            stop(&mut server, begin);
            let mut told = Vec::new();
            let report = |event: Event| {
                told.push(event.to_string());
                Ok(())
            };
            server
                .keep_to_limits(begin + settings.grace, report)
                .unwrap();
            let client = client.local_addr().unwrap();
            assert_eq!(
                told,
                [
                    "time is over: closing 1 connection".to_owned(),
                    format!("{client} closed after 0 bytes"),
                ]
            );
        });
    }

    #[test]
    fn whoever_is_owed_at_a_stop_has_the_grace_and_then_the_time_to_go() {
        within_limit(|| {
            let mut server = server();
            let begin = Instant::now();
            let (client, key) = connect(&mut server, begin);
            fill(&client, &mut server, key, begin);
            stop(&mut server, begin);
            assert_eq!(server.next_deadline(), Some(begin + GRACE));

            // When it has everything, it has as long as whoever was owed nothing.
            let later = begin + Duration::from_secs(1);
            while server.next_deadline() == Some(begin + GRACE) {
                take(&client, &mut server, key, later);
            }
            assert_eq!(server.next_deadline(), Some(later + DRAIN_LIMIT));
            // What it sends from now on is thrown away, and gives it no more time.
            let (readable, even_later) =
                (Ready::of_anything(key), later + DRAIN_LIMIT / 2);
            server.go_on(readable, even_later).unwrap();
            assert_eq!(server.next_deadline(), Some(later + DRAIN_LIMIT));
        });
    }
}
