//! The roles that talk to a server.

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use echo_server::checksum::send_all;
use echo_server::client::{self, Client};
use echo_server::interactive::{TalkError, talk};
use echo_server::limits::SILENCE_LIMIT;
use echo_server::lines::printable;
use echo_server::send_book::{self, SendError};
use echo_server::udp_client::{FIRST_WAIT, UdpClient};
use echo_server::{DEFAULT_ADDRESS, smallest};
use tcp_vs_udp::command::{Failure, Stopped, Tried, Words, say};

use super::text::{Progress, Text};

/// Sends each text, and reads until its echo is whole.
pub(super) fn converse(mut words: Words) -> Result<(), Stopped> {
    let contact = Contact::take(&mut words)?;
    let texts = words.texts()?;
    words.finish()?;
    let mut client = contact.client()?;
    for text in texts {
        let echo = client
            .exchange(text.as_bytes())
            .map_err(|error| contact.failed_to_get("an echo", error))?;
        let echo = String::from_utf8_lossy(&echo);
        // As `{:?}`, since a server may send control characters for our
        // terminal.
        say(format_args!(
            "sent {} bytes, got back: {echo:?}",
            text.len()
        ))?;
    }
    Ok(())
}

/// Sends a file line by line.
pub(super) fn send_book(mut words: Words) -> Result<(), Stopped> {
    let contact = Contact::take(&mut words)?;
    let file = words.text();
    words.finish()?;
    let mut text = Text::open(file)?;
    let mut client = contact.client()?;
    let mut progress = Progress::new(text.length);
    let begin = Instant::now();
    let sent = send_book::send_book(&mut client, &mut text.reader, |sent| {
        progress.show(sent);
    });
    let sent = sent.map_err(|error| match error {
        SendError::Server(error) => contact.failed_to_get("an echo", error),
        error => Failure::new(
            format_args!("send {}", text.name),
            io::Error::new(ErrorKind::InvalidData, error),
        ),
    })?;
    let took = begin.elapsed();
    let rate = sent.lines as f64 / took.as_secs_f64();
    say(format_args!(
        "{} lines sent and back again in {took:.1?}, {rate:.0} lines/s",
        sent.lines
    ))?;
    Ok(())
}

/// Sends the lines that a person types.
pub(super) fn interact(mut words: Words) -> Result<(), Stopped> {
    let contact = Contact::take(&mut words)?;
    words.finish()?;
    let stream = contact.connect()?;
    let talked = talk(&stream, &mut io::stdin().lock(), &mut io::stdout());
    talked.map_err(|error| match error {
        TalkError::Input(error) => Failure::new("send that", error.into()),
        TalkError::Server(error) => {
            contact.failed_to_get("an answer", error.into())
        }
        TalkError::Output(error) => Failure::new("write to standard output", error),
    })?;
    Ok(())
}

/// Sends a file, ends our side, and compares what the server says of it with what
/// we find.
pub(super) fn send_and_compare(mut words: Words) -> Result<(), Stopped> {
    let contact = Contact::take(&mut words)?;
    let file = words.text();
    words.finish()?;
    let mut text = Text::open(file)?;
    let mut stream = contact.connect()?;
    let (answer, ours) = send_all(&mut stream, &mut text.reader)
        .map_err(|error| contact.failed_to_get("a checksum", error))?;
    let answer = answer.trim_end();
    say(format_args!(
        "the server says: {}",
        printable(answer.as_bytes())
    ))?;
    if answer != ours.to_string() {
        let differs = io::Error::other(format!("here it is {ours}"));
        return Err(
            Failure::new(format_args!("send {}", text.name), differs).into()
        );
    }
    say(format_args!("{} arrived as it is", text.name))?;
    Ok(())
}

/// Sends each text in a datagram of its own.
pub(super) fn send_datagrams(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    let first_wait = words.seconds("--timeout")?.unwrap_or(FIRST_WAIT);
    let texts = words.texts()?;
    words.finish()?;
    let client = UdpClient::connect(&address, first_wait)
        .tried(format_args!("send to {address}"))?;
    for text in texts {
        let exchanged = client.exchange(text.as_bytes(), |wait| {
            // A line that can't be written changes nothing.
            let _ = say(format_args!("no echo within {wait:?}"));
        });
        exchanged
            .tried(format_args!("get an echo from {address}"))
            .map_err(|failure| {
                failure.with_hint_for(
                    ErrorKind::TimedOut,
                    "is that an echo server? a datagram may be lost, but hardly three",
                )
            })?;
        say(format_args!(
            "sent {} bytes, and they came back",
            text.len()
        ))?;
    }
    Ok(())
}

/// Sends a text, and reads once, in the shortest way.
pub(super) fn read_once(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    let text = words.text().filter(|text| !text.is_empty());
    let text = text.ok_or("smallest-client needs a TEXT to send".to_owned())?;
    words.finish()?;
    smallest::client(&address, &text).tried(format_args!("talk to {address}"))?;
    Ok(())
}

/// The server that a client talks to, and with how much patience.
pub(super) struct Contact {
    address: String,
    silence_limit: Duration,
}

impl Contact {
    pub(super) fn take(words: &mut Words) -> Result<Self, String> {
        Ok(Self {
            address: words.address(DEFAULT_ADDRESS)?,
            silence_limit: words.seconds("--timeout")?.unwrap_or(SILENCE_LIMIT),
        })
    }

    fn client(&self) -> Result<Client, Failure> {
        let client = Client::connect(&self.address, self.silence_limit)
            .map_err(|error| self.not_connected(error))?;
        self.say_connected(client.ends())?;
        Ok(client)
    }

    pub(super) fn connect(&self) -> Result<TcpStream, Failure> {
        let stream = client::connect(&self.address, self.silence_limit)
            .map_err(|error| self.not_connected(error))?;
        self.say_connected(client::ends(&stream))?;
        Ok(stream)
    }

    fn say_connected(
        &self,
        ends: io::Result<(SocketAddr, SocketAddr)>,
    ) -> Result<(), Failure> {
        let (here, there) = ends.map_err(|error| self.not_connected(error))?;
        say(format_args!("connected to {there} from {here}"))
    }

    fn not_connected(&self, error: io::Error) -> Failure {
        let failure =
            Failure::new(format_args!("connect to {}", self.address), error);
        failure.with_hint_for(ErrorKind::TimedOut, BUSY)
    }

    pub(super) fn failed_to_get(&self, what: &str, error: io::Error) -> Failure {
        let error = client::name_timeout(error, self.silence_limit);
        let failure =
            Failure::new(format_args!("get {what} from {}", self.address), error);
        failure.with_hint_for(ErrorKind::TimedOut, BUSY)
    }
}

/// Why a server may be silent.
const BUSY: &str =
    "is the server busy with another client? it serves one at a time";
