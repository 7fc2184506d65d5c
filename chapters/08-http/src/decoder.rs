//! From bytes to heads, however the bytes are cut.

use std::mem;

use crate::error::{Error, Part};
use crate::fields::FieldSection;
use crate::limits::Limits;
use crate::line::Line;
use crate::start_line::{RequestLine, StartLine, StatusLine};

/// Takes bytes as they come, and gives the heads of requests.
pub type RequestDecoder = Decoder<RequestLine>;

/// Takes bytes as they come, and gives the heads of responses.
pub type ResponseDecoder = Decoder<StatusLine>;

/// Takes bytes as they come, and gives heads.
///
/// It reads from nothing, and looks at each byte once. It keeps no more than its limits
/// say. The body isn't its business: whoever has a head asks
/// [`BodyLength`](crate::BodyLength) whether one follows, and takes it with a
/// [`BodyDecoder`](crate::BodyDecoder) before the next head.
///
/// ```
/// use http_server::{Limits, Method, RequestDecoder};
///
/// let mut decoder = RequestDecoder::new(Limits::default());
/// assert_eq!(decoder.feed(&mut b"GET / HT".as_slice())?, None);
///
/// let mut bytes = b"TP/1.1\r\nHost: localhost\r\n\r\nwhat follows".as_slice();
/// let head = decoder.feed(&mut bytes)?.unwrap();
/// assert_eq!((head.method, &*head.target), (Method::Get, "/"));
/// assert_eq!(bytes, b"what follows");
/// # Ok::<(), http_server::Error>(())
/// ```
#[derive(Debug, Clone)]
// ANCHOR: decoder
pub struct Decoder<L> {
    limits: Limits,
    state: State<L>,
}

/// Which part of a head comes next, with what has come of it.
#[derive(Debug, Clone)]
enum State<L> {
    /// The first line, behind so many empty ones.
    StartLine { line: Line, empty_lines: usize },
    /// The fields behind the first line.
    Fields { start: L, section: FieldSection },
    /// There is nothing more to be had.
    Failed(Error),
}
// ANCHOR_END: decoder

impl<L: StartLine> Decoder<L> {
    /// A decoder that waits for the first message.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            state: State::start(),
        }
    }

    /// Takes bytes from the front of `bytes` up to the end of one head, and returns it;
    /// or all of them, and returns `None`.
    ///
    /// # Errors
    /// The bytes aren't a head, or one over the limits. From then on the error is
    /// always the same, and nothing more is taken.
    pub fn feed(&mut self, bytes: &mut &[u8]) -> Result<Option<L::Head>, Error> {
        let fed = self.advance(bytes);
        if let Err(error) = &fed {
            self.state = State::Failed(error.clone());
        }
        fed
    }

    fn advance(&mut self, bytes: &mut &[u8]) -> Result<Option<L::Head>, Error> {
        let limits = self.limits;
        loop {
            self.state = match &mut self.state {
                State::StartLine { line, empty_lines } => {
                    let limit = limits.request_line;
                    let Some(start) = begin(line, empty_lines, limit, bytes)?
                    else {
                        return Ok(None);
                    };
                    let section = FieldSection::new(limits.headers, limits.fields);
                    State::Fields { start, section }
                }
                State::Fields { section, .. } => {
                    if !section.feed(bytes)? {
                        return Ok(None);
                    }
                    return self.take_head();
                }
                State::Failed(error) => return Err(error.clone()),
            };
        }
    }

    /// Ends a head whose fields are all there.
    fn take_head(&mut self) -> Result<Option<L::Head>, Error> {
        match mem::replace(&mut self.state, State::start()) {
            State::Fields { start, section } => {
                start.with_headers(section.into_headers()).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// Whether no byte of the next head has come, but perhaps an empty line: where a
    /// connection may end, and where only an idle timeout runs.
    #[must_use]
    pub fn is_between_messages(&self) -> bool {
        matches!(&self.state, State::StartLine { line, .. } if line.is_empty())
    }

    /// What an end of file means here.
    ///
    /// # Errors
    /// A head is cut off, or there was an error before.
    pub fn finish(&self) -> Result<(), Error> {
        match &self.state {
            State::StartLine { line, .. } if line.is_empty() => Ok(()),
            State::StartLine { .. } => Err(Error::Truncated(Part::StartLine)),
            State::Fields { .. } => Err(Error::Truncated(Part::Headers)),
            State::Failed(error) => Err(error.clone()),
        }
    }
}

impl<L> State<L> {
    fn start() -> Self {
        Self::StartLine {
            line: Line::default(),
            empty_lines: 0,
        }
    }
}

/// The first line, when it is whole; empty ones before it are skipped, if they may be.
fn begin<L: StartLine>(
    line: &mut Line,
    empty_lines: &mut usize,
    limit: usize,
    bytes: &mut &[u8],
) -> Result<Option<L>, Error> {
    loop {
        let whole = match line.feed(bytes, limit) {
            Ok(Some(whole)) => whole,
            Ok(None) => return Ok(None),
            Err(error) => {
                let too_long = L::too_long(line.begun(), limit);
                return Err(error.or_if_too_long(too_long));
            }
        };
        if !whole.is_empty() || *empty_lines == L::EMPTY_LINES {
            return L::read(&whole).map(Some);
        }
        *empty_lines = empty_lines.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{BodyLength, Method, RequestHead, Version};

    #[test]
    fn a_request_is_taken_apart() {
        let mut bytes =
            b"POST /a?b HTTP/1.1\r\nHost: x\r\nA:  1\t\r\nContent-Length: 5\r\n\r\nhello"
                .as_slice();
        let mut decoder = RequestDecoder::new(Limits::default());
        let head = decoder.feed(&mut bytes).unwrap().unwrap();
        assert_eq!(head.method, Method::Post);
        assert_eq!((head.path(), head.query()), ("/a", Some("b")));
        assert_eq!(head.version, Version::Http11);
        assert_eq!(head.headers.get("a"), Some("1"));
        assert_eq!(bytes, b"hello");
        assert_eq!(BodyLength::of_request(&head), Ok(BodyLength::Known(5)));
        assert!(decoder.is_between_messages());
    }

    fn request(text: &str) -> Result<RequestHead, Error> {
        let head =
            RequestDecoder::new(Limits::default()).feed(&mut text.as_bytes());
        head.map(Option::unwrap)
    }

    #[test]
    fn the_host_of_the_target_is_the_one_that_counts() {
        let head = request("GET http://y:80/ HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        let hosts: Vec<_> = head.headers.get_all("Host").collect();
        assert_eq!(hosts, ["y:80"]);
        let head = request("GET HTTPS://y?a HTTP/1.0\r\n\r\n").unwrap();
        assert_eq!(head.headers.get("Host"), Some("y"));
        let head = request("GET /?http://y/ HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        assert_eq!(head.headers.get("Host"), Some("x"));
    }

    #[test]
    fn later_minor_versions_are_the_one_that_is_known() {
        for (version, expected) in [
            ("HTTP/1.0", Version::Http10),
            ("HTTP/1.1", Version::Http11),
            ("HTTP/1.9", Version::Http11),
        ] {
            let head = request(&format!("GET / {version}\r\nHost: x\r\n\r\n"));
            assert_eq!(head.unwrap().version, expected);
        }
        assert!(request("GET / HTTP/1.0\r\n\r\n").is_ok(), "without a Host");
    }

    #[test]
    fn a_tunnel_is_asked_for_by_host_and_port() {
        for target in ["x:443", "[::1]:443", "10.0.0.1:0"] {
            let text = format!("CONNECT {target} HTTP/1.1\r\nHost: x\r\n\r\n");
            assert_eq!(request(&text).unwrap().target, target);
        }
    }

    #[test]
    fn a_first_line_has_as_many_bytes_as_it_may() {
        let limits = Limits {
            request_line: 15,
            ..Limits::default()
        };
        let feed = |mut bytes: &[u8]| RequestDecoder::new(limits).feed(&mut bytes);
        assert_eq!(feed(b"GET /a HTTP/1.1\r\n"), Ok(None));
        let limit = 15;
        let refused = Err(Error::StartLineTooLong { limit });
        assert_eq!(feed(b"GET /ab HTTP/1.1\r\n"), refused);
    }

    #[test]
    fn a_method_of_32_letters_is_one() {
        let method = "A".repeat(32);
        let head = request(&format!("{method} / HTTP/1.1\r\nHost: x\r\n\r\n"));
        assert_eq!(head.unwrap().method, Method::Other(method));
    }

    #[test]
    fn a_status_is_three_digits_and_words_are_free() {
        let read = |text: &str| {
            let text = format!("{text}\r\n\r\n");
            ResponseDecoder::new(Limits::default()).feed(&mut text.as_bytes())
        };
        let head = read("HTTP/1.1 404 Not Found").unwrap().unwrap();
        assert_eq!((head.status.code(), &*head.reason), (404, "Not Found"));
        for text in ["HTTP/1.1 200", "HTTP/1.1 200 ", "HTTP/1.0 599 a: b"] {
            assert!(read(text).is_ok(), "{text}");
        }
        for text in [
            "HTTP/1.1",
            "HTTP/1.1 ",
            "HTTP/1.1 99",
            "HTTP/1.1 099 a",
            "HTTP/1.1 600 a",
            "HTTP/1.1 +20 a",
            "HTTP/1.1 0200 a",
            "HTTP/1.1 20a a",
            "HTTP/1.1  200 a",
            "http/1.1 200 a",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        let unknown = read("HTTP/2.0 200 a").unwrap_err();
        assert!(matches!(unknown, Error::UnknownVersion { .. }));
    }
}
