//! Any number of clients of HTTP in one thread, with chapter 6's selector. Each has one
//! request in flight, and compares each byte of its answer.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use selector::{DefaultSelector, Events, Interest, Key};

use crate::clients::Exchange;
use crate::statistics::Latencies;

/// How long an answer may take: a hundred times what the slowest of the slowest server
/// takes with 1,000 clients.
const PATIENCE: Duration = Duration::from_secs(60);

/// 64 KiB: how much one read takes.
const READ_SIZE: usize = 64 * 1024;

/// 8 KiB: a longer head is nobody's.
const HEAD_LIMIT: usize = 8 * 1024;

/// What is asked for, and what has to come.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The whole request.
    pub request: Vec<u8>,
    /// `HTTP/1.1 200`, and whatever else the answer has to begin with.
    pub begin: &'static str,
    /// The whole body.
    pub body: Vec<u8>,
}

/// Clients of one server.
#[derive(Debug)]
pub struct Browsers {
    server: SocketAddr,
    asked: Asked,
    selector: DefaultSelector<TcpStream, Dialogue>,
    /// `None` is one that has left, and comes again when it's to ask.
    keys: Vec<Option<Key>>,
    buffer: Vec<u8>,
    /// How often a client had to connect again, since the server had closed between
    /// two requests, or said that it would.
    pub again: u64,
}

/// What one client has heard of its answer.
#[derive(Debug)]
struct Dialogue {
    client: usize,
    begun: Instant,
    head: Vec<u8>,
    state: State,
    closes: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing is asked for.
    Silent,
    /// The head isn't whole yet.
    Head,
    /// It is, and so much of the body has come.
    Body(usize),
}

/// How far an answer has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heard {
    Part,
    All,
}

impl Browsers {
    /// `count` clients, each of which is answered once.
    ///
    /// # Errors
    /// The server is too slow ([`TimedOut`](ErrorKind::TimedOut)), or one of them isn't
    /// answered rightly ([`InvalidData`](ErrorKind::InvalidData)); and what else the
    /// system says.
    pub fn connect(
        server: SocketAddr,
        count: usize,
        asked: Asked,
    ) -> io::Result<Self> {
        let mut browsers = Self {
            server,
            asked,
            selector: DefaultSelector::new()?,
            keys: Vec::with_capacity(count),
            buffer: vec![0; READ_SIZE],
            again: 0,
        };
        browsers.keys.resize(count, None);
        browsers.ask(Duration::ZERO)?;
        Ok(browsers)
    }

    /// For about this `time`, each client asks again as soon as it's answered; until
    /// all have been answered that were asked before its end, each of which leaves then.
    /// Whoever finds its connection closed comes again.
    ///
    /// # Errors
    /// Those of [`connect`](Self::connect).
    pub fn ask(&mut self, time: Duration) -> io::Result<Exchange> {
        for client in 0..self.keys.len() {
            if let Some(None) = self.keys.get(client) {
                let key = self.come(client)?;
                self.seat(client, Some(key));
            }
        }
        let begin = Instant::now();
        let mut latencies = Latencies::default();
        let mut events = Events::default();
        let mut in_flight = self.keys.len();
        for key in self.keys.clone().into_iter().flatten() {
            self.begin(key)?;
        }
        while in_flight > 0 {
            let deadline = Instant::now().checked_add(PATIENCE);
            self.selector.select(&mut events, deadline)?;
            if events.is_empty() {
                let problem = "the server doesn't answer any more";
                return Err(io::Error::new(ErrorKind::TimedOut, problem));
            }
            for event in &events {
                let Some((begun, closes)) = self.go_on(event.key)? else {
                    continue;
                };
                let now = Instant::now();
                latencies.push(now.duration_since(begun));
                if now.duration_since(begin) >= time {
                    in_flight = in_flight.saturating_sub(1);
                    self.leave(event.key)?;
                    continue;
                }
                let key = match closes {
                    true => self.replace(event.key)?,
                    false => event.key,
                };
                self.begin(key)?;
            }
        }
        let elapsed = begin.elapsed();
        Ok(Exchange { elapsed, latencies })
    }

    fn come(&mut self, client: usize) -> io::Result<Key> {
        let stream = TcpStream::connect(self.server)?;
        stream.set_nonblocking(true)?;
        stream.set_nodelay(true)?;
        let dialogue = Dialogue::new(client, State::Silent);
        self.selector.register(stream, Interest::Read, dialogue)
    }

    fn replace(&mut self, key: Key) -> io::Result<Key> {
        let client = self.leave(key)?;
        let new = self.come(client)?;
        self.seat(client, Some(new));
        self.again = self.again.saturating_add(1);
        Ok(new)
    }

    /// Which client it was.
    fn leave(&mut self, key: Key) -> io::Result<usize> {
        let gone = self.selector.unregister(key);
        let (_stream, dialogue) = gone.ok_or(ErrorKind::NotFound)?;
        self.seat(dialogue.client, None);
        Ok(dialogue.client)
    }

    fn seat(&mut self, client: usize, key: Option<Key>) {
        if let Some(place) = self.keys.get_mut(client) {
            *place = key;
        }
    }

    /// Asks, over a new connection if the server has closed this one.
    fn begin(&mut self, key: Key) -> io::Result<()> {
        let Some((mut stream, dialogue)) = self.selector.get_mut(key) else {
            return Err(ErrorKind::NotFound.into());
        };
        *dialogue = Dialogue::new(dialogue.client, State::Head);
        match stream.write(&self.asked.request) {
            Ok(length) if length == self.asked.request.len() => Ok(()),
            Ok(_) => Err(io::Error::other("there is no room for a request")),
            Err(error) if is_closed(&error) => {
                let key = self.replace(key)?;
                self.begin(key)
            }
            Err(error) => Err(error),
        }
    }

    /// Reads once. When the answer is whole: when it was asked for, and whether the
    /// connection is at its end.
    fn go_on(&mut self, key: Key) -> io::Result<Option<(Instant, bool)>> {
        let Some((mut stream, dialogue)) = self.selector.get_mut(key) else {
            return Ok(None);
        };
        let length = match stream.read(&mut self.buffer) {
            Ok(length) => length,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(None),
            Err(error) if is_closed(&error) => 0,
            Err(error) => return Err(error),
        };
        if length == 0 {
            // A server may close between two requests, and be asked meanwhile.
            if dialogue.state != State::Silent && !dialogue.head.is_empty() {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            let (begun, state) = (dialogue.begun, dialogue.state);
            let new = self.replace(key)?;
            if state != State::Silent {
                self.begin(new)?;
            }
            if let Some((_, dialogue)) = self.selector.get_mut(new) {
                dialogue.begun = begun;
            }
            return Ok(None);
        }
        let heard = self.buffer.get(..length).unwrap_or_default();
        match dialogue.hear(heard, &self.asked)? {
            Heard::Part => Ok(None),
            Heard::All => Ok(Some((dialogue.begun, dialogue.closes))),
        }
    }
}

fn is_closed(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::BrokenPipe | ErrorKind::ConnectionReset
    )
}

impl Dialogue {
    fn new(client: usize, state: State) -> Self {
        Self {
            client,
            begun: Instant::now(),
            head: Vec::new(),
            state,
            closes: false,
        }
    }

    fn hear(&mut self, mut bytes: &[u8], asked: &Asked) -> io::Result<Heard> {
        const END: &[u8] = b"\r\n\r\n";
        if self.state == State::Silent {
            return Err(wrong("nothing was asked for"));
        }
        if self.state == State::Head {
            let before = self.head.len();
            self.head.extend_from_slice(bytes);
            let end = self
                .head
                .windows(END.len())
                .position(|window| window == END);
            let Some(end) = end.map(|end| end.saturating_add(END.len())) else {
                return match self.head.len() <= HEAD_LIMIT {
                    true => Ok(Heard::Part),
                    false => Err(wrong("the head has no end")),
                };
            };
            bytes = bytes.get(end.saturating_sub(before)..).unwrap_or_default();
            self.head.truncate(end);
            self.closes = check(&self.head, asked)?;
            self.state = State::Body(0);
        }
        let begin = match self.state {
            State::Body(received) => received,
            State::Silent | State::Head => 0,
        };
        let end = begin.saturating_add(bytes.len());
        if asked.body.get(begin..end) != Some(bytes) {
            return Err(wrong("the body isn't what it should be"));
        }
        self.state = State::Body(end);
        if end < asked.body.len() {
            return Ok(Heard::Part);
        }
        self.state = State::Silent;
        Ok(Heard::All)
    }
}

/// Whether the server says that it closes.
fn check(head: &[u8], asked: &Asked) -> io::Result<bool> {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let begin = asked.begin.to_ascii_lowercase();
    let field = |name: &str| {
        head.lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
            .map(str::trim)
    };
    let length = field("content-length").and_then(|length| length.parse().ok());
    if !head.starts_with(&begin) {
        return Err(wrong("the status isn't what it should be"));
    }
    // An answer without a body may say how long it would be.
    if !asked.body.is_empty() && length != Some(asked.body.len()) {
        return Err(wrong("the length isn't what it should be"));
    }
    Ok(field("connection") == Some("close"))
}

fn wrong(problem: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &[u8] =
        b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\nConnection: close\r\n\r\nhello";

    fn asked() -> Asked {
        Asked {
            request: b"GET / HTTP/1.1\r\n\r\n".to_vec(),
            begin: "HTTP/1.1 200",
            body: b"hello".to_vec(),
        }
    }

    #[test]
    fn an_answer_is_whole_however_it_is_cut() {
        for size in 1..=ANSWER.len() {
            let mut dialogue = Dialogue::new(0, State::Head);
            let mut heard = Vec::new();
            for piece in ANSWER.chunks(size) {
                heard.push(dialogue.hear(piece, &asked()).unwrap());
            }
            assert_eq!(heard.pop(), Some(Heard::All), "{size}");
            assert!(!heard.contains(&Heard::All), "{size}");
            assert!(dialogue.closes);
        }
    }

    #[test]
    fn one_wrong_byte_of_the_body_is_noticed() {
        for place in ANSWER.len() - 5..ANSWER.len() {
            let mut answer = ANSWER.to_vec();
            answer[place] ^= 1;
            let error = Dialogue::new(0, State::Head)
                .hear(&answer, &asked())
                .unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidData);
        }
    }

    #[test]
    fn another_status_or_length_is_noticed() {
        for (from, to) in [("200", "404"), ("length: 5", "length: 6")] {
            let answer = String::from_utf8_lossy(ANSWER).replace(from, to);
            let heard =
                Dialogue::new(0, State::Head).hear(answer.as_bytes(), &asked());
            assert_eq!(heard.unwrap_err().kind(), ErrorKind::InvalidData);
        }
    }

    #[test]
    fn more_than_the_body_is_noticed() {
        let answer = [ANSWER, b"!"].concat();
        assert!(
            Dialogue::new(0, State::Head)
                .hear(&answer, &asked())
                .is_err()
        );
    }
}
