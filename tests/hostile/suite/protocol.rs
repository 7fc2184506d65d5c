//! The protocols that the book's servers speak, as their polite clients know
//! them.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream, UdpSocket};
use std::time::{Duration, Instant};

use crate::suite::frames::{self, CONTENT_LIMIT};
use crate::suite::pages;

/// A line of the line protocol has at most so many bytes, its end included.
pub const LINE_LIMIT: usize = 8192;

/// What a longer line is answered.
pub const LINE_REFUSAL: &[u8] = b"error: a line has at most 8192 bytes\n";

/// What the servers of chapter 4 say to those who come.
pub const WELCOME: &[u8] = b"Welcome! What is your name?\n";

/// What they say to those for whom there is no place.
pub const BUSY: &[u8] = b"busy, try again later\n";

/// The name whose greeting panics, in servers that were started so.
pub const PANIC_AT: &str = "Bobby";

/// What a chat room asks first.
pub const CHAT_QUESTION: &[u8] = b"What is your name?\n";

/// What it may say to one that ends its side.
const CHAT_LAST: [&[u8]; 2] = [b"* Goodbye.\n", b"* Your last line has no end.\n"];

/// A datagram that is answered has at most so many bytes: what fits into an
/// Ethernet frame.
pub const DATAGRAM_LIMIT: usize = 1472;

/// A datagram, or its answer, may be lost: how long to wait for one before asking
/// again.
const ASK_AGAIN: Duration = Duration::from_millis(200);

/// A frame of a transfer has at most so many bytes.
pub const FRAME_LIMIT: usize = 1200;

/// What a server does with what it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// Sends back every byte.
    Echo,
    /// Answers each line with the time and that line.
    Lines,
    /// Answers each line with that line in capitals.
    Capitals,
    /// Reads to the end of file, and answers how much that was and its checksum.
    Checksum,
    /// Tells whoever connects its address, and closes.
    Greeting,
    /// Tells whoever connects the time, and closes.
    Time,
    /// Welcomes whoever connects, and greets each line.
    Welcome,
    /// Asks whoever connects for a name, and lets them talk to each other. What it
    /// does with names that are none is a conversation like others.
    Chat,
    /// Answers each request of chapter 7's protocol.
    Messages,
    /// Answers one request of HTTP by a page, and closes.
    Page,
    /// Answers requests of HTTP by files.
    Files,
    /// Answers requests of HTTP by what guests have written: nothing.
    GuestBook,
    /// Sends back each datagram.
    Datagrams,
    /// Acknowledges the parts of a transfer, one by one.
    Transfers,
}

impl Protocol {
    /// Something that a polite client may say.
    pub fn message(self) -> &'static [u8] {
        match self {
            Self::Echo | Self::Checksum | Self::Datagrams => b"how do you do?",
            Self::Lines | Self::Capitals | Self::Chat => b"how do you do?\n",
            Self::Welcome => b"Ada Lovelace\n",
            Self::Messages => &frames::POLITE,
            Self::Page => pages::POLITE_PAGE,
            Self::Files => pages::POLITE_FILE,
            Self::GuestBook => pages::POLITE_ENTRIES,
            Self::Greeting | Self::Time => b"",
            // A transfer of a single part.
            Self::Transfers => b"L\0\0\0\0\0\0\0\x01\0\0\0\0how do you do?",
        }
    }

    /// The beginning of a message that goes on with any bytes.
    pub fn endless_message(self) -> Vec<u8> {
        match self {
            Self::Messages => frames::with_length(&CONTENT_LIMIT.to_string(), b""),
            Self::Page | Self::Files | Self::GuestBook => b"GET /".to_vec(),
            _ => Vec::new(),
        }
    }

    /// Whether the server says of each conversation how it begins and ends. If it
    /// doesn't, the system knows.
    pub fn tells_of_conversations(self) -> bool {
        !matches!(self, Self::Page | Self::Files | Self::GuestBook)
    }

    /// How many bytes of memory the server may take for a message.
    pub fn most_memory(self) -> u64 {
        match self {
            Self::Messages => CONTENT_LIMIT as u64,
            _ => 0,
        }
    }

    /// What the server says before it is asked anything.
    pub fn first_words(self) -> &'static [u8] {
        match self {
            Self::Welcome => WELCOME,
            Self::Chat => CHAT_QUESTION,
            _ => b"",
        }
    }

    /// A datagram of this length that is answered, if there is one.
    pub fn datagram(self, length: usize) -> Vec<u8> {
        match (self, length.checked_sub(frame(b'L', 0, 0, b"").len())) {
            (Self::Transfers, Some(room)) => {
                frame(b'L', length as u64, 0, &vec![b'x'; room])
            }
            _ => vec![b'x'; length],
        }
    }

    /// A large message, many of which fill every buffer on the way.
    pub fn large_message(self) -> Vec<u8> {
        match self {
            Self::Lines | Self::Capitals | Self::Welcome => line(LINE_LIMIT),
            // The answer to a long line is short.
            Self::Chat => b"?\n".repeat(LINE_LIMIT / 2),
            // The answer is as long.
            Self::Messages => frames::search(&"x".repeat(64 * 1024)),
            Self::Files => {
                b"GET /large.txt HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(1000)
            }
            Self::Page | Self::GuestBook => self.message().repeat(1000),
            Self::Datagrams => vec![b'x'; DATAGRAM_LIMIT],
            Self::Transfers => self.datagram(FRAME_LIMIT),
            Self::Echo | Self::Checksum => vec![b'x'; 64 * 1024],
            Self::Greeting | Self::Time => Vec::new(),
        }
    }

    /// Sends messages, and says so if the protocol wants an end of file.
    pub fn ask(self, mut stream: &TcpStream, question: &[u8]) -> io::Result<()> {
        stream.write_all(question)?;
        match self {
            Self::Checksum => stream.shutdown(Shutdown::Write),
            Self::Echo
            | Self::Lines
            | Self::Capitals
            | Self::Greeting
            | Self::Time
            | Self::Welcome
            | Self::Chat
            | Self::Messages
            | Self::Page
            | Self::Files
            | Self::GuestBook
            | Self::Datagrams
            | Self::Transfers => Ok(()),
        }
    }

    /// Reads until the answer to `question` is whole, or the end of file. `answer`
    /// is what was heard before: nothing, or the server's first words.
    pub fn answer(
        self,
        mut stream: &TcpStream,
        question: &[u8],
        mut answer: Vec<u8>,
    ) -> io::Result<Vec<u8>> {
        let mut buffer = [0; 16 * 1024];
        while !self.is_whole(question, &answer) {
            match stream.read(&mut buffer) {
                Ok(0) => break,
                Ok(length) => answer.extend(&buffer[..length]),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(answer)
    }

    fn is_whole(self, question: &[u8], answer: &[u8]) -> bool {
        let Some(answer) = answer.strip_prefix(self.first_words()) else {
            return false;
        };
        match self {
            Self::Echo => answer.len() >= question.len(),
            Self::Lines | Self::Capitals | Self::Welcome | Self::Chat => {
                lines(answer).count() >= lines(question).count()
            }
            Self::Messages => {
                frames::split(answer).0.len() >= frames::split(question).0.len()
            }
            Self::Files | Self::GuestBook => {
                pages::split(answer).0.len() >= pages::count_requests(question)
            }
            Self::Checksum
            | Self::Greeting
            | Self::Time
            | Self::Page
            | Self::Datagrams
            | Self::Transfers => false,
        }
    }

    /// Whether `answer` is the answer to `question`.
    pub fn is_right(self, question: &[u8], answer: &[u8]) -> bool {
        let Some(answer) = answer.strip_prefix(self.first_words()) else {
            return false;
        };
        match self {
            Self::Echo | Self::Datagrams => answer == question,
            Self::Lines => {
                let mut answers = answer.split_inclusive(|&byte| byte == b'\n');
                lines(question)
                    .all(|line| answers.next().and_then(without_time) == Some(line))
                    && answers.next().is_none()
            }
            Self::Welcome => {
                let greetings = lines(question).map(|line| {
                    [b"Hello, ", &line[..line.len() - 1], b"!\n"].concat()
                });
                answer == greetings.collect::<Vec<_>>().concat()
            }
            Self::Capitals => answer == question.to_ascii_uppercase(),
            Self::Chat => {
                let mut answers = answer.split_inclusive(|&byte| byte == b'\n');
                let is_refusal =
                    |line: &[u8]| line.starts_with(b"* Please take another name: ");
                lines(question).all(|_| answers.next().is_some_and(is_refusal))
                    && answers.next().is_none_or(|last| CHAT_LAST.contains(&last))
                    && answers.next().is_none()
            }
            Self::Messages => {
                let (answers, rest) = frames::split(answer);
                frames::are_answers(&answers, question) && rest.is_empty()
            }
            Self::Page | Self::Files | Self::GuestBook => {
                pages::are_answers(answer, question)
            }
            Self::Checksum => {
                let (length, sum) = (question.len(), adler32(question));
                let expected = format!("{length} bytes, Adler-32 {sum:08x}\n");
                answer == expected.as_bytes()
            }
            Self::Time => fits(answer, b"0000-00-00 00:00:00\n"),
            Self::Greeting => std::str::from_utf8(answer)
                .ok()
                .and_then(|line| line.strip_prefix("you are ")?.strip_suffix('\n'))
                .is_some_and(|address| address.parse::<SocketAddr>().is_ok()),
            // The same transfer and number.
            Self::Transfers => {
                question.len() >= 13 && answer == [b"A", &question[1..13]].concat()
            }
        }
    }
}

/// A line of so many bytes, its end included.
pub fn line(length: usize) -> Vec<u8> {
    let mut line = vec![b'x'; length];
    line[length - 1] = b'\n';
    line
}

/// The lines that have an end.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes
        .split_inclusive(|&byte| byte == b'\n')
        .filter(|line| line.ends_with(b"\n"))
}

/// The rest of a line that begins with a time.
fn without_time(line: &[u8]) -> Option<&[u8]> {
    const TIME: &[u8] = b"[0000-00-00 00:00:00] ";
    let (time, rest) = line.split_at_checked(TIME.len())?;
    fits(time, TIME).then_some(rest)
}

/// Whether a text is like the pattern, in which 0 stands for any digit.
fn fits(text: &[u8], pattern: &[u8]) -> bool {
    let fits = |(byte, expected): (&u8, &u8)| match expected {
        b'0' => byte.is_ascii_digit(),
        _ => byte == expected,
    };
    text.len() == pattern.len() && text.iter().zip(pattern).all(fits)
}

/// RFC 1950, section 8.2.
pub fn adler32(bytes: &[u8]) -> u32 {
    const BASE: u32 = 65521;
    let (low, high) = bytes.iter().fold((1, 0), |(low, high), &byte| {
        let low = (low + u32::from(byte)) % BASE;
        (low, (high + low) % BASE)
    });
    high << 16 | low
}

/// A message of a transfer: a part (`D`), the last part (`L`), or the answer to one
/// (`A`).
pub fn frame(kind: u8, transfer: u64, number: u32, payload: &[u8]) -> Vec<u8> {
    let (transfer, number) = (transfer.to_be_bytes(), number.to_be_bytes());
    [&[kind], &transfer[..], &number, payload].concat()
}

/// Sends a datagram until it is answered, for as long as `patience`.
pub fn exchange(
    socket: &UdpSocket,
    question: &[u8],
    patience: Duration,
) -> io::Result<Vec<u8>> {
    socket.set_read_timeout(Some(ASK_AGAIN))?;
    let deadline = Instant::now() + patience;
    let mut buffer = vec![0; usize::from(u16::MAX)];
    loop {
        socket.send(question)?;
        match socket.recv(&mut buffer) {
            Ok(length) => return Ok(buffer[..length].to_vec()),
            Err(error)
                if error.kind() == ErrorKind::WouldBlock
                    && Instant::now() < deadline => {}
            Err(error) => return Err(error),
        }
    }
}
