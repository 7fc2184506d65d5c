//! A message: a header, and the content that it describes.

use crate::header::{BINARY, ByteOrder, Header, TEXT_JSON, UTF_8};
use crate::json::Value;

/// What one peer tells the other.
///
/// ```
/// use app_protocol::Message;
///
/// let question = Message::binary("application/octet-stream", vec![0, 255]);
/// assert_eq!(question.header.content_encoding, "binary");
/// assert!(!question.is_json());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// What the content is.
    pub header: Header,
    /// The content itself, whatever it is.
    pub content: Vec<u8>,
}

/// Most requests and answers aren't longer, so that the room for one is taken once.
const USUAL_LENGTH: usize = 128;

impl Message {
    /// A message of type `text/json`, in UTF-8.
    #[must_use]
    pub fn json(value: &Value<'_>) -> Self {
        let mut content = Vec::with_capacity(USUAL_LENGTH);
        value.write_to(&mut content);
        Self::new(TEXT_JSON, UTF_8, content)
    }

    /// A message of any other type, whose bytes are taken as they are.
    #[must_use]
    pub fn binary(content_type: &str, content: Vec<u8>) -> Self {
        Self::new(content_type, BINARY, content)
    }

    fn new(content_type: &str, content_encoding: &str, content: Vec<u8>) -> Self {
        Self {
            header: Header {
                byte_order: ByteOrder::NATIVE,
                content_type: content_type.to_owned(),
                content_encoding: content_encoding.to_owned(),
                others: Vec::new(),
            },
            content,
        }
    }

    /// Whether the content is of type `text/json`. Whether it is JSON, is another
    /// question: [`parse`](crate::json::parse) it.
    #[must_use]
    pub fn is_json(&self) -> bool {
        self.header.content_type == TEXT_JSON
    }
}
