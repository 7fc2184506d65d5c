//! The line between a server and what it serves: a request goes in, a response comes
//! out.

use std::fmt;
use std::io::{self, Cursor, Read};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use echo_server::ending::Ending;

use crate::error::Error;
use crate::head::RequestHead;
use crate::headers::Headers;
use crate::status::Status;

/// What answers requests.
// ANCHOR: application
pub trait Application: Send + Sync {
    /// The response to one request. Called by many threads at a time.
    ///
    /// # Errors
    /// There is none but a status and a few words.
    fn respond(&self, request: &mut Request<'_>) -> Result<Response, Failure>;
}
// ANCHOR_END: application

/// Any function from a request to a response.
impl<F> Application for F
where
    F: Fn(&mut Request<'_>) -> Result<Response, Failure> + Send + Sync,
{
    fn respond(&self, request: &mut Request<'_>) -> Result<Response, Failure> {
        self(request)
    }
}

/// The same, shared.
impl Application for Arc<dyn Application> {
    fn respond(&self, request: &mut Request<'_>) -> Result<Response, Failure> {
        (**self).respond(request)
    }
}

/// A request, with its body still to be read.
#[derive(Debug)]
// ANCHOR: request
pub struct Request<'a> {
    /// What came first.
    pub head: RequestHead,
    /// What comes behind it.
    pub body: IncomingBody<'a>,
    /// Who asks.
    pub peer: SocketAddr,
    /// When the response should be there.
    pub deadline: Instant,
    /// What a router has found in the path, by name.
    pub parameters: Vec<(String, String)>,
}
// ANCHOR_END: request

impl Request<'_> {
    /// What a router has found for this name in the path.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let mut parameters = self.parameters.iter();
        let parameter = parameters.find(|(other, _)| other == name);
        parameter.map(|(_, value)| value.as_str())
    }
}

/// The body of a request, which is read from the connection only when it is asked for.
///
/// What goes wrong there shows as an [`io::Error`] that a [`Failure`] can be made of.
pub struct IncomingBody<'a> {
    source: Box<dyn Read + 'a>,
}

impl<'a> IncomingBody<'a> {
    /// A body that comes from `source`.
    pub fn new(source: impl Read + 'a) -> Self {
        Self {
            source: Box::new(source),
        }
    }

    /// All of it, unless it is longer than `limit` bytes.
    ///
    /// # Errors
    /// It is longer (413), or can't be read.
    pub fn read_all(&mut self, limit: usize) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::new();
        let one_more = (limit as u64).saturating_add(1);
        self.take(one_more).read_to_end(&mut bytes)?;
        if bytes.len() > limit {
            let text = format!("the body has more than {limit} bytes");
            return Err(Failure::new(Status::CONTENT_TOO_LARGE, text));
        }
        Ok(bytes)
    }
}

/// A body that is there already.
impl From<Vec<u8>> for IncomingBody<'_> {
    fn from(bytes: Vec<u8>) -> Self {
        Self::new(Cursor::new(bytes))
    }
}

impl Read for IncomingBody<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.source.read(buffer)
    }
}

impl fmt::Debug for IncomingBody<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IncomingBody").finish_non_exhaustive()
    }
}

/// What is answered.
#[derive(Debug)]
// ANCHOR: response
pub struct Response {
    /// How it went.
    pub status: Status,
    /// What is said of the body, and else. The server adds what frames the body, and
    /// the date.
    pub headers: Headers,
    /// The body.
    pub body: Body,
}
// ANCHOR_END: response

/// The body of a response.
// ANCHOR: body
pub enum Body {
    /// There is none.
    Empty,
    /// It is there.
    Bytes(Vec<u8>),
    /// It is read while it is sent.
    Stream {
        /// Where from.
        source: Box<dyn Read + Send>,
        /// How many bytes it has, if that is known; otherwise it is sent in chunks.
        length: Option<u64>,
    },
}
// ANCHOR_END: body

impl Response {
    /// A response without a body.
    #[must_use]
    pub fn new(status: Status) -> Self {
        Self {
            status,
            headers: Headers::new(),
            body: Body::Empty,
        }
    }

    /// 200, with a body of this type.
    #[must_use]
    pub fn ok(content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::new(Status::OK).with_body(content_type, body)
    }

    /// The same with this body, of this type.
    #[must_use]
    pub fn with_body(
        mut self,
        content_type: &str,
        body: impl Into<Vec<u8>>,
    ) -> Self {
        self.headers.set("Content-Type", content_type);
        self.body = Body::Bytes(body.into());
        self
    }

    /// The same with one more header field.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.append(name, value);
        self
    }

    /// Sends the client elsewhere. `location` is a path with its percent-encoding.
    #[must_use]
    pub fn redirect(status: Status, location: impl Into<String>) -> Self {
        Self::new(status).with_header("Location", location)
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("Empty"),
            Self::Bytes(bytes) => write!(f, "Bytes({} bytes)", bytes.len()),
            Self::Stream { length, .. } => write!(f, "Stream({length:?})"),
        }
    }
}

/// Why there is no other response than a status and a few words.
#[derive(Debug)]
pub struct Failure {
    /// The status, of 400 or more.
    pub status: Status,
    /// What the client is told: plain text.
    pub text: String,
    /// Header fields that belong to it, as `Allow` to 405.
    pub headers: Headers,
    /// What the log is told, and the client isn't.
    pub source: Option<io::Error>,
}

impl Failure {
    /// A failure that the client is told of.
    pub fn new(status: Status, text: impl Into<String>) -> Self {
        Self {
            status,
            text: text.into(),
            headers: Headers::new(),
            source: None,
        }
    }
}

/// What reading a body, or anything else, has failed with. Of what is wrong with the
/// request, the client is told; of what is wrong here, nothing but that something is.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        let inner = error
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<Error>());
        let mut failure = match (inner, Ending::of(&error)) {
            (Some(error), _) => Self::new(error.status(), error.to_string()),
            (None, Some(Ending::TimedOut)) => {
                Self::new(Status::REQUEST_TIMEOUT, "the body took too long to come")
            }
            (None, _) => Self::new(
                Status::INTERNAL_SERVER_ERROR,
                "something went wrong here",
            ),
        };
        failure.source = Some(error);
        failure
    }
}

/// A failure as plain text, for those who don't make a page of it.
impl From<Failure> for Response {
    fn from(failure: Failure) -> Self {
        let Failure {
            status,
            text,
            headers,
            source: _,
        } = failure;
        let response = Self {
            headers,
            ..Self::new(status)
        };
        response.with_body("text/plain; charset=utf-8", format!("{text}\n"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.status, self.text)?;
        match &self.source {
            Some(source) => write!(f, " ({source})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Failure {}
