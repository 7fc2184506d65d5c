//! The same format as one would have it from well-known crates: tokio-util's
//! length-delimited codec finds the header, serde_json reads it, and the content is
//! split off the buffer without being copied.

use std::io::{self, ErrorKind};
use std::mem;

use app_protocol::CONTENT_LIMIT;
use bytes::{Bytes, BytesMut};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio_util::codec::{Decoder, Encoder, LengthDelimitedCodec};

use super::case::BINARY_TYPE;
use super::codec::Codec;

/// With a header that was read into `H`.
#[derive(Debug)]
pub(crate) struct Theirs<H> {
    buffer: BytesMut,
    codec: HeaderAndContent<H>,
}

/// The usual way: what a header has is known when it's compiled.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Fields {
    byteorder: ByteOrder,
    content_type: String,
    content_encoding: String,
    content_length: usize,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum ByteOrder {
    Little,
    Big,
}

#[derive(Debug)]
pub(crate) struct Message<H> {
    header: H,
    content: Bytes,
}

/// What is needed of a header, whatever it was read into.
pub(crate) trait Header: Serialize + DeserializeOwned {
    fn new(kind: &str, encoding: &str, content_length: usize) -> Self;
    fn content_type(&self) -> &str;
    fn content_encoding(&self) -> &str;
    fn content_length(&self) -> Option<usize>;
}

impl Header for Fields {
    fn new(kind: &str, encoding: &str, content_length: usize) -> Self {
        Self {
            byteorder: ByteOrder::Little,
            content_type: kind.to_owned(),
            content_encoding: encoding.to_owned(),
            content_length,
        }
    }

    fn content_type(&self) -> &str {
        &self.content_type
    }

    fn content_encoding(&self) -> &str {
        &self.content_encoding
    }

    fn content_length(&self) -> Option<usize> {
        Some(self.content_length)
    }
}

/// The way that keeps fields that nobody has foreseen, as ours does.
impl Header for Value {
    fn new(kind: &str, encoding: &str, content_length: usize) -> Self {
        serde_json::json!({
            "byteorder": "little",
            "content-type": kind,
            "content-encoding": encoding,
            "content-length": content_length,
        })
    }

    fn content_type(&self) -> &str {
        text(self, "content-type")
    }

    fn content_encoding(&self) -> &str {
        text(self, "content-encoding")
    }

    fn content_length(&self) -> Option<usize> {
        self.get("content-length")?.as_u64()?.try_into().ok()
    }
}

fn text<'header>(header: &'header Value, field: &str) -> &'header str {
    header
        .get(field)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// How far it has come.
#[derive(Debug)]
enum State<H> {
    Header,
    Content { header: H, length: usize },
}

#[derive(Debug)]
struct HeaderAndContent<H> {
    frames: LengthDelimitedCodec,
    state: State<H>,
}

/// Two bytes, the first of which is the higher one, and as many as they say.
fn frames() -> LengthDelimitedCodec {
    LengthDelimitedCodec::builder()
        .length_field_type::<u16>()
        .big_endian()
        .new_codec()
}

impl<H: Header> Decoder for HeaderAndContent<H> {
    type Item = Message<H>;
    type Error = io::Error;

    // ANCHOR: decode
    fn decode(&mut self, bytes: &mut BytesMut) -> io::Result<Option<Message<H>>> {
        if let State::Header = self.state {
            let Some(frame) = self.frames.decode(bytes)? else {
                return Ok(None);
            };
            let header: H = serde_json::from_slice(&frame)?;
            let length = header.content_length().ok_or(ErrorKind::InvalidData)?;
            if length > CONTENT_LIMIT {
                return Err(ErrorKind::InvalidData.into());
            }
            bytes.reserve(length.saturating_sub(bytes.len()));
            self.state = State::Content { header, length };
        }
        match mem::replace(&mut self.state, State::Header) {
            State::Content { header, length } if bytes.len() >= length => {
                let content = bytes.split_to(length).freeze();
                Ok(Some(Message { header, content }))
            }
            waiting => {
                self.state = waiting;
                Ok(None)
            }
        }
    }
    // ANCHOR_END: decode
}

impl<H: Header> Encoder<&Message<H>> for HeaderAndContent<H> {
    type Error = io::Error;

    fn encode(
        &mut self,
        message: &Message<H>,
        bytes: &mut BytesMut,
    ) -> io::Result<()> {
        let header = serde_json::to_vec(&message.header)?;
        self.frames.encode(header.as_slice(), bytes)?;
        bytes.extend_from_slice(&message.content);
        Ok(())
    }
}

impl<H> Default for Theirs<H> {
    fn default() -> Self {
        Self {
            buffer: BytesMut::new(),
            codec: HeaderAndContent {
                frames: frames(),
                state: State::Header,
            },
        }
    }
}

impl<H: Header> Codec for Theirs<H> {
    type Message = Message<H>;
    type Value<'content> = Value;
    type Bytes = BytesMut;

    /// The copy is what a read would do.
    fn take(
        &mut self,
        piece: &[u8],
        messages: &mut Vec<Message<H>>,
    ) -> io::Result<()> {
        self.buffer.extend_from_slice(piece);
        while let Some(message) = self.codec.decode(&mut self.buffer)? {
            messages.push(message);
        }
        Ok(())
    }

    fn parts(message: &Message<H>) -> (&str, &str, &[u8]) {
        let header = &message.header;
        (
            header.content_type(),
            header.content_encoding(),
            &message.content,
        )
    }

    fn parse(content: &[u8]) -> io::Result<Value> {
        Ok(serde_json::from_slice(content)?)
    }

    fn write(value: &Value) -> String {
        value.to_string()
    }

    fn json(value: &Value) -> io::Result<Message<H>> {
        let content = Bytes::from(serde_json::to_vec(value)?);
        let header = H::new("text/json", "utf-8", content.len());
        Ok(Message { header, content })
    }

    fn binary(content: Vec<u8>) -> Message<H> {
        let header = H::new(BINARY_TYPE, "binary", content.len());
        let content = content.into();
        Message { header, content }
    }

    fn encode(
        &mut self,
        message: &Message<H>,
        bytes: &mut BytesMut,
    ) -> io::Result<()> {
        self.codec.encode(message, bytes)
    }

    fn clear(bytes: &mut BytesMut) {
        bytes.clear();
    }
}
