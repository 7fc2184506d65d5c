//! Messages in a frame, and out of it again.

use std::io::{Error, ErrorKind};

use app_protocol::framing::Framing;
use tcp_vs_udp::command::{Stopped, Tried, Words, say};

/// Prints how messages stand in a stream, and what its reader makes of them.
pub(super) fn frame(mut words: Words) -> Result<(), Stopped> {
    let ways = ["delimiter", "escaped", "fixed", "prefix"];
    let way = match words.choice("--way", &ways)? {
        Some("escaped") => Framing::Escaped,
        Some("fixed") => Framing::Fixed,
        Some("prefix") => Framing::Prefix,
        _ => Framing::Delimiter,
    };
    let mut stream = Vec::new();
    for (message, number) in words.texts()?.iter().zip(1..) {
        way.append(message.as_bytes(), &mut stream)
            .map_err(|error| Error::new(ErrorKind::InvalidInput, error))
            .tried(format_args!("frame message {number}"))?;
    }
    let last = stream.len().saturating_sub(1);
    let lost = words.number("--lose", 0..=last)?;
    words.finish()?;

    say(format_args!("sent:    {}", shown(&stream)))?;
    if let Some(lost) = lost {
        stream.remove(lost);
        say(format_args!("arrived: {}", shown(&stream)))?;
    }
    let mut stream = stream.as_slice();
    for (message, number) in way.take_all(&mut stream).iter().zip(1..) {
        say(format_args!("message {number}: {}", shown(message)))?;
    }
    if !stream.is_empty() {
        say(format_args!("not whole yet: {}", shown(stream)))?;
    }
    Ok(())
}

/// Bytes in quotes: a line break as an arrow, and what else isn't a sign of ASCII in
/// hexadecimal.
fn shown(bytes: &[u8]) -> String {
    let mut text = String::from('"');
    for byte in bytes {
        match byte {
            b'\n' => text.push('↵'),
            b' '..=b'~' => text.push(char::from(*byte)),
            byte => text.push_str(&format!("\\x{byte:02x}")),
        }
    }
    text.push('"');
    text
}
