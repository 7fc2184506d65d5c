//! A server with an application for tests, and a peer that says what it likes.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use http_server::{
    Application, Body, Event, Failure, Request, Response, Server, Settings, Status,
};
use threading::stop::Stop;

use crate::within_limit::within_limit;

/// What a test has of its server.
pub struct Serving<'a> {
    pub address: SocketAddr,
    pub stop: &'a Stop,
    /// The lines that it tells.
    pub events: &'a Receiver<String>,
}

impl Serving<'_> {
    pub fn connect(&self) -> Peer {
        Peer::connect(self.address)
    }

    /// The next line, without the peer's address.
    pub fn event(&self) -> String {
        let line = self.events.recv().unwrap();
        line.split_once(' ').unwrap().1.to_owned()
    }
}

/// Has a server run while `test` talks to it. The server has ended when this returns.
pub fn with_server(
    settings: Settings,
    application: impl Application + 'static,
    test: impl FnOnce(&Serving<'_>) + Send + 'static,
) {
    within_limit(move || {
        let stop = Stop::new().unwrap();
        let (told, events) = mpsc::channel();
        let report = move |event: Event| {
            let _ = told.send(event.to_string());
        };
        let address = "127.0.0.1:0";
        let server =
            Server::bind(address, application, settings, &stop, report).unwrap();
        let address = server.local_addr();
        let serving = thread::spawn(move || server.serve());
        test(&Serving {
            address,
            stop: &stop,
            events: &events,
        });
        stop.request();
        serving.join().unwrap().unwrap();
    });
}

/// The same, with the usual settings and what [`answer`] answers.
pub fn with_usual_server(test: impl FnOnce(&Serving<'_>) + Send + 'static) {
    with_server(Settings::default(), answer, test);
}

/// An application with something for each test.
pub fn answer(request: &mut Request<'_>) -> Result<Response, Failure> {
    let text = |text: &str| Ok(Response::ok("text/plain", text));
    match request.head.path() {
        "/hello" => text("hello"),
        "/echo" => {
            let body = request.body.read_all(1024 * 1024)?;
            Ok(Response::ok("text/plain", body))
        }
        "/two" => {
            let mut two = [0; 2];
            request.body.read_exact(&mut two)?;
            Ok(Response::ok("text/plain", two))
        }
        "/host" => text(request.head.headers.get("Host").unwrap()),
        "/stream" => Ok(stream(&["one", "two", "three"], None)),
        "/known" => Ok(stream(&["one", "two"], Some(6))),
        "/longer" => Ok(stream(&["one", "two", "three"], Some(5))),
        "/shorter" => Ok(stream(&["one", "two"], Some(7))),
        "/empty-stream" => Ok(stream(&[], None)),
        "/breaks" => Ok(stream(&["one", "!"], Some(6))),
        "/breaks-in-chunks" => Ok(stream(&["one", "!"], None)),
        "/breaks-at-once" => Ok(stream(&["!"], Some(6))),
        "/panic" => panic!("the application panics, for a test"),
        "/panic-with-text" => {
            let text = String::from_utf8(request.body.read_all(100)?).unwrap();
            panic!("what is this: {text}")
        }
        "/split" => {
            let location = "/\r\nSet-Cookie: a=b".to_owned();
            Ok(Response::redirect(Status::FOUND, location))
        }
        "/interim" => Ok(Response::new(Status::CONTINUE)),
        "/no-content" => {
            Ok(Response::new(Status::NO_CONTENT).with_body("text/plain", "hello"))
        }
        "/not-modified" => Ok(
            Response::new(Status::NOT_MODIFIED).with_body("text/plain", "hello")
        ),
        "/close" => {
            Ok(Response::ok("text/plain", "hello")
                .with_header("Connection", "close"))
        }
        "/own-framing" => Ok(Response::ok("text/plain", "hello")
            .with_header("Content-Length", "7")
            .with_header("Transfer-Encoding", "chunked")
            .with_header("Date", "yesterday")),
        "/large" => Ok(Response::ok("text/plain", vec![b'x'; 300_000])),
        "/endless" => Ok(Response {
            body: Body::Stream {
                source: Box::new(io::repeat(b'x')),
                length: None,
            },
            ..Response::new(Status::OK)
        }),
        "/panics-in-body" => Ok(stream(&["one", "?"], None)),
        "/panics-at-once" => Ok(stream(&["?"], None)),
        "/secret" => Err(Failure::from(io::Error::other("what nobody may know"))),
        path => Err(Failure::new(Status::NOT_FOUND, format!("no {path}"))),
    }
}

/// A body that is read in these pieces; `!` is an error, and `?` a panic.
fn stream(pieces: &'static [&'static str], length: Option<u64>) -> Response {
    struct Pieces(VecDeque<&'static str>);
    impl Read for Pieces {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            match self.0.pop_front() {
                Some("?") => panic!("the source panics, for a test"),
                Some("!") => Err(io::Error::other("the source has broken")),
                Some(piece) => {
                    let length = piece.as_bytes().read(buffer)?;
                    if length < piece.len() {
                        self.0.push_front(piece.split_at(length).1);
                    }
                    Ok(length)
                }
                None => Ok(0),
            }
        }
    }
    Response {
        body: Body::Stream {
            source: Box::new(Pieces(pieces.iter().copied().collect())),
            length,
        },
        ..Response::new(Status::OK)
    }
}

/// A client that reads and writes what a test says.
pub struct Peer(BufReader<TcpStream>);

/// A response.
#[derive(Debug)]
pub struct Answer {
    /// With its line ends, and without the empty line.
    pub head: String,
    pub body: String,
}

impl Peer {
    pub fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self(BufReader::new(stream))
    }

    pub fn say(&mut self, bytes: impl AsRef<[u8]>) {
        self.0.get_mut().write_all(bytes.as_ref()).unwrap();
    }

    /// Asks for a path, as HTTP/1.1, with these fields more.
    pub fn ask(&mut self, method: &str, path: &str, fields: &str) {
        self.say(format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n"
        ));
    }

    pub fn get(&mut self, path: &str) -> Answer {
        self.ask("GET", path, "");
        self.answer()
    }

    /// The next response, whose body has the length that it says.
    pub fn answer(&mut self) -> Answer {
        let head = self.head();
        let length = field(&head, "Content-Length")
            .map_or(0, |length| length.parse().unwrap());
        let body = self.body(length);
        Answer { head, body }
    }

    /// The head of the next response.
    pub fn head(&mut self) -> String {
        self.try_head().expect("a head, and no end of file")
    }

    /// The same, or `None` if the connection ends, on whichever way.
    pub fn try_head(&mut self) -> Option<String> {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if self.0.read_line(&mut head).unwrap_or(0) == 0 {
                assert_eq!(head, "", "an end in the middle of a head");
                return None;
            }
        }
        head.truncate(head.len() - 2);
        Some(head)
    }

    /// All that still comes before the end of file, which isn't a reset.
    pub fn rest(&mut self) -> String {
        let mut rest = String::new();
        self.0.read_to_string(&mut rest).unwrap();
        rest
    }

    /// Whether something has come, or the end, within this time.
    pub fn hears_within(&mut self, time: Duration) -> bool {
        self.0.get_mut().set_read_timeout(Some(time)).unwrap();
        let heard = match self.0.fill_buf() {
            Ok(_) => true,
            Err(error) => {
                let is_silence = matches!(
                    error.kind(),
                    ErrorKind::WouldBlock | ErrorKind::TimedOut
                );
                assert!(is_silence, "{error}");
                false
            }
        };
        self.0.get_mut().set_read_timeout(None).unwrap();
        heard
    }

    /// Sends a byte each [`PACE`] until something is heard. How many it took.
    pub fn drip(&mut self, bytes: &[u8]) -> usize {
        for (sent, byte) in bytes.iter().enumerate() {
            self.say([*byte]);
            if self.hears_within(PACE) {
                return sent + 1;
            }
        }
        panic!("{} bytes, and no word", bytes.len());
    }

    pub fn end_output(&mut self) {
        self.0.get_mut().shutdown(Shutdown::Write).unwrap();
    }

    /// So many bytes of a body.
    pub fn body(&mut self, length: usize) -> String {
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).unwrap();
        String::from_utf8(body).unwrap()
    }
}

/// The pace of a client that is slow on purpose.
pub const PACE: Duration = Duration::from_millis(20);

/// The value of a field.
pub fn field<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (other, value) = line.split_once(": ")?;
        other.eq_ignore_ascii_case(name).then_some(value)
    })
}

impl Answer {
    pub fn status(&self) -> &str {
        status(&self.head)
    }

    pub fn field(&self, name: &str) -> Option<&str> {
        field(&self.head, name)
    }
}

/// The number in the first line.
pub fn status(head: &str) -> &str {
    head.split(' ').nth(1).unwrap()
}
