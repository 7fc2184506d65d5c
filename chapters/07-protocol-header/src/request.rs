//! What clients ask for: searches, and anything at all as bytes.

use crate::Message;
use crate::json::{Object, Value};

/// The content type with which existing clients send bytes of their own.
pub const BINARY_TYPE: &str = "binary/custom-client-binary-type";

/// Asks what the server has under the key `value`: `{"action":"search","value":…}`.
///
/// ```
/// let request = app_protocol::request::search("ring");
/// assert_eq!(request.content, br#"{"action":"search","value":"ring"}"#);
/// ```
#[must_use]
pub fn search(value: &str) -> Message {
    Message::json(&Value::Object(Object::from([
        ("action", Value::from("search")),
        ("value", Value::from(value)),
    ])))
}

/// The bytes of `action` and then those of `value`, as existing clients send what
/// they don't know as JSON.
#[must_use]
pub fn binary(action: &str, value: &str) -> Message {
    Message::binary(BINARY_TYPE, [action.as_bytes(), value.as_bytes()].concat())
}
