//! The roles that talk with each other.

use std::io::{self, ErrorKind};

use tcp_vs_udp::DEFAULT_ADDRESS;
use tcp_vs_udp::command::{Failure, Stopped, Tried, Words};
use tcp_vs_udp::conversation::{self, PATIENCE};

pub(crate) fn tcp_answer(words: Words) -> Result<(), Stopped> {
    answer(words, conversation::tcp_answer)
}

pub(crate) fn udp_answer(words: Words) -> Result<(), Stopped> {
    answer(words, conversation::udp_answer)
}

pub(crate) fn tcp_ask(words: Words) -> Result<(), Stopped> {
    ask(
        words,
        conversation::tcp_ask,
        "somebody is connected, and says nothing: is that a tcp-answer?",
    )
}

pub(crate) fn udp_ask(words: Words) -> Result<(), Stopped> {
    ask(
        words,
        conversation::udp_ask,
        "is anybody there? over UDP, nobody says no",
    )
}

fn answer(
    mut words: Words,
    answer: fn(&str) -> io::Result<()>,
) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    words.finish()?;
    Ok(answer(&address).tried(format_args!("answer on {address}"))?)
}

/// `silence` is the hint for those who get no answer.
fn ask(
    mut words: Words,
    ask: fn(&str, &str) -> io::Result<()>,
    silence: &'static str,
) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    let role = words.role().unwrap_or_default().to_owned();
    let question = words.text();
    let question = question.ok_or(format!("{role} needs a TEXT to ask"))?;
    words.finish()?;
    ask(&address, &question).map_err(|error| {
        let tried = format!("ask {address}");
        let failure = match error.kind() {
            ErrorKind::WouldBlock | ErrorKind::TimedOut => {
                let told = format!("no answer within {PATIENCE:?}");
                let error = io::Error::new(ErrorKind::TimedOut, told);
                Failure::new(tried, error).with_hint(silence)
            }
            _ => Failure::new(tried, error),
        };
        failure.into()
    })
}
