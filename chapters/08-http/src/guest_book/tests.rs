#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Mutex;
use std::time::Instant;

use super::*;
use crate::application::{Body, IncomingBody};
use crate::head::{RequestHead, Version};
use crate::headers::Headers;

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");
const JSON: (&str, &str) = ("Content-Type", "application/json; charset=utf-8");

/// A book, and what it logs.
struct Book {
    application: Box<dyn Application>,
    log: Arc<Mutex<Vec<String>>>,
}

/// A status, header fields and a body.
struct Answer {
    status: u16,
    headers: Headers,
    text: String,
}

impl Book {
    fn new() -> Self {
        let log = Arc::new(Mutex::new(Vec::new()));
        let lines = Arc::clone(&log);
        let write = move |line: &str| lines.lock().unwrap().push(line.to_owned());
        Self {
            application: Box::new(guest_book(Store::in_memory(), write)),
            log,
        }
    }

    fn ask(
        &self,
        request: &str,
        fields: &[(&str, &str)],
        body: impl Into<Vec<u8>>,
    ) -> Answer {
        let (method, target) = request.split_once(' ').unwrap();
        let mut headers = Headers::new();
        for &(name, value) in fields {
            headers.append(name, value);
        }
        let mut request = Request {
            head: RequestHead {
                method: Method::from_name(method),
                target: target.to_owned(),
                version: Version::Http11,
                headers,
            },
            body: IncomingBody::from(body.into()),
            peer: SocketAddr::from((Ipv4Addr::LOCALHOST, 40112)),
            deadline: Instant::now().checked_add(TIME).unwrap(),
            parameters: Vec::new(),
        };
        let response = self.application.respond(&mut request).unwrap();
        let text = match response.body {
            Body::Bytes(bytes) => String::from_utf8(bytes).unwrap(),
            _ => String::new(),
        };
        Answer {
            status: response.status.code(),
            headers: response.headers,
            text,
        }
    }

    fn get(&self, target: &str) -> Answer {
        self.ask(&format!("GET {target}"), &[], "")
    }

    fn sign(&self, form: &str) -> Answer {
        self.ask("POST /", &[FORM], form)
    }

    fn add(&self, json: &str) -> Answer {
        self.ask("POST /entries", &[JSON], json)
    }
}

#[test]
fn a_signed_book_shows_the_entry_and_the_last_one_first() {
    let book = Book::new();
    let answer = book.sign("name=Ada+L.&message=Hello%2C%0D%0Aworld%21");
    assert_eq!((answer.status, &*answer.text), (303, ""));
    assert_eq!(answer.headers.get("Location"), Some("/"));
    book.sign("name=Bob&message=Me, too");
    let page = book.get("/").text;
    let bob = page.find("Bob</h2>\n<p dir=\"auto\">Me, too</p>");
    let ada = page.find("Ada L.</h2>\n<p dir=\"auto\">Hello,\nworld!</p>");
    assert!(bob.is_some() && bob < ada, "{page}");
}

#[test]
fn markup_is_shown_and_does_nothing() {
    let book = Book::new();
    book.sign("name=<script>&message=\"><img src=x onerror=alert(1)>'%26lt;");
    let page = book.get("/").text;
    let (_, entry) = page.split_once("<article").unwrap();
    let expected = " id=\"e1\">\n<h2 dir=\"auto\">&lt;script&gt;</h2>\n\
        <p dir=\"auto\">&quot;&gt;&lt;img src=x onerror=alert(1)&gt;&#39;&amp;lt;</p>\n\
        </article>\n</main>\n</html>\n";
    assert_eq!(entry, expected);
}

#[test]
fn a_page_has_fifty_entries_and_leads_to_the_earlier_ones() {
    let book = Book::new();
    for number in 1..=51 {
        book.sign(&format!("name=Ada&message=m{number}"));
    }
    let page = book.get("/").text;
    assert_eq!(page.matches("<article").count(), 50);
    assert!(page.contains("<a href=\"/?before=2\">"), "{page}");
    let earlier = book.get("/?before=2").text;
    assert_eq!(earlier.matches("<article").count(), 1);
    assert!(earlier.contains("m1</p>") && !earlier.contains("<a "));
}

#[test]
fn json_comes_in_and_goes_out() {
    let book = Book::new();
    let added = book.add(r#"{"name":"Ada","message":"Hello, \"world\""}"#);
    let json = "{\"id\":1,\"name\":\"Ada\",\"message\":\"Hello, \\\"world\\\"\"}\n";
    assert_eq!((added.status, &*added.text), (201, json));
    assert_eq!(added.headers.get("Location"), Some("/entries/1"));
    let one = book.get("/entries/1");
    assert_eq!((one.status, &*one.text), (200, json));
    assert_eq!(one.headers.get("Content-Type"), Some("application/json"));
    book.add(r#"{"name":"Bob","message":"Me, too"}"#);
    let bob =
        "{\"entries\":[{\"id\":2,\"name\":\"Bob\",\"message\":\"Me, too\"}]}\n";
    assert_eq!(book.get("/entries?after=1").text, bob);
    let all = book.get("/entries").text;
    assert_eq!(all.matches("\"id\"").count(), 2);
    assert_eq!(book.get("/entries?after=2").text, "{\"entries\":[]}\n");
}

#[test]
fn a_hundred_entries_are_listed_at_a_time() {
    let book = Book::new();
    for _ in 0..101 {
        book.add(r#"{"name":"Ada","message":"m"}"#);
    }
    let listed = |target| book.get(target).text.matches("\"id\"").count();
    assert_eq!(listed("/entries"), 100);
    assert_eq!(listed("/entries?after=100"), 1);
}

#[test]
fn each_wrong_request_has_its_status_and_adds_nothing() {
    let book = Book::new();
    let plain = ("Content-Type", "text/plain");
    let long = format!("name=Ada&message={}", "x".repeat(MESSAGE_LIMIT + 1));
    let large = format!("name=Ada&message={}", "x".repeat(BODY_LIMIT));
    for (request, fields, body, status) in [
        ("GET /nothing", &[][..], "", 404),
        ("GET /entries/1", &[], "", 404),
        ("GET /entries/one", &[], "", 404),
        ("GET /entries/-1", &[], "", 404),
        ("GET /entries?after=x", &[], "", 400),
        ("GET /entries?after=%", &[], "", 400),
        ("GET /?before=-1", &[], "", 400),
        ("DELETE /entries/1", &[], "", 405),
        ("POST /style.css", &[], "", 405),
        ("POST /", &[], "name=Ada&message=m", 415),
        ("POST /", &[plain], "name=Ada&message=m", 415),
        ("POST /", &[JSON], "{}", 415),
        ("POST /entries", &[FORM], "name=Ada&message=m", 415),
        ("POST /", &[FORM], &*large, 413),
        ("POST /", &[FORM], "name=Ada&message=%", 400),
        ("POST /", &[FORM], "name=Ada&message=m&name=Bob", 400),
        ("POST /", &[FORM], &*long, 422),
        ("POST /", &[FORM], "message=m", 422),
        ("POST /", &[FORM], "name=+&message=m", 422),
        ("POST /", &[FORM], "name=A%00&message=m", 422),
        ("POST /", &[FORM], "name=Ada&message=%1B[2J", 422),
        ("POST /entries", &[JSON], "{", 400),
        ("POST /entries", &[JSON], "\"name\"", 422),
        ("POST /entries", &[JSON], r#"{"name":"Ada"}"#, 422),
        ("POST /entries", &[JSON], r#"{"name":1,"message":"m"}"#, 422),
        (
            "POST /",
            &[FORM, ("Origin", "http://evil.example"), ("Host", "a")],
            "name=Ada&message=m",
            403,
        ),
        (
            "POST /entries",
            &[JSON, ("Sec-Fetch-Site", "cross-site")],
            r#"{"name":"Ada","message":"m"}"#,
            403,
        ),
    ] {
        let answer = book.ask(request, fields, body);
        assert_eq!(answer.status, status, "{request} {body}: {}", answer.text);
        let kind = answer.headers.get("Content-Type");
        assert_eq!(kind, Some("text/plain; charset=utf-8"), "{request}");
    }
    assert_eq!(book.get("/entries").text, "{\"entries\":[]}\n");
}

#[test]
fn the_longest_entry_fits_into_a_form_with_all_its_escapes() {
    let book = Book::new();
    let all = |count| "%F0%9F%8D%AA".repeat(count);
    let form = format!("name={}&message={}", all(NAME_LIMIT), all(MESSAGE_LIMIT));
    assert_eq!(book.sign(&form).status, 303);
}

#[test]
fn every_answer_has_the_policy_and_every_request_a_line_in_the_log() {
    let book = Book::new();
    for target in ["/", "/style.css", "/entries", "/nothing"] {
        let headers = book.get(target).headers;
        let policy = headers.get("Content-Security-Policy");
        assert!(policy.unwrap().starts_with("default-src 'none'; "));
        assert_eq!(headers.get("X-Content-Type-Options"), Some("nosniff"));
    }
    book.sign("name=Ada");
    let log = book.log.lock().unwrap().join("\n");
    let expected = "\
127.0.0.1:40112 GET / 200 OK
127.0.0.1:40112 GET /style.css 200 OK
127.0.0.1:40112 GET /entries 200 OK
127.0.0.1:40112 GET /nothing 404 Not Found: there is nothing here
127.0.0.1:40112 POST / 422 Unprocessable Content: there is no message";
    assert_eq!(log, expected);
}
