//! A text as JSON, and a text that ends a reader without a cap.

use std::io::{self, Error, ErrorKind, Read};

use app_protocol::json::{self, Value};
use app_protocol::uncapped;
use tcp_vs_udp::command::{Failure, Stopped, Tried, Words, say};

/// Prints what a text says, and which of its strings had to be made anew.
pub(super) fn read(mut words: Words) -> Result<(), Stopped> {
    let mut text = Vec::new();
    match words.text() {
        Some(word) => text.extend_from_slice(word.as_bytes()),
        None => {
            let read = io::stdin().read_to_end(&mut text);
            read.tried("read standard input")?;
        }
    }
    words.finish()?;
    let value = json::parse(&text).map_err(|error| {
        let error = Error::new(ErrorKind::InvalidData, error);
        Failure::new("read this as JSON", error)
    })?;
    say(&value)?;
    say_strings(&value, &text)?;
    Ok(())
}

/// As deep as the reader goes, and no deeper.
fn say_strings(value: &Value<'_>, text: &[u8]) -> Result<(), Failure> {
    match value {
        Value::String(string) => say_string(string, text),
        Value::Array(elements) => elements
            .iter()
            .try_for_each(|element| say_strings(element, text)),
        Value::Object(members) => members.iter().try_for_each(|(name, value)| {
            say_string(name, text)?;
            say_strings(value, text)
        }),
        _ => Ok(()),
    }
}

fn say_string(string: &str, text: &[u8]) -> Result<(), Failure> {
    let shown = Value::from(string);
    let offset = string.as_ptr().addr().wrapping_sub(text.as_ptr().addr());
    if offset < text.len() {
        say(format_args!("{shown} points at byte {offset} of the text"))
    } else {
        say(format_args!("{shown} was made anew"))
    }
}

/// Reads so many levels without a cap.
pub(super) fn read_without_cap(mut words: Words) -> Result<(), Stopped> {
    let levels = words
        .text()
        .ok_or_else(|| "uncapped needs a number of levels".to_owned())?;
    let levels = levels
        .parse()
        .map_err(|_| format!("{levels} is not a number of levels"))?;
    words.finish()?;
    let read = uncapped::read_levels(levels).tried("start a thread")?;
    say(format_args!("read {read} levels"))?;
    Ok(())
}
