//! What stands in a stream, message by message and byte by byte.
//!
//! The verdict is the [`Decoder`]'s. What is added is where everything stands.

mod dump;
mod paint;
mod show;

use std::iter;

use crate::{Decoder, Error, Limits, Message, Part, json};

pub use paint::Paint;

/// One message as it stands in a stream, or what is there of it.
#[derive(Debug)]
pub struct Frame<'a> {
    /// Where it begins, in bytes from the beginning of the stream.
    pub offset: usize,
    /// The length of the header: two bytes, or one if the stream ends.
    pub prefix: &'a [u8],
    /// The header, as far as it has come.
    pub header: &'a [u8],
    /// The content, as far as it has come; behind a header that is wrong, all that is
    /// left.
    pub content: &'a [u8],
    /// The message, or what is wrong. Nothing is found behind what is wrong: nobody
    /// knows where the next message would begin.
    pub decoded: Result<Message, Error>,
}

/// What is wrong with a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub part: Part,
    /// At which byte of that part, if there is one. It may be the one behind the last.
    pub index: Option<usize>,
    /// What, in plain words.
    pub text: String,
}

/// Takes the messages of a stream apart, up to the first that is wrong.
///
/// ```
/// use app_protocol::Part;
/// use app_protocol::dissect::dissect;
///
/// let frame = dissect(b"\x00\x06{\"a\":}").next().ok_or("nothing")?;
/// assert_eq!(frame.prefix, [0, 6]);
/// assert_eq!(frame.header, b"{\"a\":}");
/// let fault = frame.fault().ok_or("all is well")?;
/// assert_eq!((fault.part, fault.index), (Part::Header, Some(5)));
/// # Ok::<(), &str>(())
/// ```
// ANCHOR: dissect
pub fn dissect(stream: &[u8]) -> impl Iterator<Item = Frame<'_>> {
    let mut rest = stream;
    iter::from_fn(move || {
        let offset = stream.len().checked_sub(rest.len())?;
        Frame::take(&mut rest, offset)
    })
}

impl<'a> Frame<'a> {
    fn take(rest: &mut &'a [u8], offset: usize) -> Option<Self> {
        let begin = *rest;
        let decoded = decode(rest).transpose()?;
        if decoded.is_err() {
            *rest = &[];
        }
        let bytes = begin.get(..begin.len().checked_sub(rest.len())?)?;
        let (prefix, bytes) = bytes.split_at_checked(2).unwrap_or((bytes, &[]));
        let length = header_length(prefix).unwrap_or_default();
        let (header, content) =
            bytes.split_at_checked(length).unwrap_or((bytes, &[]));
        Some(Self {
            offset,
            prefix,
            header,
            content,
            decoded,
        })
    }
    // ANCHOR_END: dissect

    /// What is wrong, if something is. Content that says it's JSON has to be.
    #[must_use]
    pub fn fault(&self) -> Option<Fault> {
        let (part, index, text) = match &self.decoded {
            Ok(message) if message.is_json() => {
                let error = json::parse(&message.content).err()?;
                let text = format!("the content isn't JSON: {error}");
                (Part::Content, Some(error.offset()), text)
            }
            Ok(_) => return None,
            Err(error) => {
                let (part, index) = place(error);
                (part, index, error.to_string())
            }
        };
        Some(Fault { part, index, text })
    }

    /// The bytes of a part.
    #[must_use]
    pub fn bytes(&self, part: Part) -> &'a [u8] {
        match part {
            Part::Prefix => self.prefix,
            Part::Header => self.header,
            Part::Content => self.content,
        }
    }
}

/// One message off the front of `bytes`, or what is wrong with it; `None` if there
/// are no bytes.
fn decode(bytes: &mut &[u8]) -> Result<Option<Message>, Error> {
    let mut decoder = Decoder::new(Limits::default());
    let message = decoder.feed(bytes)?;
    if message.is_none() {
        decoder.finish()?;
    }
    Ok(message)
}

/// What a prefix says, if it is whole.
fn header_length(prefix: &[u8]) -> Option<usize> {
    let prefix = prefix.try_into().ok()?;
    Some(u16::from_be_bytes(prefix).into())
}

/// Where in a frame an error is.
fn place(error: &Error) -> (Part, Option<usize>) {
    match error {
        Error::HeaderTooLong { .. } => (Part::Prefix, Some(0)),
        Error::Json(error) => (Part::Header, Some(error.offset())),
        Error::Truncated { part, got, .. } => (*part, Some(*got)),
        _ => (Part::Header, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A message of either kind, and how long the first one is.
    fn stream() -> (Vec<u8>, usize) {
        let mut stream = Vec::new();
        let json = Message::json(&json::Value::Null);
        json.encode(&mut stream).unwrap();
        let first = stream.len();
        let binary = Message::binary("any", b"{".to_vec());
        binary.encode(&mut stream).unwrap();
        (stream, first)
    }

    #[test]
    fn messages_are_found_one_behind_the_other() {
        let (stream, first) = stream();
        let frames: Vec<_> = dissect(&stream).collect();
        let offsets: Vec<_> = frames.iter().map(|frame| frame.offset).collect();
        assert_eq!(offsets, [0, first]);
        let parts = frames.iter().flat_map(|frame| {
            assert_eq!(frame.fault(), None);
            [frame.prefix, frame.header, frame.content]
        });
        assert_eq!(parts.collect::<Vec<_>>().concat(), stream);
    }

    #[test]
    fn a_stream_that_is_cut_has_its_fault_at_its_end() {
        let (stream, first) = stream();
        for cut in 1..stream.len() {
            let frame = dissect(&stream[..cut]).last().unwrap();
            let fault = frame.fault();
            if cut == first {
                assert_eq!(fault, None);
                continue;
            }
            let fault = fault.unwrap();
            let before = match fault.part {
                Part::Prefix => 0,
                Part::Header => 2,
                Part::Content => 2 + frame.header.len(),
            };
            assert_eq!(frame.offset + before + fault.index.unwrap(), cut);
        }
    }

    #[test]
    fn content_that_says_it_is_json_has_to_be() {
        let mut message = Message::json(&json::Value::Null);
        message.content = b"[1, 2".to_vec();
        let mut stream = Vec::new();
        message.encode(&mut stream).unwrap();
        let fault = dissect(&stream).next().unwrap().fault().unwrap();
        assert_eq!((fault.part, fault.index), (Part::Content, Some(5)));
    }

    #[test]
    fn nothing_is_looked_for_behind_what_is_wrong() {
        let (good, _) = stream();
        let too_long = [0xff, 0xff];
        let stream = [too_long.as_slice(), good.as_slice()].concat();
        let frames: Vec<_> = dissect(&stream).collect();
        assert_eq!(frames.len(), 1);
        let fault = frames[0].fault().unwrap();
        assert_eq!((fault.part, fault.index), (Part::Prefix, Some(0)));
        assert_eq!(frames[0].offset + stream.len(), 2 + good.len());
    }
}
