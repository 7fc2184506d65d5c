//! HTTP as a polite client knows it, made and read without chapter 8's library, so
//! that what both have wrong shows.

/// What the servers of files are given to serve.
pub const SMALL_FILE: (&str, &[u8]) = ("polite.txt", b"how do you do?\n");
pub const LARGE_FILE: &str = "large.txt";
pub const LARGE_LENGTH: usize = 1024 * 1024;

/// When both were changed for the last time, in seconds since 1970 and in words.
pub const CHANGED: (u64, &str) = (946_684_800, "Sat, 01 Jan 2000 00:00:00 GMT");

pub const POLITE_FILE: &[u8] =
    b"GET /polite.txt HTTP/1.1\r\nHost: localhost\r\n\r\n";
pub const POLITE_ENTRIES: &[u8] =
    b"GET /entries HTTP/1.1\r\nHost: localhost\r\n\r\n";
pub const POLITE_PAGE: &[u8] = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// What the guest book says as long as nobody has signed it, and what the first
/// server always says.
const NO_ENTRIES: &[u8] = b"{\"entries\":[]}\n";
const PAGE: &[u8] =
    b"<!doctype html>\n<title>A first page</title>\n<p>It works.</p>\n";

/// A response that was read.
#[derive(Debug)]
pub struct Response<'a> {
    pub status: u16,
    fields: Vec<(&'a str, &'a str)>,
    body: &'a [u8],
}

impl Response<'_> {
    /// The value of a field that stands there once.
    fn field(&self, name: &str) -> Option<&str> {
        let is_it = |field: &&(&str, &str)| field.0.eq_ignore_ascii_case(name);
        let mut values = self.fields.iter().filter(is_it);
        let (_, value) = values.next()?;
        values.next().is_none().then_some(value)
    }

    /// Whether it's the answer to a `GET` of this target.
    fn answers(&self, target: &str) -> bool {
        let has = |name, value| self.field(name) == Some(value);
        let is_dated = || self.field("Date").is_some_and(is_date);
        let large;
        let (body, kind) = match target {
            "/polite.txt" => (SMALL_FILE.1, "text/plain; charset=utf-8"),
            "/large.txt" => {
                large = large_file();
                (&large[..], "text/plain; charset=utf-8")
            }
            "/entries" => (NO_ENTRIES, "application/json"),
            _ => (PAGE, "text/html; charset=utf-8"),
        };
        let is_file = target.ends_with(".txt");
        self.status == 200
            && self.body == body
            && has("Content-Type", kind)
            && self.field("Content-Length") == Some(body.len().to_string().as_str())
            && (target == "/" || is_dated())
            && (!is_file || has("Last-Modified", CHANGED.1))
    }
}

/// What stands in the large file. No two pieces of it are alike, so that one in the
/// wrong place is noticed.
pub fn large_file() -> Vec<u8> {
    let lines = (0..LARGE_LENGTH / 16).map(|number| format!("{number:15}\n"));
    lines.collect::<String>().into_bytes()
}

/// The responses in front, and what is behind the last of them.
pub fn split(mut bytes: &[u8]) -> (Vec<Response<'_>>, &[u8]) {
    let mut responses = Vec::new();
    while let Some((response, rest)) = first(bytes) {
        responses.push(response);
        bytes = rest;
    }
    (responses, bytes)
}

fn first(bytes: &[u8]) -> Option<(Response<'_>, &[u8])> {
    let end = find_end(bytes)?;
    let head = std::str::from_utf8(&bytes[..end]).ok()?;
    let rest = &bytes[end + HEAD_END.len()..];
    let mut lines = head.split("\r\n");
    let status = lines.next()?.strip_prefix("HTTP/1.1 ")?;
    let status = status.get(..3)?.parse().ok()?;
    let fields = lines.map(|line| line.split_once(": "));
    let mut response = Response {
        status,
        fields: fields.collect::<Option<_>>()?,
        body: b"",
    };
    let length = match response.field("Content-Length") {
        Some(length) => length.parse().ok()?,
        None => 0,
    };
    let (body, rest) = rest.split_at_checked(length)?;
    response.body = body;
    Some((response, rest))
}

const HEAD_END: &[u8] = b"\r\n\r\n";

fn find_end(bytes: &[u8]) -> Option<usize> {
    bytes
        .windows(HEAD_END.len())
        .position(|window| window == HEAD_END)
}

/// How many requests without a body there are.
pub fn count_requests(bytes: &[u8]) -> usize {
    targets(bytes).count()
}

/// What is asked for, in order, by the requests that are whole.
fn targets(mut bytes: &[u8]) -> impl Iterator<Item = &str> {
    std::iter::from_fn(move || {
        let end = find_end(bytes)?;
        let line = std::str::from_utf8(&bytes[..end]).ok()?;
        bytes = &bytes[end + HEAD_END.len()..];
        line.split(' ').nth(1)
    })
}

/// Whether each request has its answer, in order, and there is nothing else.
pub fn are_answers(answer: &[u8], question: &[u8]) -> bool {
    let (responses, rest) = split(answer);
    let mut asked = targets(question);
    rest.is_empty()
        && responses
            .iter()
            .all(|response| asked.next().is_some_and(|it| response.answers(it)))
        && asked.next().is_none()
}

/// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7).
fn is_date(text: &str) -> bool {
    const DATE: &str = "Aaa, 00 Aaa 0000 00:00:00 GMT";
    let fits = |(byte, like): (u8, u8)| match like {
        b'0' => byte.is_ascii_digit(),
        b'A' => byte.is_ascii_uppercase(),
        b'a' => byte.is_ascii_lowercase(),
        _ => byte == like,
    };
    text.len() == DATE.len() && text.bytes().zip(DATE.bytes()).all(fits)
}
