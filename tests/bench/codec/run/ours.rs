//! Chapter 7's codec.

use std::io;

use app_protocol::json::{self, Value};
use app_protocol::{Decoder, Limits, Message};

use super::case::BINARY_TYPE;
use super::codec::Codec;

/// The decoder, behind a buffer of so many bytes that a read would fill; or without
/// one, given the bytes where they are.
#[derive(Debug)]
pub(crate) struct Ours<const BUFFER: usize> {
    decoder: Decoder,
    buffer: Box<[u8]>,
}

impl<const BUFFER: usize> Default for Ours<BUFFER> {
    fn default() -> Self {
        Self {
            decoder: Decoder::new(Limits::default()),
            buffer: vec![0; BUFFER].into(),
        }
    }
}

impl<const BUFFER: usize> Codec for Ours<BUFFER> {
    type Message = Message;
    type Value<'content> = Value<'content>;
    type Bytes = Vec<u8>;

    fn take(
        &mut self,
        piece: &[u8],
        messages: &mut Vec<Message>,
    ) -> io::Result<()> {
        let mut bytes = match self.buffer.get_mut(..piece.len()) {
            Some(read) if BUFFER > 0 => {
                read.copy_from_slice(piece);
                &*read
            }
            _ => piece,
        };
        while let Some(message) =
            self.decoder.feed(&mut bytes).map_err(io::Error::other)?
        {
            messages.push(message);
        }
        Ok(())
    }

    fn parts(message: &Message) -> (&str, &str, &[u8]) {
        let header = &message.header;
        (
            &header.content_type,
            &header.content_encoding,
            &message.content,
        )
    }

    fn parse(content: &[u8]) -> io::Result<Value<'_>> {
        json::parse(content).map_err(io::Error::other)
    }

    fn write(value: &Value<'_>) -> String {
        value.to_string()
    }

    fn json(value: &Value<'_>) -> io::Result<Message> {
        Ok(Message::json(value))
    }

    fn binary(content: Vec<u8>) -> Message {
        Message::binary(BINARY_TYPE, content)
    }

    fn encode(&mut self, message: &Message, bytes: &mut Vec<u8>) -> io::Result<()> {
        message.encode(bytes).map_err(io::Error::other)
    }

    fn clear(bytes: &mut Vec<u8>) {
        bytes.clear();
    }
}
