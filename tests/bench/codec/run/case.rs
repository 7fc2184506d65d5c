//! What is encoded and decoded.

use std::fmt;
use std::io;

use app_protocol::{Message, json};

/// 64 KiB: what chapter 6's server reads at a time, at most.
pub(crate) const READ: usize = 64 * 1024;

/// So many bytes of messages are taken together, between two looks at the clock.
const BATCH: usize = READ;

/// What messages have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A request of the chapter's clients, as JSON.
    Search,
    /// Records as JSON, of about so many bytes.
    Json(usize),
    /// So many bytes of anything.
    Binary(usize),
}

/// Which way it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Task {
    /// From bytes that come in pieces of this size. JSON is parsed to values.
    Decode { piece: usize },
    /// From values, or bytes of anything, to bytes.
    Encode,
}

/// Some messages, which are all the same.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) kind: Kind,
    pub(crate) task: Task,
    /// What each message has.
    pub(crate) content: Vec<u8>,
    /// How many there are.
    pub(crate) count: usize,
    /// All of them as they are on the wire.
    pub(crate) bytes: Vec<u8>,
}

impl Case {
    pub(crate) fn new(kind: Kind, task: Task) -> io::Result<Self> {
        let content = kind.content();
        let message = match kind {
            Kind::Binary(_) => Message::binary(BINARY_TYPE, content.clone()),
            Kind::Search | Kind::Json(_) => {
                Message::json(&json::parse(&content).map_err(io::Error::other)?)
            }
        };
        let mut one = Vec::new();
        message.encode(&mut one).map_err(io::Error::other)?;
        let count = BATCH.checked_div(one.len()).unwrap_or(1).max(1);
        Ok(Self {
            kind,
            task,
            content,
            count,
            bytes: one.repeat(count),
        })
    }
}

/// What the chapter's clients send.
pub(crate) const BINARY_TYPE: &str = "binary/custom-client-binary-type";

impl Kind {
    fn content(self) -> Vec<u8> {
        match self {
            Self::Search => br#"{"action":"search","value":"morpheus"}"#.to_vec(),
            Self::Json(size) => {
                let mut text = String::from("[");
                for number in 0.. {
                    text.push_str(&record(number));
                    if text.len() >= size {
                        break;
                    }
                    text.push(',');
                }
                text.push(']');
                text.into_bytes()
            }
            Self::Binary(size) => (0..=u8::MAX).cycle().take(size).collect(),
        }
    }

    pub(crate) fn is_json(self) -> bool {
        !matches!(self, Self::Binary(_))
    }
}

/// A bit of everything that JSON has, as compact as it can be written.
fn record(number: usize) -> String {
    format!(
        r#"{{"address":"127.0.0.1:20007","answer":"Follow the white rabbit. 🐰","id":{number},"is_hit":true,"next":null,"notes":"first line\nsecond \"line\"","seconds":0.125,"tags":["ring","morpheus","dog"]}}"#
    )
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Search => f.write_str("search"),
            Self::Json(size) => write!(f, "JSON, {}", Size(size)),
            Self::Binary(size) => write!(f, "binary, {}", Size(size)),
        }
    }
}

impl fmt::Display for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Decode { piece } => {
                write!(f, "decode in pieces of {}", Size(piece))
            }
            Self::Encode => f.write_str("encode"),
        }
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind, self.task)
    }
}

/// A number of bytes.
struct Size(usize);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const KIB: usize = 1024;
        const MIB: usize = 1024 * KIB;
        match self.0 {
            bytes if bytes.is_multiple_of(MIB) => write!(f, "{} MiB", bytes / MIB),
            bytes if bytes.is_multiple_of(KIB) => write!(f, "{} KiB", bytes / KIB),
            bytes => write!(f, "{bytes} B"),
        }
    }
}
