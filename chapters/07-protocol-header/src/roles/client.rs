//! The role that asks a server.

use std::fmt::Write as _;
use std::io::ErrorKind;

use app_protocol::client::{Client, Error, TIMEOUT, content, result};
use app_protocol::json::{Object, Value};
use app_protocol::{DEFAULT_ADDRESS, Limits, Message, request};
use echo_server::lines::printable;
use tcp_vs_udp::command::{Failure, Stopped, Words, say};

/// Asks once, or several times over one connection, and prints each answer.
pub(super) fn ask(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    let timeout = words.seconds("--timeout")?.unwrap_or(TIMEOUT);
    let times = words.number("--repeat", 1..=u32::MAX)?.unwrap_or(1);
    let is_json = words.flag("--json");
    let request = request(&mut words)?;
    words.finish()?;

    // ANCHOR: main-script
    let told = if is_json { as_json } else { plainly };
    let mut client = Client::connect(&*address, Limits::default(), timeout)
        .map_err(|error| failure(format!("connect to {address}"), error))?;
    for _ in 0..times {
        let answer = client.ask(&request).and_then(|answer| told(&answer));
        say(answer.map_err(|error| {
            failure(format!("get an answer from {address}"), error)
        })?)?;
    }
    // ANCHOR_END: main-script
    Ok(())
}

/// What the words behind the role ask for.
pub(super) fn request(words: &mut Words) -> Result<Message, String> {
    let kind = words.text();
    let mut text = |what: &str| {
        let text = words.text();
        text.ok_or_else(|| format!("what to ask for lacks its {what}"))
    };
    match kind.as_deref() {
        Some("search") => Ok(request::search(&text("VALUE")?)),
        Some("binary") => Ok(request::binary(&text("ACTION")?, &text("VALUE")?)),
        _ => Err("ask for `search VALUE` or `binary ACTION VALUE`".to_owned()),
    }
}

/// A result, or the bytes of any other answer, fit for a terminal.
pub(super) fn plainly(answer: &Message) -> Result<String, Error> {
    if !answer.is_json() {
        return Ok(answer.content.escape_ascii().to_string());
    }
    Ok(match result(answer)? {
        Value::String(text) => printable(text.as_bytes()),
        other => printable(other.to_string().as_bytes()),
    })
}

/// One line of JSON: the answer's own, or its type and its bytes as digits.
fn as_json(answer: &Message) -> Result<String, Error> {
    if answer.is_json() {
        return Ok(without_controls(&content(answer)?));
    }
    let mut digits = String::new();
    for byte in &answer.content {
        // Writing to a string doesn't fail.
        let _ = write!(digits, "{byte:02x}");
    }
    let told = Object::from([
        ("content-type", answer.header.content_type.clone()),
        ("content-hex", digits),
    ]);
    Ok(without_controls(&Value::Object(told)))
}

/// JSON in which a terminal finds nothing to obey: the control characters that may
/// stand in a string as they are, U+007F to U+009F, are escaped too.
fn without_controls(value: &Value<'_>) -> String {
    let mut text = String::new();
    for character in value.to_string().chars() {
        if character.is_control() {
            let _ = write!(text, "\\u{:04x}", u32::from(character));
        } else {
            text.push(character);
        }
    }
    text
}

pub(super) fn failure(tried: String, error: Error) -> Failure {
    Failure::new(tried, error.into())
        .with_hint_for(
            ErrorKind::InvalidData,
            "does a server of this chapter listen there? it may speak another protocol",
        )
        .with_hint_for(
            ErrorKind::TimedOut,
            "--timeout SECONDS waits longer, if the server is slow",
        )
        .with_hint_for(
            ErrorKind::UnexpectedEof,
            "is the server full, or being stopped? ask again",
        )
}
