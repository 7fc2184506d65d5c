use crate::application::{Application, Failure, Request, Response};

/// Tells browsers what the pages need, so that they refuse anything else: a script,
/// for example, that somebody got into a page in spite of all.
///
/// The policy is that of Content Security Policy Level 3. Besides, no browser is to
/// take a body for another type than it is said to have.
#[derive(Debug)]
pub struct Policy<A> {
    inner: A,
    policy: &'static str,
}

impl<A> Policy<A> {
    /// Sends `policy` with each response that has none.
    pub const fn new(inner: A, policy: &'static str) -> Self {
        Self { inner, policy }
    }
}

impl<A: Application> Application for Policy<A> {
    fn respond(&self, request: &mut Request<'_>) -> Result<Response, Failure> {
        let mut answer = self.inner.respond(request);
        let headers = match &mut answer {
            Ok(response) => &mut response.headers,
            Err(failure) => &mut failure.headers,
        };
        for (name, value) in [
            ("Content-Security-Policy", self.policy),
            ("X-Content-Type-Options", "nosniff"),
        ] {
            if headers.get(name).is_none() {
                headers.set(name, value);
            }
        }
        answer
    }
}
