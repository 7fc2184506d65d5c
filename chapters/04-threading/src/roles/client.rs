//! The role that talks to a greeting server.

use std::io::{self, BufRead, ErrorKind};

use echo_server::client::name_timeout;
use echo_server::interactive::TalkError;
use echo_server::limits::SILENCE_LIMIT;
use tcp_vs_udp::command::{Failure, Stopped, Words, say};
use threading::DEFAULT_ADDRESS;
use threading::client::{Client, converse};

/// Says each text, or what is typed if there is none.
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
    let ((here, there), client) = connect().map_err(|error| {
        let failure = Failure::new(format_args!("connect to {address}"), error);
        failure.with_hint_for(ErrorKind::TimedOut, FULL)
    })?;
    say(format_args!("connected to {there} from {here}"))?;

    let typed: &mut dyn BufRead = match texts.is_empty() {
        true => &mut io::stdin().lock(),
        false => &mut io::Cursor::new(texts.join("\n")),
    };
    converse(client, &mut { typed }, &mut io::stdout()).map_err(
        |error| match error {
            TalkError::Input(error) => Failure::new("send that", error.into()),
            TalkError::Server(error) => {
                let error = name_timeout(error.into(), silence_limit);
                let what = format_args!("get an answer from {address}");
                Failure::new(what, error).with_hint_for(ErrorKind::TimedOut, FULL)
            }
            TalkError::Output(error) => {
                Failure::new("write to standard output", error)
            }
        },
    )?;
    Ok(())
}

/// Why a server may be silent.
const FULL: &str = "is the server full? it may serve you when others have left";
