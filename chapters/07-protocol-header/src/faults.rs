//! What a peer may do wrong, to see what a server makes of it.

use std::io::{self, Write};
use std::net::{Shutdown, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use echo_server::client::connect;
use echo_server::limits::{LimitedStream, Limits as Patience};

use crate::stream::{MessageStream, ReadError};
use crate::{Limits, Message};

/// How long to wait for an answer: a server has no reason to think about a fault.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// Deeper than any stack is in which each level takes a frame.
const DEEP: usize = 100_000;

/// 1 MiB, of which a server hasn't read much when it refuses the rest.
const SENT: usize = 1024 * 1024;

/// Something wrong, in a message or in its frame.
#[derive(Debug, Clone)]
pub struct Fault {
    /// What is wrong, in a few words.
    pub what: &'static str,
    bytes: Vec<u8>,
    then: Then,
}

/// What the peer does when it has sent the fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    /// It ends its side, as one does who has asked everything.
    End,
    /// It waits, so that the server has to end the conversation.
    Wait,
}

/// What has come of a fault.
#[derive(Debug)]
pub struct Outcome {
    /// What the server said.
    pub answers: Vec<Message>,
    /// Whether the end of file came behind that, and not before the fault was sent; or
    /// what did.
    pub end: Result<(), ReadError>,
}

impl Fault {
    const fn then(what: &'static str, then: Then, bytes: Vec<u8>) -> Self {
        Self { what, bytes, then }
    }

    /// Sends the fault over a connection of its own, and takes what is said, up to the
    /// end.
    ///
    /// # Errors
    /// There is no connection.
    pub fn send(&self, server: &[SocketAddr]) -> io::Result<Outcome> {
        let stream = Arc::new(connect(server, PATIENCE)?);
        let patience = Patience {
            silence: PATIENCE,
            conversation: PATIENCE,
        };
        let limited = LimitedStream::new(Arc::clone(&stream), patience)?;
        let mut messages = MessageStream::new(limited, Limits::default(), PATIENCE);
        let end_if = |then| match self.then == then {
            true => stream.shutdown(Shutdown::Write),
            false => Ok(()),
        };
        // A server that breaks off may have said why.
        let sent = messages.get_mut().write_all(&self.bytes);
        let sent = sent.and_then(|()| end_if(Then::End));
        let mut answers = Vec::new();
        while let Some(answer) = messages.read_message().transpose() {
            match answer {
                Ok(answer) => answers.push(answer),
                Err(error) => {
                    return Ok(Outcome {
                        answers,
                        end: Err(error),
                    });
                }
            }
        }
        // A connection that was reset behind the end of file has no side to end.
        let ended = sent.and_then(|()| end_if(Then::Wait));
        let end = ended.map_err(ReadError::from);
        Ok(Outcome { answers, end })
    }
}

/// The faults that peers of this protocol are known to have, and some more.
#[must_use]
pub fn all() -> Vec<Fault> {
    [in_content(), in_frame()].concat()
}

/// Those in a frame that is right, so that the next message can be found.
#[must_use]
pub fn in_content() -> Vec<Fault> {
    let search = |value: &str| {
        let content = format!(r#"{{"action": "search", "value": {value}}}"#);
        json(content.as_bytes())
    };
    let two = [search(r#""one""#), search(r#""two""#)].concat();
    let fault = |what, bytes| Fault::then(what, Then::End, bytes);
    vec![
        fault("two at once", two),
        fault("request {}", json(b"{}")),
        fault("request null", json(b"null")),
        fault("request 0", json(b"0")),
        fault("request of no bytes", binary("0", b"")),
        fault("value NaN", search("NaN")),
        fault("value twice", search(r#""one", "value": "two""#)),
        fault("value not UTF-8", json(b"{\"value\": \"\xff\"}")),
        fault("100,000 lists", json(&b"[".repeat(DEEP))),
    ]
}

/// Those by which it can't be told where the message ends, or what it is.
// ANCHOR: in-frame
#[must_use]
pub fn in_frame() -> Vec<Fault> {
    let length = |length| binary(length, b"how do you do?");
    let text = header("text/json", "utf-8", "0");
    let twice = text.replace('}', r#", "content-length": 5}"#);
    let fault = |what, bytes| Fault::then(what, Then::Wait, bytes);
    vec![
        fault("length -2", length("-2")),
        fault("length true", length("true")),
        fault("length 1.0", length("1.0")),
        fault("length 10^12", binary("1000000000000", &[b'x'; SENT])),
        fault("length twice", frame(twice.as_bytes(), b"")),
        fault("header []", frame(b"[]", b"")),
        fault("header {}", frame(b"{}", b"")),
        fault("header of no bytes", frame(b"", b"")),
        fault("header not UTF-8", frame(b"{\"\xff\": 1}", b"")),
        fault("header too long", b"GET / HTTP/1.1\r\n\r\n".to_vec()),
        fault("text in utf-16", {
            let header = text.replace("utf-8", "utf-16");
            frame(header.as_bytes(), b"")
        }),
        // What is missing won't come any more.
        Fault::then("half a message", Then::End, binary("28", b"how do you do?")),
    ]
}
// ANCHOR_END: in-frame

fn json(content: &[u8]) -> Vec<u8> {
    let length = content.len().to_string();
    frame(header("text/json", "utf-8", &length).as_bytes(), content)
}

fn binary(length: &str, content: &[u8]) -> Vec<u8> {
    frame(header("anything", "binary", length).as_bytes(), content)
}

/// By hand, since the encoder refuses to write most of these.
fn header(content_type: &str, encoding: &str, length: &str) -> String {
    format!(
        r#"{{"byteorder": "big", "content-type": "{content_type}", "content-encoding": "{encoding}", "content-length": {length}}}"#
    )
}

fn frame(header: &[u8], content: &[u8]) -> Vec<u8> {
    // None of them is as long as a prefix can say.
    let length = u16::try_from(header.len()).unwrap_or(u16::MAX);
    [&length.to_be_bytes(), header, content].concat()
}
