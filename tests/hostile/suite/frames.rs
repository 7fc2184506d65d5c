//! The messages of chapter 7, made and read without its library, so that what both
//! have wrong shows.

use std::sync::LazyLock;

use serde_json::Value;

/// A header that is read has at most so many bytes.
pub const HEADER_LIMIT: usize = 4096;

/// A content that is taken has at most so many bytes.
pub const CONTENT_LIMIT: usize = 16 * 1024 * 1024;

/// What an answer in words has in front of what is wrong.
const ERROR: &str = "Error: ";

/// What a binary answer begins with.
const FIRST_BYTES: &[u8] = b"First 10 bytes of request: ";

/// A search for what is in no dictionary.
pub static POLITE: LazyLock<Vec<u8>> = LazyLock::new(|| search("how do you do?"));

pub fn search(value: &str) -> Vec<u8> {
    let content = serde_json::json!({"action": "search", "value": value});
    json(content.to_string().as_bytes())
}

/// A request that says it is JSON, whatever it is.
pub fn json(content: &[u8]) -> Vec<u8> {
    let header = header("text/json", "utf-8", &content.len().to_string());
    frame(header.as_bytes(), content)
}

pub fn binary(content: &[u8]) -> Vec<u8> {
    with_length(&content.len().to_string(), content)
}

/// A binary request with such a `content-length`, whatever comes behind it.
pub fn with_length(length: &str, content: &[u8]) -> Vec<u8> {
    let header = header("binary/anything", "binary", length);
    frame(header.as_bytes(), content)
}

/// A header, as text that may be taken apart.
pub fn header(kind: &str, encoding: &str, length: &str) -> String {
    format!(
        r#"{{"byteorder": "big", "content-type": "{kind}", "content-encoding": "{encoding}", "content-length": {length}}}"#
    )
}

pub fn frame(header: &[u8], content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(header.len()).unwrap().to_be_bytes();
    [&length, header, content].concat()
}

/// A message that was read.
#[derive(Debug)]
pub struct Frame<'a> {
    header: Value,
    content: &'a [u8],
}

impl Frame<'_> {
    /// What an answer in words says, if it is one.
    fn result(&self) -> Option<String> {
        let is_text = self.header["content-type"] == "text/json"
            && self.header["content-encoding"] == "utf-8";
        let content: Value = serde_json::from_slice(self.content).ok()?;
        let result = content["result"].as_str()?.to_owned();
        is_text.then_some(result)
    }

    /// Whether it says that something is wrong.
    pub fn is_error(&self) -> bool {
        self.result()
            .is_some_and(|result| result.starts_with(ERROR))
    }

    /// Whether it is the answer to a binary request, or to a search in vain; any other
    /// request is answered that something is wrong.
    pub fn answers(&self, request: &Frame) -> bool {
        if request.header["content-type"] != "text/json" {
            let shown = &request.content[..request.content.len().min(10)];
            return self.content == [FIRST_BYTES, shown].concat()
                && self.header["content-encoding"] == "binary";
        }
        let asked: Value =
            serde_json::from_slice(request.content).unwrap_or_default();
        match (&asked["action"], &asked["value"]) {
            (Value::String(action), Value::String(value)) if action == "search" => {
                self.result() == Some(format!("No match for '{value}'."))
            }
            _ => self.is_error(),
        }
    }
}

/// The messages in front, and what is behind the last of them.
pub fn split(mut bytes: &[u8]) -> (Vec<Frame<'_>>, &[u8]) {
    let mut frames = Vec::new();
    while let Some((frame, rest)) = first(bytes) {
        frames.push(frame);
        bytes = rest;
    }
    (frames, bytes)
}

fn first(bytes: &[u8]) -> Option<(Frame<'_>, &[u8])> {
    let (length, bytes) = bytes.split_first_chunk()?;
    let length = u16::from_be_bytes(*length).into();
    let (header, bytes) = bytes.split_at_checked(length)?;
    let header: Value = serde_json::from_slice(header).ok()?;
    let length = header["content-length"].as_u64()?;
    let (content, bytes) = bytes.split_at_checked(length.try_into().ok()?)?;
    Some((Frame { header, content }, bytes))
}

/// Whether each request has its answer, in order, and there is nothing else.
pub fn are_answers(answers: &[Frame], requests: &[u8]) -> bool {
    let (requests, _) = split(requests);
    let mut pairs = requests.iter().zip(answers);
    requests.len() == answers.len()
        && pairs.all(|(request, answer)| answer.answers(request))
}
