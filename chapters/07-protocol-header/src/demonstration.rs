//! The server and two clients in one process: what is asked, and what is answered.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use selector::demonstration::{LOOPBACK, beside};

use crate::client::{self, Client};
use crate::dictionary::Dictionary;
use crate::server::messages::Messages;
use crate::server::{self, Event, Server};
use crate::service::Service;
use crate::{Decoder, Limits, Message, request};

/// How long to wait for anything: a hundred times as long as all of it takes.
const TIME_LIMIT: Duration = Duration::from_secs(2);

/// A header that is JSON, and says nothing of what follows.
const NO_MESSAGE: &[u8] = b"\x00\x02{}";

/// Runs the demonstration over loopback and writes what happens to `out`, each line
/// behind the name of the one who says it.
///
/// # Errors
/// The system has no port, descriptor or thread left, or `out` can't be written.
pub fn run(out: &mut impl Write) -> io::Result<()> {
    let service = Arc::new(Service::new(Dictionary::built_in()));
    let messages = Messages::new(service, Limits::default(), |_| {});
    let server = Server::with_protocol(LOOPBACK, server::settings(), messages)?;
    beside::<selector::DefaultBackend, _, _>(server, out, converse)
}

/// First a client that keeps to the protocol, and then one that doesn't.
fn converse(
    address: SocketAddr,
    at_server: &Receiver<Event>,
    out: &mut impl Write,
) -> io::Result<()> {
    let tell = |out: &mut dyn Write| {
        let event = at_server.recv_timeout(TIME_LIMIT);
        writeln!(out, "server: {}", event.map_err(io::Error::other)?)
    };

    let mut client = Client::connect(address, Limits::default(), TIME_LIMIT)?;
    tell(out)?;
    let requests = [
        vec![("search ring", request::search("ring"))],
        vec![("search cat", request::search("cat"))],
        vec![("search 🐶", request::search("🐶"))],
        vec![("binary turn left", request::binary("turn", "left"))],
        vec![
            ("search morpheus", request::search("morpheus")),
            ("search ring, in the same write", request::search("ring")),
        ],
    ];
    for together in requests {
        let (names, requests): (Vec<_>, Vec<_>) = together.into_iter().unzip();
        for name in names {
            writeln!(out, "client: {name}")?;
        }
        for answer in client.ask_all(&requests)? {
            writeln!(out, "answer: {}", text(&answer)?)?;
        }
    }
    drop(client);
    tell(out)?;

    let mut peer = TcpStream::connect(address)?;
    tell(out)?;
    peer.set_read_timeout(Some(TIME_LIMIT))?;
    peer.write_all(NO_MESSAGE)?;
    writeln!(
        out,
        "client: a header without fields, {}",
        NO_MESSAGE.escape_ascii()
    )?;
    let mut answer = Vec::new();
    peer.read_to_end(&mut answer)?;
    let refusal = Decoder::new(Limits::default()).feed(&mut &*answer);
    let refusal = refusal.map_err(io::Error::other)?;
    let refusal = refusal.ok_or(ErrorKind::UnexpectedEof)?;
    writeln!(out, "answer: {}", text(&refusal)?)?;
    drop(peer);
    tell(out)
}

/// What is in an answer.
fn text(answer: &Message) -> io::Result<String> {
    if answer.is_json() {
        let result = client::result(answer)?;
        return Ok(result.as_str().unwrap_or_default().to_owned());
    }
    Ok(answer.content.escape_ascii().to_string())
}
