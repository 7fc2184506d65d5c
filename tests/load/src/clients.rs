//! Any number of conversations in one thread, with chapter 6's selector.

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpStream};
use std::ops::Range;
use std::time::{Duration, Instant};

use selector::{DefaultSelector, Events, Interest, Key};

use crate::conversation::{Conversation, Progress};
use crate::pattern::{LARGEST, Pattern};
use crate::statistics::Latencies;

/// How many connect before they have all said something: half of the backlog that
/// `std` gives a listener, so that nobody finds it full, and waits for a second until
/// the system tries again.
const AT_ONCE: usize = 64;

/// How long an answer may take: a hundred times what the slowest of the slowest server
/// takes with 10,000 clients.
const PATIENCE: Duration = Duration::from_secs(60);

/// Clients of one server.
#[derive(Debug)]
pub struct Clients {
    server: SocketAddr,
    size: usize,
    selector: DefaultSelector<TcpStream, Conversation>,
    keys: Vec<Key>,
    pattern: Pattern,
    buffer: Vec<u8>,
}

/// What has been said and answered.
#[derive(Debug)]
pub struct Exchange {
    /// From the first message to the last answer.
    pub elapsed: Duration,
    /// How long each answer took.
    pub latencies: Latencies,
}

impl Exchange {
    /// How many messages were answered.
    #[must_use]
    pub fn messages(&self) -> f64 {
        self.latencies.len() as f64
    }

    /// Messages in a second.
    #[must_use]
    pub fn rate(&self) -> f64 {
        self.messages() / self.elapsed.as_secs_f64()
    }
}

/// What a client does when it is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    /// It says the next message.
    Stays,
    /// It closes, and another comes in its place.
    Leaves,
}

impl Clients {
    /// Connects `count` clients to the server, each of which says one message of `size`
    /// bytes and is answered. So the server has accepted all of them.
    ///
    /// # Errors
    /// The server is too slow ([`TimedOut`](ErrorKind::TimedOut)), or one of them isn't
    /// answered rightly; the process has no descriptors left; and what else the system
    /// says.
    ///
    /// ```
    /// use std::net::{Ipv4Addr, TcpListener};
    /// use std::thread;
    /// use std::time::Duration;
    /// use load::clients::Clients;
    ///
    /// let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    /// let server = listener.local_addr()?;
    /// thread::spawn(move || {
    ///     let (stream, _) = listener.accept().unwrap();
    ///     std::io::copy(&mut &stream, &mut &stream)
    /// });
    /// let mut clients = Clients::connect(server, 1, 64)?;
    /// let exchange = clients.talk(1, Duration::from_millis(10))?;
    /// assert!(exchange.messages() >= 1.0);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn connect(
        server: SocketAddr,
        count: usize,
        size: usize,
    ) -> io::Result<Self> {
        let mut clients = Self {
            server,
            size,
            selector: DefaultSelector::new()?,
            keys: Vec::with_capacity(count),
            pattern: Pattern::default(),
            buffer: vec![0; LARGEST],
        };
        while clients.keys.len() < count {
            let begin = clients.keys.len();
            let end = count.min(begin.saturating_add(AT_ONCE));
            for client in begin..end {
                let key = clients.come(client as u32)?;
                clients.keys.push(key);
            }
            clients.exchange(begin..end, Duration::ZERO, Then::Stays)?;
        }
        Ok(clients)
    }

    /// The first `busy` of the clients talk for about this `time`, each of them with
    /// one message in flight: until all have been answered that were said before its
    /// end. The others are silent.
    ///
    /// # Errors
    /// Those of [`connect`](Self::connect).
    pub fn talk(&mut self, busy: usize, time: Duration) -> io::Result<Exchange> {
        self.exchange(0..busy, time, Then::Stays)
    }

    /// For about this `time`, each client is answered once and leaves, and another
    /// comes in its place. The time of an answer is without that of the connect.
    ///
    /// # Errors
    /// Those of [`connect`](Self::connect).
    pub fn visit(&mut self, time: Duration) -> io::Result<Exchange> {
        self.exchange(0..self.keys.len(), time, Then::Leaves)
    }

    fn exchange(
        &mut self,
        busy: Range<usize>,
        time: Duration,
        then: Then,
    ) -> io::Result<Exchange> {
        let begin = Instant::now();
        let mut latencies = Latencies::default();
        let mut events = Events::default();
        let mut in_flight = busy.len();
        for index in busy {
            if let Some(&key) = self.keys.get(index) {
                self.begin(key)?;
            }
        }
        while in_flight > 0 {
            let deadline = Instant::now().checked_add(PATIENCE);
            self.selector.select(&mut events, deadline)?;
            if events.is_empty() {
                let problem = "the server doesn't answer any more";
                return Err(io::Error::new(ErrorKind::TimedOut, problem));
            }
            for event in &events {
                let Some((stream, talk)) = self.selector.get_mut(event.key) else {
                    continue;
                };
                let progress =
                    talk.go_on(stream, &self.pattern, &mut self.buffer)?;
                self.wait_for(event.key, progress)?;
                let Progress::Answered(said) = progress else {
                    continue;
                };
                let now = Instant::now();
                latencies.push(now.duration_since(said));
                let is_over = now.duration_since(begin) >= time;
                let key = match then {
                    Then::Stays => event.key,
                    Then::Leaves => self.replace(event.key)?,
                };
                if is_over {
                    in_flight = in_flight.saturating_sub(1);
                } else {
                    self.begin(key)?;
                }
            }
        }
        let elapsed = begin.elapsed();
        Ok(Exchange { elapsed, latencies })
    }

    fn come(&mut self, client: u32) -> io::Result<Key> {
        let stream = TcpStream::connect(self.server)?;
        stream.set_nonblocking(true)?;
        stream.set_nodelay(true)?;
        let talk = Conversation::new(client, self.size);
        self.selector.register(stream, Interest::Read, talk)
    }

    /// Has the client of this key leave, and another come in its place.
    fn replace(&mut self, key: Key) -> io::Result<Key> {
        let gone = self.selector.unregister(key);
        let (stream, talk) = gone.ok_or(ErrorKind::NotFound)?;
        drop(stream);
        let new = self.come(talk.client())?;
        if let Some(place) = self.keys.get_mut(talk.client() as usize) {
            *place = new;
        }
        Ok(new)
    }

    fn begin(&mut self, key: Key) -> io::Result<()> {
        let Some((stream, talk)) = self.selector.get_mut(key) else {
            return Err(ErrorKind::NotFound.into());
        };
        let progress = talk.begin(stream, &self.pattern)?;
        self.wait_for(key, progress)
    }

    fn wait_for(&mut self, key: Key, progress: Progress) -> io::Result<()> {
        let interest = match progress {
            Progress::Speaking => Interest::ReadOrWrite,
            Progress::Listening | Progress::Answered(_) => Interest::Read,
        };
        self.selector.modify(key, interest)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::thread;

    use selector::server::{Server, Settings};
    use threading::stop::Stop;

    use super::*;

    const SHORT: Duration = Duration::from_millis(20);

    /// Chapter 6's server, as long as `work` takes.
    fn beside_a_server(work: impl FnOnce(SocketAddr)) {
        let server = Server::<selector::DefaultBackend>::bind(
            "127.0.0.1:0",
            Settings::default(),
        )
        .unwrap();
        let address = server.local_addr().unwrap();
        let stop = Stop::new().unwrap();
        let elsewhere = stop.clone();
        let serving = thread::spawn(move || server.serve(&elsewhere, |_| Ok(())));
        work(address);
        stop.request();
        serving.join().unwrap().unwrap();
    }

    #[test]
    fn each_message_is_answered_and_timed() {
        beside_a_server(|address| {
            for (count, busy, size) in
                [(1, 1, 1), (200, 200, 64), (100, 3, LARGEST)]
            {
                let mut clients = Clients::connect(address, count, size).unwrap();
                let exchange = clients.talk(busy, SHORT).unwrap();
                assert!(exchange.messages() >= busy as f64);
                assert!(exchange.elapsed >= SHORT);
                assert!(exchange.rate() > 0.0);
            }
        });
    }

    /// One client's answers don't overlap, so that half of them took no more than twice
    /// what they took in the mean.
    #[test]
    fn an_answer_takes_the_time_since_its_own_message() {
        beside_a_server(|address| {
            let mut clients = Clients::connect(address, 1, 64).unwrap();
            let mut exchange = clients.talk(1, SHORT).unwrap();
            let mean = exchange.elapsed.div_f64(exchange.messages());
            assert!(exchange.latencies.within(500) <= 2 * mean);
        });
    }

    #[test]
    fn visitors_leave_and_others_come() {
        beside_a_server(|address| {
            let mut clients = Clients::connect(address, 3, 64).unwrap();
            let before = clients.keys.clone();
            assert!(clients.visit(SHORT).unwrap().messages() >= 3.0);
            let mut after = clients.keys.clone();
            after.retain(|key| before.contains(key));
            assert_eq!(after, []);
            clients.talk(3, Duration::ZERO).unwrap();
        });
    }

    #[test]
    fn a_server_that_changes_a_byte_is_found_out() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let serving = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut message = [0; 64];
            stream.read_exact(&mut message).unwrap();
            message[63] ^= 1;
            stream.write_all(&message).unwrap();
        });
        let error = Clients::connect(address, 1, 64).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidData);
        serving.join().unwrap();
    }

    #[test]
    fn a_server_that_closes_is_found_out() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let serving = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            stream.read_exact(&mut [0; 64]).unwrap();
        });
        let error = Clients::connect(address, 1, 64).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
        serving.join().unwrap();
    }
}
