//! The search service: from a request to its answer, whatever the request.

use std::borrow::Cow;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::dictionary::{self, Dictionary, DictionaryFile};
use crate::json::{self, Object, Value};
use crate::{Error, JSON_LIMIT, Message};

/// The content type of answers to requests that aren't JSON, as other servers of the
/// protocol have it.
pub const BINARY_TYPE: &str = "binary/custom-server-binary-type";

/// What a binary answer begins with.
const FIRST_BYTES: &[u8] = b"First 10 bytes of request: ";

/// How many bytes of a binary request come back: it is for people to look at.
const SHOWN: usize = 10;

/// What a server of the chapter does, on however many connections and threads.
///
/// ```
/// use app_protocol::dictionary::Dictionary;
/// use app_protocol::service::Service;
/// use app_protocol::{Message, json};
///
/// let service = Service::new(Dictionary::built_in());
/// let request = json::parse(br#"{"action": "search", "value": "cat"}"#)?;
/// let answer = service.answer(&Message::json(&request));
/// assert_eq!(answer.content, br#"{"result":"No match for 'cat'."}"#);
/// # Ok::<(), json::Error>(())
/// ```
#[derive(Debug)]
pub struct Service {
    current: Mutex<Current>,
}

#[derive(Debug)]
struct Current {
    dictionary: Arc<Dictionary>,
    file: Option<DictionaryFile>,
}

impl Service {
    /// Looks things up in a dictionary that stays as it is.
    #[must_use]
    pub fn new(dictionary: Dictionary) -> Self {
        Self::with(dictionary, None)
    }

    /// Looks things up in the dictionary that a file has, a JSON object of strings.
    ///
    /// # Errors
    /// The file has none, and why.
    pub fn with_file(path: impl Into<PathBuf>) -> Result<Self, dictionary::Error> {
        let (file, dictionary) = DictionaryFile::open(path)?;
        Ok(Self::with(dictionary, Some(file)))
    }

    fn with(dictionary: Dictionary, file: Option<DictionaryFile>) -> Self {
        let dictionary = Arc::new(dictionary);
        Self {
            current: Mutex::new(Current { dictionary, file }),
        }
    }

    /// Takes the file's new dictionary if the file has changed, and tells what came of
    /// it. To be called before an answer that has to be up to date; without a file, it
    /// does nothing.
    ///
    /// A new file that is no dictionary is told of once, and the old dictionary stays.
    // ANCHOR: refresh
    pub fn refresh(&self) -> Option<Refreshed> {
        let mut current = self.current();
        let file = current.file.as_mut()?;
        let read = file.look()?;
        let path = file.path().to_owned();
        Some(match read {
            Ok(dictionary) => {
                current.dictionary = Arc::new(dictionary);
                Refreshed::Taken { path }
            }
            Err(error) => Refreshed::Kept { path, error },
        })
    }
    // ANCHOR_END: refresh

    /// The answer to `request`. Every request has one.
    #[must_use]
    // ANCHOR: answer
    pub fn answer(&self, request: &Message) -> Message {
        if !request.is_json() {
            return binary_answer(&request.content);
        }
        if request.content.len() > JSON_LIMIT {
            return result(&format!(
                "Error: more than {JSON_LIMIT} bytes of JSON."
            ));
        }
        match json::parse(&request.content) {
            Ok(Value::Object(request)) => result(&self.act(&request)),
            Ok(_) => result("Error: a request is an object."),
            Err(error) => result(&format!("Error: not JSON: {error}.")),
        }
    }

    fn act(&self, request: &Object<'_>) -> String {
        let action = shown(request.get("action"));
        if action != "search" {
            return format!("Error: invalid action '{action}'.");
        }
        let value = request.get("value");
        let dictionary = Arc::clone(&self.current().dictionary);
        let key = value.and_then(Value::as_str);
        match key.and_then(|key| dictionary.look_up(key)) {
            Some(hit) => hit.to_owned(),
            None => format!("No match for '{}'.", shown(value)),
        }
    }
    // ANCHOR_END: answer

    /// No thread can panic while it has the lock.
    fn current(&self) -> MutexGuard<'_, Current> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The answer to what could not be decoded.
#[must_use]
pub fn refusal(error: &Error) -> Message {
    result(&format!("Error: {error}."))
}

fn result(text: &str) -> Message {
    Message::json(&Value::from(Object::from([("result", text)])))
}

/// A field as text: what isn't a string is shown as JSON, and what isn't there is as
/// good as `null`.
// ANCHOR: shown
fn shown<'v>(field: Option<&'v Value<'_>>) -> Cow<'v, str> {
    match field.unwrap_or(&Value::Null) {
        Value::String(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.to_string()),
    }
}
// ANCHOR_END: shown

fn binary_answer(request: &[u8]) -> Message {
    let shown = request.iter().take(SHOWN);
    let content = FIRST_BYTES.iter().chain(shown).copied().collect();
    Message::binary(BINARY_TYPE, content)
}

/// What has come of a file that has changed. Its text is one line for a person.
#[derive(Debug)]
pub enum Refreshed {
    /// Its dictionary is the one that answers are taken from now.
    Taken {
        /// Which file.
        path: PathBuf,
    },
    /// It has none, and the one of before stays.
    Kept {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        error: dictionary::Error,
    },
}

impl fmt::Display for Refreshed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken { path } => {
                write!(f, "{} has changed: new dictionary", path.display())
            }
            Self::Kept { path, error } => {
                let path = path.display();
                write!(f, "{path} has changed: old dictionary kept: {error}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(content: &str) -> String {
        let service = Service::new(Dictionary::built_in());
        let mut request = Message::json(&Value::Null);
        request.content = content.as_bytes().to_vec();
        let answer = service.answer(&request);
        assert!(answer.is_json());
        let content = json::parse(&answer.content).unwrap();
        let Some([("result", Value::String(text))]) = content
            .as_object()
            .map(|object| object.iter().collect::<Vec<_>>())
            .as_deref()
        else {
            panic!("{content}")
        };
        text.clone().into_owned()
    }

    #[test]
    fn long_json_is_not_made_into_values() {
        let fits = format!("{}{{}}", " ".repeat(JSON_LIMIT - 2));
        assert_eq!(answer(&fits), "Error: invalid action 'null'.");
        let told = answer(&(fits + " "));
        assert_eq!(told, "Error: more than 2097152 bytes of JSON.");
    }

    #[test]
    fn a_search_finds_what_is_there_and_says_what_is_not() {
        for (value, result) in [
            ("morpheus", "He shapes what you dream. 🌙"),
            ("🐶", "Good dog! 🦴"),
            ("\\ud83d\\udc36", "Good dog! 🦴"),
            ("Morpheus", "No match for 'Morpheus'."),
            ("", "No match for ''."),
            ("it's", "No match for 'it's'."),
            (r#"\"\\\n\u0000"#, "No match for '\"\\\n\0'."),
        ] {
            let request = format!(r#"{{"action": "search", "value": "{value}"}}"#);
            assert_eq!(answer(&request), result, "{request}");
        }
    }

    #[test]
    fn a_value_that_is_no_string_is_not_found() {
        let service = r#"{"5": "five", "null": "nothing"}"#;
        let service = Service::new(Dictionary::parse(service.as_bytes()).unwrap());
        for value in ["5", "null", "true", "1e400", "[1,{}]"] {
            let request = format!(r#"{{"action":"search","value":{value}}}"#);
            let request = json::parse(request.as_bytes()).unwrap();
            let answer = service.answer(&Message::json(&request));
            let expected = format!(r#"{{"result":"No match for '{value}'."}}"#);
            assert_eq!(answer.content, expected.as_bytes());
        }
    }

    #[test]
    fn whatever_else_is_asked_is_answered() {
        for (request, result) in [
            ("{}", "Error: invalid action 'null'."),
            (r#"{"action":"search"}"#, "No match for 'null'."),
            (r#"{"action":"Search"}"#, "Error: invalid action 'Search'."),
            (r#"{"action":7}"#, "Error: invalid action '7'."),
            ("null", "Error: a request is an object."),
            ("0", "Error: a request is an object."),
            ("[]", "Error: a request is an object."),
            ("", "Error: not JSON: at byte 0: the text ends too early."),
            (
                "{\"action\":",
                "Error: not JSON: at byte 10: the text ends too early.",
            ),
        ] {
            assert_eq!(answer(request), result, "{request}");
        }
    }

    #[test]
    fn what_is_not_json_is_shown_as_it_is_as_far_as_ten_bytes() {
        let service = Service::new(Dictionary::built_in());
        for (request, shown) in [
            (&b""[..], &b""[..]),
            (b"\0\xff", b"\0\xff"),
            (b"0123456789abc", b"0123456789"),
        ] {
            let request = Message::binary("image/png", request.to_vec());
            let answer = service.answer(&request);
            assert_eq!(answer.header.content_type, BINARY_TYPE);
            assert_eq!(answer.header.content_encoding, "binary");
            let expected = [b"First 10 bytes of request: ", shown].concat();
            assert_eq!(answer.content, expected);
        }
    }

    #[test]
    fn a_refusal_is_a_result_too() {
        let field = "content-length";
        assert_eq!(
            refusal(&Error::Missing { field }).content,
            br#"{"result":"Error: the header has no content-length."}"#
        );
    }
}
