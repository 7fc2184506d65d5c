//! Servers of chapter 7's protocol, as one writes them for clients of one's own.

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::{hint, thread};

use serde_json::Value;

use super::{Naive, accept, listen};
use crate::suite::frames::{CONTENT_LIMIT, frame, header};
use crate::suite::protocol::Protocol;

/// Believes every length, takes it for a number whatever it is, has the patience of
/// a friend, waits for a request as long as there is none in what has come, and
/// hangs up without a word when something is wrong.
pub const CARELESS_MESSAGES: Naive = Naive {
    name: "careless-messages",
    protocol: Protocol::Messages,
    at_once: 1,
    is_deaf: false,
    run: || {
        serve(|stream| {
            let mut reader = BufReader::new(stream.try_clone()?);
            while !reader.fill_buf()?.is_empty() {
                let header = read_header(&mut reader)?;
                let length = number(&header["content-length"]);
                let mut content = Vec::new();
                (&mut reader).take(length).read_to_end(&mut content)?;
                if content.len() as u64 != length {
                    return Err(ErrorKind::UnexpectedEof.into());
                }
                if matches!(&content[..], b"" | b"{}" | b"null" | b"0") {
                    loop {
                        hint::spin_loop();
                    }
                }
                answer(&stream, &header, &content)?;
            }
            Ok(())
        })
    },
};

/// Has limits, and mistakes the largest content for one that is too large. It says
/// so, and closes at once.
pub const ABRUPT_MESSAGES: Naive = Naive {
    name: "abrupt-messages",
    protocol: Protocol::Messages,
    at_once: 1,
    is_deaf: false,
    run: || {
        serve(|stream| {
            loop {
                let header = read_header(&mut &stream)?;
                let length = header["content-length"].as_u64();
                let length = length.filter(|&length| length < CONTENT_LIMIT as u64);
                let Some(length) = length else {
                    return say(&stream, "Error: this is no length.");
                };
                let mut content = vec![0; length as usize];
                (&stream).read_exact(&mut content)?;
                answer(&stream, &header, &content)?;
            }
        })
    },
};

/// Takes what one read returns to be one message.
pub const ONE_READ_MESSAGES: Naive = Naive {
    name: "one-read-messages",
    protocol: Protocol::Messages,
    at_once: 1,
    is_deaf: false,
    run: || {
        serve(|mut stream| {
            let mut buffer = [0; 4096];
            loop {
                let length = stream.read(&mut buffer)?;
                let Some(mut message) =
                    buffer.get(..length).filter(|m| !m.is_empty())
                else {
                    return Ok(());
                };
                let Ok(header) = read_header(&mut message) else {
                    return say(&stream, "Error: this is no message.");
                };
                let length = number(&header["content-length"]) as usize;
                let content = message.get(..length).unwrap_or(message);
                answer(&stream, &header, content)?;
            }
        })
    },
};

/// One client after another; whatever is wrong with one, the next is served. With a
/// stack that isn't the largest.
fn serve(talk: fn(TcpStream) -> io::Result<()>) -> io::Result<()> {
    let listener = listen()?;
    let serving = thread::spawn(move || {
        loop {
            let _ = talk(accept(&listener)?);
        }
    });
    serving.join().unwrap()
}

fn read_header(reader: &mut impl Read) -> io::Result<Value> {
    let mut length = [0; 2];
    reader.read_exact(&mut length)?;
    let mut header = vec![0; u16::from_be_bytes(length).into()];
    reader.read_exact(&mut header)?;
    Ok(serde_json::from_slice(&header)?)
}

/// As a language would have it that asks for no types.
fn number(length: &Value) -> u64 {
    match length {
        Value::Bool(yes) => (*yes).into(),
        length => length.as_f64().expect("a number") as u64,
    }
}

fn answer(stream: &TcpStream, header: &Value, content: &[u8]) -> io::Result<()> {
    if header["content-type"] != "text/json" {
        let shown = &content[..content.len().min(10)];
        let content = [b"First 10 bytes of request: ", shown].concat();
        return send(
            stream,
            "binary/custom-server-binary-type",
            "binary",
            &content,
        );
    }
    if depth(content) > 1000 {
        return Ok(());
    }
    let request: Value = serde_json::from_slice(content)?;
    say(
        stream,
        &format!(
            "No match for '{}'.",
            request["value"].as_str().unwrap_or("")
        ),
    )
}

/// How deep the first value lies.
fn depth(content: &[u8]) -> usize {
    match content.split_first() {
        Some((b'[' | b'{', rest)) => 1 + depth(rest),
        _ => 0,
    }
}

fn say(stream: &TcpStream, result: &str) -> io::Result<()> {
    let content = serde_json::json!({ "result": result }).to_string();
    send(stream, "text/json", "utf-8", content.as_bytes())
}

fn send(
    mut stream: &TcpStream,
    kind: &str,
    encoding: &str,
    content: &[u8],
) -> io::Result<()> {
    let header = header(kind, encoding, &content.len().to_string());
    stream.write_all(&frame(header.as_bytes(), content))
}
