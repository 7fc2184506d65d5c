//! A text as JSON, and a text that ends a reader without a cap.

use std::env;
use std::io::{self, Error, ErrorKind};
use std::process::Command;

use app_protocol::json::{self, Value};
use app_protocol::{JSON_LIMIT, uncapped};
use tcp_vs_udp::command::{Failure, Stopped, Tried, Words, say};

/// A text of 98 KiB, unless told otherwise.
const LEVELS: usize = 100_000;

/// A hundred such texts: that is enough for any stack.
const MOST_LEVELS: usize = 10_000_000;

/// Prints what a text says, and which of its strings had to be made anew.
pub(super) fn read(mut words: Words) -> Result<(), Stopped> {
    let text = match words.text() {
        Some(word) => word.into_bytes(),
        None => {
            let read = super::read(io::stdin().lock(), JSON_LIMIT);
            read.tried("read standard input")?
        }
    };
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

/// Reads so many levels without a cap: in a process of its own, which may end for it.
pub(super) fn read_without_cap(mut words: Words) -> Result<(), Stopped> {
    let is_here = words.flag("--here");
    let levels = words.number("--levels", 0..=MOST_LEVELS)?.unwrap_or(LEVELS);
    words.finish()?;
    if is_here {
        let read = uncapped::read_levels(levels).tried("start a thread")?;
        say(format_args!("read {read} levels"))?;
        return Ok(());
    }
    let run = |program| {
        let mut child = Command::new(program);
        child.args(["uncapped", "--here", "--levels", &levels.to_string()]);
        child.output()
    };
    let output = env::current_exe().and_then(run).tried("start a process")?;
    if output.status.success() {
        say(String::from_utf8_lossy(&output.stdout).trim_end())?;
        return Ok(());
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    let last = complaint.lines().last().unwrap_or_default();
    let failure =
        Failure::new(format_args!("read {levels} levels"), Error::other(last));
    Err(failure.into())
}
