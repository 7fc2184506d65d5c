//! A server and a client in one process: what is asked over one connection, and what is
//! answered.

use std::env;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, UNIX_EPOCH};

use threading::stop::Stop;

use crate::files::Files;
use crate::{
    Application, BodyDecoder, BodyLength, Event, Failure, Limits, Method, Piece,
    Request, Response, ResponseDecoder, ResponseHead, Server, Settings,
};

/// How long to wait for anything: a hundred times as long as all of it takes.
const TIME_LIMIT: Duration = Duration::from_secs(2);

/// Any free port of this machine, for this machine alone.
const LOOPBACK: &str = "127.0.0.1:0";

/// What is at `/page.html`.
const PAGE: &str = "\
<!doctype html>
<title>A page</title>
<p>It works.</p>
";

/// When that was written, in seconds after 1970: on 6 November 1994.
const WRITTEN: Duration = Duration::from_secs(784_111_777);

/// How many bytes one may send to `/shout`.
const SHOUT_LIMIT: usize = 1000;

/// A request: its first line, but for the version, and its fields, but for the host; and
/// what follows on its head. Then, which field of the response is shown.
struct Question {
    lines: &'static [&'static str],
    body: &'static str,
    shows: &'static str,
}

const QUESTIONS: &[Question] = &[
    Question {
        lines: &["GET /page.html"],
        body: "",
        shows: "Content-Type",
    },
    Question {
        lines: &["HEAD /page.html"],
        body: "",
        shows: "Content-Length",
    },
    Question {
        lines: &[
            "GET /page.html",
            "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT",
        ],
        body: "",
        shows: "Content-Length",
    },
    Question {
        lines: &["GET /page.html", "Range: bytes=-17"],
        body: "",
        shows: "Content-Range",
    },
    Question {
        lines: &["POST /shout", "Transfer-Encoding: chunked"],
        body: "8\r\nhow are \r\n4\r\nyou?\r\n0\r\n\r\n",
        shows: "Content-Length",
    },
    Question {
        lines: &["GET /no/such/page"],
        body: "",
        shows: "Connection",
    },
    Question {
        lines: &[
            "GET /page.html",
            "Content-Length: 5",
            "Transfer-Encoding: chunked",
        ],
        body: "",
        shows: "Connection",
    },
];

/// Runs the demonstration over loopback and writes what happens to `out`, each line
/// behind the name of the one who says it.
///
/// # Errors
/// The system has no port, descriptor, thread or file left, or `out` can't be written.
pub fn run(out: &mut impl Write) -> io::Result<()> {
    let folder = Folder::with_page()?;
    let files = Files::new(&folder.0)?;
    let application = move |request: &mut Request<'_>| match request.head.path() {
        "/shout" => shout(request),
        _ => files.respond(request),
    };
    let stop = Stop::new()?;
    let (tell, at_server) = mpsc::channel();
    let report = move |event| {
        // Whoever doesn't listen any more has failed, and says so.
        let _ = tell.send(event);
    };
    let settings = Settings::default();
    let server = Server::bind(LOOPBACK, application, settings, &stop, report)?;
    let address = server.local_addr();
    writeln!(out, "server: listening on {address}")?;
    let serving = thread::spawn(move || server.serve());
    let conversed = converse(address, &at_server, out);
    stop.request();
    let served = serving.join();
    let served =
        served.unwrap_or_else(|_| Err(io::Error::other("the server panicked")));
    conversed.and(served)?;
    writeln!(out, "server: has ended")
}

/// Gives back in capitals what was sent.
fn shout(request: &mut Request<'_>) -> Result<Response, Failure> {
    let text = request.body.read_all(SHOUT_LIMIT)?;
    Ok(Response::ok("text/plain", text.to_ascii_uppercase()))
}

/// A folder that is there for as long as this.
struct Folder(PathBuf);

impl Folder {
    fn with_page() -> io::Result<Self> {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("chapter8-{}-{number}", process::id());
        let path = env::temp_dir().join(name);
        fs::create_dir(&path)?;
        let folder = Self(path);
        let mut file = File::create_new(folder.0.join("page.html"))?;
        file.write_all(PAGE.as_bytes())?;
        let written = UNIX_EPOCH.checked_add(WRITTEN);
        file.set_modified(written.ok_or(ErrorKind::InvalidInput)?)?;
        Ok(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // If it can't be removed, it's small, and the system's to clear away.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Asks one question after the other, over one connection, up to the server's end of it.
fn converse(
    address: SocketAddr,
    at_server: &Receiver<Event>,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut client = Client::connect(address)?;
    for question in QUESTIONS {
        client.ask(question, address, out)?;
        let (head, body) = client.answer(question)?;
        write!(out, "answer: {}", head.status)?;
        if let Some(value) = head.headers.get(question.shows) {
            write!(out, ", {}: {value}", question.shows)?;
        }
        match body.trim_end() {
            "" => writeln!(out)?,
            body if body.contains('\n') => {
                writeln!(out, ", a body of {} lines", body.lines().count())?;
            }
            body => writeln!(out, ": {body}")?,
        }
        let event = at_server.recv_timeout(TIME_LIMIT);
        writeln!(out, "server: {}", event.map_err(io::Error::other)?)?;
    }
    client.expect_end()?;
    writeln!(out, "answer: end of file")
}

/// A connection, and what has come over it and isn't decoded yet.
struct Client {
    stream: TcpStream,
    unread: Vec<u8>,
}

impl Client {
    fn connect(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(TIME_LIMIT))?;
        let unread = Vec::new();
        Ok(Self { stream, unread })
    }

    fn ask(
        &mut self,
        question: &Question,
        address: SocketAddr,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let &Question { lines, body, .. } = question;
        writeln!(out, "client: {}", lines.join(", "))?;
        if !body.is_empty() {
            writeln!(out, "client: {}", body.escape_debug())?;
        }
        let (first, fields) = lines.split_first().ok_or(ErrorKind::InvalidInput)?;
        let mut request = format!("{first} HTTP/1.1\r\nHost: {address}\r\n");
        for field in fields {
            request.push_str(field);
            request.push_str("\r\n");
        }
        request.push_str("\r\n");
        request.push_str(body);
        self.stream.write_all(request.as_bytes())
    }

    fn answer(
        &mut self,
        question: &Question,
    ) -> io::Result<(ResponseHead, String)> {
        let first = question.lines.first().copied().unwrap_or_default();
        let name = first.split(' ').next().unwrap_or_default();
        let mut decoder = ResponseDecoder::new(Limits::default());
        let head = loop {
            let head = self.decode(|bytes| decoder.feed(bytes))?;
            match head {
                Some(head) => break head,
                None => self.read_more()?,
            };
        };
        let length = BodyLength::of_response(&Method::from_name(name), &head);
        let mut decoder = BodyDecoder::new(length.map_err(io::Error::other)?);
        let mut body = Vec::new();
        loop {
            let is_whole = self.decode(|bytes| {
                Ok(match decoder.feed(bytes)? {
                    Piece::Data(data) => {
                        body.extend_from_slice(data);
                        Some(false)
                    }
                    Piece::NeedMore => None,
                    Piece::End => Some(true),
                })
            })?;
            match is_whole {
                Some(true) => break,
                Some(false) => {}
                None => self.read_more()?,
            }
        }
        Ok((head, String::from_utf8_lossy(&body).into_owned()))
    }

    /// Gives a decoder what has come, and keeps what it leaves.
    fn decode<T>(
        &mut self,
        decode: impl FnOnce(&mut &[u8]) -> Result<T, crate::Error>,
    ) -> io::Result<T> {
        let mut bytes = &*self.unread;
        let decoded = decode(&mut bytes).map_err(io::Error::other)?;
        let taken = self.unread.len().saturating_sub(bytes.len());
        self.unread.drain(..taken);
        Ok(decoded)
    }

    fn read_more(&mut self) -> io::Result<()> {
        let mut buffer = [0; 1024];
        let length = self.stream.read(&mut buffer)?;
        let bytes = buffer.get(..length).unwrap_or_default();
        if bytes.is_empty() {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        self.unread.extend_from_slice(bytes);
        Ok(())
    }

    fn expect_end(&mut self) -> io::Result<()> {
        if self.unread.is_empty() && self.stream.read(&mut [0])? == 0 {
            return Ok(());
        }
        Err(io::Error::other("the server says more than it was asked"))
    }
}
