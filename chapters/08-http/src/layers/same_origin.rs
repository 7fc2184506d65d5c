use crate::application::{Application, Failure, Request, Response};
use crate::headers::Headers;
use crate::method::Method;
use crate::status::Status;

/// Refuses what the page of another site makes a browser send, unless it only reads.
///
/// A browser says where a request comes from, and no page can make it lie. A program
/// that isn't a browser says nothing, and nobody but its user makes it send anything.
#[derive(Debug)]
pub struct SameOrigin<A> {
    inner: A,
}

impl<A> SameOrigin<A> {
    /// Protects what is inside.
    pub const fn new(inner: A) -> Self {
        Self { inner }
    }
}

impl<A: Application> Application for SameOrigin<A> {
    fn respond(&self, request: &mut Request<'_>) -> Result<Response, Failure> {
        let head = &request.head;
        if only_reads(&head.method) || is_from_here(&head.headers) {
            return self.inner.respond(request);
        }
        let text = "this was sent by the page of another site";
        Err(Failure::new(Status::FORBIDDEN, text))
    }
}

/// The methods that are safe (RFC 9110, section 9.2.1).
fn only_reads(method: &Method) -> bool {
    matches!(method, Method::Get | Method::Head | Method::Options)
}

/// `Sec-Fetch-Site` is sent to `https` and to one's own machine (Fetch Metadata),
/// `Origin` to others as well (RFC 6454).
// ANCHOR: is-from-here
fn is_from_here(headers: &Headers) -> bool {
    match (headers.get("Sec-Fetch-Site"), headers.get("Origin")) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            host.is_some() && host == headers.get("Host")
        }
        (None, None) => true, // not a browser
    }
}
// ANCHOR_END: is-from-here
