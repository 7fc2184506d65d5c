//! Messages, byte by byte.

use std::env;
use std::fs::File;
use std::io::{self, BufWriter, Error, ErrorKind, IsTerminal, Write};

use app_protocol::dissect::{Paint, dissect};
use app_protocol::{Message, request};
use tcp_vs_udp::command::{Failure, Stopped, Tried, Words};

use super::read;

/// 64 MiB: four times the largest message, and as much memory as a tool may take.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// Prints what stands in a file, in standard input, or in a message that is made.
pub(super) fn take_apart(mut words: Words) -> Result<(), Stopped> {
    let what = words.text();
    let mut value = || {
        words
            .text()
            .ok_or_else(|| "dissect needs a value".to_owned())
    };
    let stream = match what.as_deref() {
        Some("search") => bytes_of(&request::search(&value()?))?,
        Some("binary") => bytes_of(&request::binary(&value()?, &value()?))?,
        None | Some("-") => {
            read(io::stdin().lock(), MOST_BYTES).tried("read standard input")?
        }
        Some(name) => File::open(name)
            .and_then(|file| read(file, MOST_BYTES))
            .tried(format_args!("read {name}"))?,
    };
    words.finish()?;
    let is_terminal = io::stdout().is_terminal();
    let paint = Paint::wanted(is_terminal, env::var_os("NO_COLOR").as_deref());
    print(&stream, paint)
}

fn bytes_of(message: &Message) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let encoded = message.encode(&mut bytes).map_err(invalid);
    encoded.tried("encode the message")?;
    Ok(bytes)
}

fn print(stream: &[u8], paint: Paint) -> Result<(), Stopped> {
    let mut out = BufWriter::new(io::stdout().lock());
    let (mut count, mut wrong) = (0_usize, 0_usize);
    let mut print = || {
        for frame in dissect(stream) {
            count = count.saturating_add(1);
            wrong = wrong.saturating_add(frame.fault().map_or(0, |_| 1));
            writeln!(out, "message {count}, from byte {}", frame.offset)?;
            frame.write(paint, &mut out)?;
        }
        out.flush()
    };
    print().tried("write to standard output")?;
    if wrong > 0 {
        let reason = format!("{wrong} of {count} wrong");
        return Err(Failure::new("read every message", invalid(reason)).into());
    }
    Ok(())
}

fn invalid(what: impl ToString) -> Error {
    Error::new(ErrorKind::InvalidData, what.to_string())
}
