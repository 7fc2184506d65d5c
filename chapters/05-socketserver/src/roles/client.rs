//! The role that talks to a server.

use std::io::{self, ErrorKind};

use echo_server::client::name_timeout;
use echo_server::limits::SILENCE_LIMIT;
use echo_server::lines::LineError;
use socketserver::DEFAULT_ADDRESS;
use tcp_vs_udp::command::{Failure, Stopped, Words, say};
use threading::client::Client;

/// Sends each text in a line and prints the line that answers it. Without a text, it
/// prints what the server says on its own.
pub(super) fn talk(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    let silence_limit = words.seconds("--timeout")?.unwrap_or(SILENCE_LIMIT);
    let mut texts = Vec::new();
    while let Some(text) = words.text() {
        texts.push(text);
    }
    words.finish()?;

    let connect = || {
        let client = Client::connect(&address, silence_limit)?;
        Ok((client.ends()?, client))
    };
    let ((here, there), mut client) = connect().map_err(|error: io::Error| {
        Failure::new(format_args!("connect to {address}"), error)
    })?;
    say(format_args!("connected to {there} from {here}"))?;

    let failed = |error: LineError| {
        let error = name_timeout(error.into(), silence_limit);
        let failure =
            Failure::new(format_args!("get an answer from {address}"), error);
        failure.with_hint_for(ErrorKind::TimedOut, BUSY)
    };
    if texts.is_empty() {
        say(client.hear().map_err(failed)?)?;
    }
    for text in texts {
        say(client.say(text.as_bytes()).map_err(failed)?)?;
    }
    client.leave().map_err(|error| failed(error.into()))?;
    Ok(())
}

/// Why a server may be silent.
const BUSY: &str =
    "is the server busy with another client? --dispatch threads serves many";
