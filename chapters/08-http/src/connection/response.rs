//! From an application's response to the head that is sent.

use std::cell::RefCell;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::application::{Body, Response};
use crate::date;
use crate::encoder::{self, Unsendable};
use crate::head::Version;
use crate::status::Status;

/// How a client will know where the response's body ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
// ANCHOR: framing
pub(crate) enum Framing {
    /// By the request's method or the status: there is none.
    NoBody,
    /// By its length.
    Length(u64),
    /// By the last chunk.
    Chunked,
    /// By the end of the connection.
    UntilClose,
}

impl Framing {
    /// RFC 9112, section 6.
    pub(crate) fn of(response: &Response, to_head: bool, version: Version) -> Self {
        if to_head || !response.status.has_body() {
            return Self::NoBody;
        }
        match response.body {
            Body::Empty => Self::Length(0),
            Body::Bytes(ref bytes) => Self::Length(bytes.len() as u64),
            Body::Stream {
                length: Some(length),
                ..
            } => Self::Length(length),
            Body::Stream { .. } if version < Version::Http11 => Self::UntilClose,
            Body::Stream { .. } => Self::Chunked,
        }
    }
}
// ANCHOR_END: framing

/// What is said of the connection (RFC 9112, section 9.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Connection {
    /// It's kept, as is usual in HTTP/1.1.
    Keep,
    /// It's kept, and a client of HTTP/1.0 has to be told.
    SayKeep,
    /// It's closed.
    Close,
}

/// Writes the head of `response`.
///
/// What frames the body is said by the server alone: two who say it may differ.
///
/// # Errors
/// A field can't be sent, or the status is none that ends a request. Then a part of the
/// head was written.
pub(crate) fn head(
    response: &Response,
    framing: Framing,
    connection: Connection,
    out: &mut Vec<u8>,
) -> Result<(), Unsendable> {
    if response.status.code() < 200 {
        return Err(Unsendable::Interim);
    }
    encoder::status_line(response.status, out);
    let mut has_date = false;
    for (name, value) in response.headers.iter() {
        let is = |other: &str| name.eq_ignore_ascii_case(other);
        if is("Content-Length") || is("Transfer-Encoding") || is("Connection") {
            continue;
        }
        has_date = has_date || is("Date");
        encoder::field(name, value, out)?;
    }
    if !has_date {
        with_date(|date| encoder::field("Date", date, out))?;
    }
    match connection {
        Connection::Keep => {}
        Connection::SayKeep => encoder::field("Connection", "keep-alive", out)?,
        Connection::Close => encoder::field("Connection", "close", out)?,
    }
    match framing {
        Framing::NoBody => length_without_body(response, out)?,
        Framing::Length(length) => {
            encoder::number_field("Content-Length", length, out)?;
        }
        Framing::Chunked => encoder::field("Transfer-Encoding", "chunked", out)?,
        Framing::UntilClose => {}
    }
    encoder::end_line(out);
    Ok(())
}

/// What the body of the response would have, if there were one: to HEAD, and with 304
/// (RFC 9110, section 8.6). An application that knows without making it says so.
fn length_without_body(
    response: &Response,
    out: &mut Vec<u8>,
) -> Result<(), Unsendable> {
    let is_allowed =
        response.status.has_body() || response.status == Status::NOT_MODIFIED;
    let said = response.headers.get("Content-Length");
    let said = said.and_then(|length| length.parse().ok());
    let length = match &response.body {
        Body::Bytes(bytes) => Some(bytes.len() as u64),
        Body::Stream { length, .. } => *length,
        Body::Empty => said,
    };
    match length {
        Some(length) if is_allowed => {
            encoder::number_field("Content-Length", length, out)
        }
        _ => Ok(()),
    }
}

/// Calls with the time of now, which is written anew each second.
fn with_date<T>(call: impl FnOnce(&str) -> T) -> T {
    thread_local! {
        static LATEST: RefCell<(u64, String)> = const { RefCell::new((0, String::new())) };
    }
    let now = SystemTime::now();
    let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    LATEST.with_borrow_mut(|(second, text)| {
        if *second != since.as_secs() || text.is_empty() {
            *second = since.as_secs();
            *text = date::format(now);
        }
        call(text)
    })
}
