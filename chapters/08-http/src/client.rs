//! A client: asks for what is at a URL, follows where it's sent, and takes no more than
//! was agreed on, whoever the server is.

mod answer;
mod connection;
mod error;
mod url;

use std::time::{Duration, Instant};

use connection::Connection;

pub use answer::Answer;
pub use connection::MOST_INTERIM;
pub use error::Error;
pub use url::{DEFAULT_PORT, URL_LIMIT, Url, UrlError};

use crate::{Limits, Method, ResponseHead, Status};

/// How long all of it may take unless told otherwise, redirects and body included: a
/// person has given up by then.
pub const TIMEOUT: Duration = Duration::from_secs(30);

/// How many redirects are followed unless told otherwise: two or three are usual, and
/// browsers give up at 20.
pub const MOST_REDIRECTS: usize = 10;

/// How many bytes a body may have unless told otherwise: 1 GiB, which is more than any
/// page, and less than a disk.
pub const MOST_BYTES: u64 = 1 << 30;

/// How to ask, and how much to take.
// ANCHOR: options
#[derive(Debug, Clone)]
pub struct Options {
    /// `GET`, or `HEAD`: what may be asked again elsewhere, and has no body.
    pub method: Method,
    /// How long all of it may take, from the name to the last byte.
    pub timeout: Duration,
    /// How many redirects are followed.
    pub max_redirects: usize,
    /// How many bytes of body are taken.
    pub max_bytes: u64,
    /// How long heads may be, and the lines between chunks.
    pub limits: Limits,
}
// ANCHOR_END: options

impl Default for Options {
    fn default() -> Self {
        Self {
            method: Method::Get,
            timeout: TIMEOUT,
            max_redirects: MOST_REDIRECTS,
            max_bytes: MOST_BYTES,
            limits: Limits::default(),
        }
    }
}

/// What happens meanwhile.
#[derive(Debug)]
pub enum Event<'a> {
    /// This is sent.
    Request(&'a str),
    /// This has come: an interim response, a redirect, or the answer.
    Response(&'a ResponseHead),
    /// It is there that the next request goes.
    Redirected(&'a Url),
}

/// Asks for what is at `url`, and returns when the head of the answer is there, whatever
/// its status says. `report` is told what happens.
///
/// # Errors
/// See [`Error`], which says what can be done.
// ANCHOR: get
pub fn get(
    url: &Url,
    options: &Options,
    mut report: impl FnMut(Event<'_>),
) -> Result<Answer, Error> {
    let now = Instant::now();
    let deadline = now.checked_add(options.timeout).unwrap_or(now);
    let mut visited = vec![url.clone()];
    let mut url = url.clone();
    loop {
        let mut connection = Connection::open(&url, deadline)?;
        let head = connection.ask(&url, options, &mut report)?;
        let Some(location) = redirect(&head) else {
            return Answer::new(url, head, connection, options);
        };
        url = url.resolve(location).map_err(Error::Location)?;
        if visited.contains(&url) {
            return Err(Error::Loop(url));
        }
        if visited.len() > options.max_redirects {
            let limit = options.max_redirects;
            return Err(Error::TooManyRedirects { limit });
        }
        report(Event::Redirected(&url));
        visited.push(url.clone());
    }
}
// ANCHOR_END: get

/// Where a response sends us. GET and HEAD stay what they are, so all five mean the same
/// (RFC 9110, section 15.4).
// ANCHOR: redirect
fn redirect(head: &ResponseHead) -> Option<&str> {
    match head.status {
        Status::MOVED_PERMANENTLY
        | Status::FOUND
        | Status::SEE_OTHER
        | Status::TEMPORARY_REDIRECT
        | Status::PERMANENT_REDIRECT => head.headers.get("Location"),
        _ => None,
    }
}
// ANCHOR_END: redirect
