//! The book for programs, as JSON.

use app_protocol::json::{self, Object, Value};

use super::BODY_LIMIT;
use super::entry::Draft;
use super::line;
use super::store::Store;
use crate::application::{Failure, Request, Response};
use crate::form::Form;
use crate::status::Status;

/// How many entries are listed at a time: at their longest 400 kB.
const LISTED: usize = 100;

const JSON: &str = "application/json";

/// The entries behind the number `after`, or the first ones.
pub(super) fn list(
    store: &Store,
    request: &mut Request<'_>,
) -> Result<Response, Failure> {
    let after = number(request, "after")?.unwrap_or(0);
    let entries = store.after(after, LISTED);
    let entries: Vec<_> = entries.iter().map(|entry| line::value(entry)).collect();
    let object = Object::from([("entries", entries)]);
    Ok(Response::ok(JSON, text(&object.into())))
}

/// Adds an entry, and says where it is.
pub(super) fn add(
    store: &Store,
    request: &mut Request<'_>,
) -> Result<Response, Failure> {
    let body = body_of_type(request, JSON)?;
    let value = json::parse(&body)
        .map_err(|error| Failure::new(Status::BAD_REQUEST, error.to_string()))?;
    let field = |name: &str| value.get(name).and_then(Value::as_str);
    let [name, message] =
        ["name", "message"].map(|name| field(name).unwrap_or_default());
    let entry = store.add(Draft::new(name, message)?)?;
    let response = Response::new(Status::CREATED)
        .with_header("Location", format!("/entries/{}", entry.id));
    Ok(response.with_body(JSON, text(&line::value(&entry))))
}

/// One entry.
pub(super) fn one(
    store: &Store,
    request: &mut Request<'_>,
) -> Result<Response, Failure> {
    let id = request.parameter("id").and_then(|id| id.parse().ok());
    let entry = id.and_then(|id| store.get(id));
    let entry = entry
        .ok_or_else(|| Failure::new(Status::NOT_FOUND, "there is no such entry"))?;
    Ok(Response::ok(JSON, text(&line::value(&entry))))
}

fn text(value: &Value<'_>) -> String {
    format!("{value}\n")
}

/// The number that the query has under this name, if it has one.
pub(super) fn number(
    request: &Request<'_>,
    name: &str,
) -> Result<Option<u64>, Failure> {
    let bad = |text: String| Failure::new(Status::BAD_REQUEST, text);
    let query = request.head.query().unwrap_or_default();
    let query = Form::parse(query.as_bytes())
        .map_err(|error| bad(format!("the query can't be read: {error}")))?;
    let Some(value) = query.get(name) else {
        return Ok(None);
    };
    let number = value.parse();
    let number = number.map_err(|_| bad(format!("{name} isn't a number")));
    number.map(Some)
}

/// The body of a request, if it is said to have this type, with any parameters.
pub(super) fn body_of_type(
    request: &mut Request<'_>,
    media_type: &str,
) -> Result<Vec<u8>, Failure> {
    let sent = request.head.headers.get("Content-Type").unwrap_or_default();
    let sent = sent.split_once(';').map_or(sent, |(sent, _)| sent);
    if !sent.trim().eq_ignore_ascii_case(media_type) {
        let text = format!("this takes {media_type}");
        return Err(Failure::new(Status::UNSUPPORTED_MEDIA_TYPE, text));
    }
    request.body.read_all(BODY_LIMIT)
}
