use std::io::{self, ErrorKind, Read};
use std::mem;
use std::time::{Duration, Instant};

use crate::application::{
    Application, Body, Failure, IncomingBody, Request, Response,
};

/// Brings the deadline of each request forward.
///
/// From then on no more of its body is read, nor of a response that is made while it
/// is sent. Nothing stops a thread that computes: what may take long has to look at
/// [`Request::deadline`] itself.
#[derive(Debug)]
pub struct TimeLimit<A> {
    inner: A,
    limit: Duration,
}

impl<A> TimeLimit<A> {
    /// Each request has `limit`, from when it comes here.
    pub const fn new(inner: A, limit: Duration) -> Self {
        Self { inner, limit }
    }
}

impl<A: Application> Application for TimeLimit<A> {
    fn respond(&self, request: &mut Request<'_>) -> Result<Response, Failure> {
        let sooner = Instant::now().checked_add(self.limit);
        let deadline =
            sooner.map_or(request.deadline, |sooner| sooner.min(request.deadline));
        request.deadline = deadline;
        let source = mem::replace(&mut request.body, Vec::new().into());
        request.body = IncomingBody::new(Until { deadline, source });
        let mut response = self.inner.respond(request)?;
        if let Body::Stream { source, .. } = &mut response.body {
            let inner = mem::replace(source, Box::new(io::empty()));
            *source = Box::new(Until {
                deadline,
                source: inner,
            });
        }
        Ok(response)
    }
}

// ANCHOR: until
/// What can be read until a deadline.
struct Until<R> {
    deadline: Instant,
    source: R,
}

impl<R: Read> Read for Until<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match Instant::now() < self.deadline {
            true => self.source.read(buffer),
            false => Err(ErrorKind::TimedOut.into()),
        }
    }
}
// ANCHOR_END: until
