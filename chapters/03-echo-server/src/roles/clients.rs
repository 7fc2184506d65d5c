//! The roles that talk to a server.

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

use echo_server::checksum::send_all;
use echo_server::client::{self, Client};
use echo_server::experiment::flood;
use echo_server::interactive::{TalkError, talk};
use echo_server::lines::printable;
use echo_server::send_book::{SendError, send_book};
use echo_server::udp_client::UdpClient;

use super::say;
use super::text::{Progress, Text};
use crate::arguments::Flood;
use crate::failure::{Failure, Tried};

/// The server that a client talks to, and with how much patience.
pub(super) struct Contact<'a> {
    pub(super) address: &'a str,
    pub(super) silence_limit: Duration,
}

impl Contact<'_> {
    pub(super) fn converse(&self, texts: &[String]) -> Result<(), Failure> {
        let mut client = self.client()?;
        for text in texts {
            let echo = client
                .exchange(text.as_bytes())
                .map_err(|error| self.failed_to_get("an echo", error))?;
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

    pub(super) fn send_book(&self, file: Option<&Path>) -> Result<(), Failure> {
        let mut text = Text::open(file)?;
        let mut client = self.client()?;
        let mut progress = Progress::new(text.length);
        let begin = Instant::now();
        let sent = send_book(&mut client, &mut text.reader, |sent| {
            progress.show(sent);
        });
        let sent = sent.map_err(|error| match error {
            SendError::Server(error) => self.failed_to_get("an echo", error),
            error => Failure::new(
                format!("send {}", text.name),
                io::Error::new(ErrorKind::InvalidData, error),
            ),
        })?;
        let took = begin.elapsed();
        let rate = sent.lines as f64 / took.as_secs_f64();
        say(format_args!(
            "{} lines sent and back again in {took:.1?}, {rate:.0} lines/s",
            sent.lines
        ))
    }

    pub(super) fn interact(&self) -> Result<(), Failure> {
        let stream = self.connect()?;
        let talked = talk(&stream, &mut io::stdin().lock(), &mut io::stdout());
        talked.map_err(|error| match error {
            TalkError::Input(error) => Failure::new("send that", error.into()),
            TalkError::Server(error) => {
                self.failed_to_get("an answer", error.into())
            }
            TalkError::Output(error) => {
                Failure::new("write to standard output", error)
            }
        })
    }

    /// Sends a file, ends our side, and compares what the server says of it with
    /// what we find.
    pub(super) fn send_and_compare(
        &self,
        file: Option<&Path>,
    ) -> Result<(), Failure> {
        let mut text = Text::open(file)?;
        let mut stream = self.connect()?;
        let (answer, ours) = send_all(&mut stream, &mut text.reader)
            .map_err(|error| self.failed_to_get("a checksum", error))?;
        let answer = answer.trim_end();
        say(format_args!(
            "the server says: {}",
            printable(answer.as_bytes())
        ))?;
        if answer == ours.to_string() {
            say(format_args!("{} arrived as it is", text.name))
        } else {
            let differs = io::Error::other(format!("here it is {ours}"));
            Err(differs).tried(format_args!("send {}", text.name))
        }
    }

    pub(super) fn flood(&self, way: Flood, length: usize) -> Result<(), Failure> {
        let message = vec![b'a'; length];
        let mut stream = self.connect()?;
        let begin = Instant::now();
        match way {
            Flood::WriteThenRead => {
                flood::write_then_read(&mut stream, &message, || {
                    // A line that can't be written changes nothing.
                    let _ = say("stuck: for a second, no byte has moved");
                })
            }
            Flood::InTurns => flood::in_turns(&mut stream, &message).map(drop),
            Flood::TwoThreads => flood::two_threads(&stream, &message).map(drop),
        }
        .map_err(|error| self.failed_to_get("an echo", error))?;
        say(format_args!(
            "{} bytes sent and back again in {:.1?}",
            message.len(),
            begin.elapsed()
        ))
    }

    fn client(&self) -> Result<Client, Failure> {
        let client = Client::connect(self.address, self.silence_limit)
            .tried(self.connecting())?;
        self.say_connected(client.ends())?;
        Ok(client)
    }

    fn connect(&self) -> Result<TcpStream, Failure> {
        let stream = client::connect(self.address, self.silence_limit)
            .tried(self.connecting())?;
        self.say_connected(client::ends(&stream))?;
        Ok(stream)
    }

    fn connecting(&self) -> String {
        format!("connect to {}", self.address)
    }

    fn say_connected(
        &self,
        ends: io::Result<(SocketAddr, SocketAddr)>,
    ) -> Result<(), Failure> {
        let (here, there) = ends.tried(self.connecting())?;
        say(format_args!("connected to {there} from {here}"))
    }

    fn failed_to_get(&self, what: &str, error: io::Error) -> Failure {
        Failure::new(
            format!("get {what} from {}", self.address),
            client::name_timeout(error, self.silence_limit),
        )
    }
}

/// Sends each text in a datagram of its own.
pub(super) fn send_datagrams(
    address: &str,
    first_wait: Duration,
    texts: &[String],
) -> Result<(), Failure> {
    let client = UdpClient::connect(address, first_wait)
        .tried(format_args!("send to {address}"))?;
    for text in texts {
        let exchanged = client.exchange(text.as_bytes(), |wait| {
            // A line that can't be written changes nothing.
            let _ = say(format_args!("no echo within {wait:?}"));
        });
        exchanged.map_err(|error| {
            let is_silence = error.kind() == ErrorKind::TimedOut;
            let tried = format_args!("get an echo from {address}");
            let failure = Failure::new(tried, error);
            if is_silence {
                failure.with_hint("is that an echo server? a datagram may be lost, but hardly three")
            } else {
                failure
            }
        })?;
        say(format_args!(
            "sent {} bytes, and they came back",
            text.len()
        ))?;
    }
    Ok(())
}
