use std::fmt;

use echo_server::lines::printable;

use crate::application::{Application, Failure, Request, Response};

/// Writes a line for each request: who asks, what, and how it went.
///
/// What a client has sent is in it, but no control character of it.
// ANCHOR: log
pub struct Log<A, W> {
    inner: A,
    write: W,
}

impl<A: Application, W: Fn(&str) + Send + Sync> Application for Log<A, W> {
    fn respond(&self, request: &mut Request<'_>) -> Result<Response, Failure> {
        let (peer, head) = (request.peer, &request.head);
        let asked = format!("{peer} {} {}", head.method, head.target);
        let answer = self.inner.respond(request);
        let line = match &answer {
            Ok(response) => format!("{asked} {}", response.status),
            Err(failure) => format!("{asked} {failure}"),
        };
        (self.write)(&printable(line.as_bytes()));
        answer
    }
}
// ANCHOR_END: log

impl<A, W: Fn(&str) + Send + Sync> Log<A, W> {
    /// Gives each line, without a line break, to `write`.
    pub const fn new(inner: A, write: W) -> Self {
        Self { inner, write }
    }
}

impl<A: fmt::Debug, W> fmt::Debug for Log<A, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut log = f.debug_struct("Log");
        log.field("inner", &self.inner).finish_non_exhaustive()
    }
}
