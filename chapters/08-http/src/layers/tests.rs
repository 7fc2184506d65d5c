#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::io::{self, ErrorKind, Read};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::*;
use crate::application::{
    Application, Body, Failure, IncomingBody, Request, Response,
};
use crate::head::{RequestHead, Version};
use crate::headers::Headers;
use crate::method::Method;
use crate::status::Status;

const HOUR: Duration = Duration::from_secs(3600);

fn request(method: Method, fields: &[(&str, &str)]) -> Request<'static> {
    let mut headers = Headers::new();
    for &(name, value) in fields {
        headers.append(name, value);
    }
    Request {
        head: RequestHead {
            method,
            target: "/a".to_owned(),
            version: Version::Http11,
            headers,
        },
        body: IncomingBody::from(b"body".to_vec()),
        peer: SocketAddr::from((Ipv4Addr::LOCALHOST, 40112)),
        deadline: Instant::now().checked_add(HOUR).unwrap(),
        parameters: Vec::new(),
    }
}

fn get() -> Request<'static> {
    request(Method::Get, &[])
}

fn fine(_: &mut Request<'_>) -> Result<Response, Failure> {
    Ok(Response::ok("text/plain", "fine"))
}

fn fails(_: &mut Request<'_>) -> Result<Response, Failure> {
    let mut failure = Failure::new(Status::METHOD_NOT_ALLOWED, "no <b>\"way\"</b>");
    failure.headers.set("Allow", "PUT");
    failure.source = Some(io::Error::other("secret\n\x1b[2J"));
    Err(failure)
}

fn text(response: Response) -> String {
    match response.body {
        Body::Bytes(bytes) => String::from_utf8(bytes).unwrap(),
        other => format!("{other:?}"),
    }
}

/// What the log says of a request to an application.
fn logged(application: impl Application) -> String {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let written = Arc::clone(&lines);
    let log = Log::new(application, move |line: &str| {
        written.lock().unwrap().push(line.to_owned());
    });
    let _ = log.respond(&mut get());
    lines.lock().unwrap().join("|")
}

#[test]
fn the_log_has_a_line_for_each_request() {
    assert_eq!(logged(fine), "127.0.0.1:40112 GET /a 200 OK");
}

#[test]
fn the_log_is_told_why_and_obeys_no_control_character() {
    assert_eq!(
        logged(fails),
        "127.0.0.1:40112 GET /a 405 Method Not Allowed: no <b>\"way\"</b> \
         (secret\\n\\u{1b}[2J)"
    );
}

#[test]
fn outside_of_the_error_pages_the_log_sees_pages() {
    let line = logged(ErrorPages::new(fails));
    assert_eq!(line, "127.0.0.1:40112 GET /a 405 Method Not Allowed");
}

fn error_page(accept: &[&str]) -> (String, String) {
    let accept: Vec<_> = accept.iter().map(|value| ("Accept", *value)).collect();
    let pages = ErrorPages::new(fails);
    let response = pages.respond(&mut request(Method::Get, &accept)).unwrap();
    assert_eq!(response.status, Status::METHOD_NOT_ALLOWED);
    assert_eq!(response.headers.get("Allow"), Some("PUT"));
    assert_eq!(response.headers.get("Vary"), Some("Accept"));
    let kind = response.headers.get("Content-Type").unwrap().to_owned();
    (kind, text(response))
}

#[test]
fn an_error_is_told_in_what_the_client_prefers() {
    let kind = |accept: &[&str]| error_page(accept).0;
    let (plain, html) = ("text/plain; charset=utf-8", "text/html; charset=utf-8");
    let json = "application/json";
    let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";
    for (accept, expected) in [
        (&[][..], plain),
        (&["*/*"], plain),
        (&["text/*"], plain),
        (&[browser], html),
        (&["image/png"], plain),
        (&["Application/JSON"], json),
        (&["application/*"], json),
        (&["text/html;q=0.4, application/json;q=0.5"], json),
        (&["text/html;q=0.5", "application/json;q=0.45"], html),
        (&["*/*, text/plain;q=0.1, text/html;q=0"], json),
        (&["text/*;q=0.3, text/html;level=1;Q=0.7"], html),
        (&["application/json;q=2, text/html;q=0.001"], html),
        (
            &["text/plain;q=0, text/html;q=0, application/json;q=0"],
            plain,
        ),
    ] {
        assert_eq!(kind(accept), expected, "{accept:?}");
    }
}

#[test]
fn an_error_page_has_no_markup_of_others_and_nothing_of_the_cause() {
    assert_eq!(
        error_page(&[]).1,
        "405 Method Not Allowed: no <b>\"way\"</b>\n"
    );
    assert_eq!(
        error_page(&["application/json"]).1,
        "{\"error\":\"no <b>\\\"way\\\"</b>\"}\n"
    );
    let page = error_page(&["text/html"]).1;
    let line = "<p>no &lt;b&gt;&quot;way&quot;&lt;/b&gt;</p>\n";
    assert!(page.ends_with(line), "{page}");
    assert!(!page.contains("secret"), "{page}");
}

#[test]
fn a_response_goes_through_the_error_pages_as_it_is() {
    let response = ErrorPages::new(fine).respond(&mut get()).unwrap();
    assert_eq!(response.headers.get("Vary"), None);
    assert_eq!(text(response), "fine");
}

#[test]
fn a_time_limit_brings_the_deadline_forward_and_never_back() {
    let left = |request: &mut Request<'_>| {
        let left = request.deadline.duration_since(Instant::now());
        Ok(Response::ok("text/plain", left.as_secs().to_string()))
    };
    let left = |limit| {
        let limited = TimeLimit::new(left, limit);
        text(limited.respond(&mut get()).unwrap())
            .parse::<u64>()
            .unwrap()
    };
    assert!(left(Duration::from_secs(60)) < 60);
    assert!(left(HOUR.saturating_mul(2)) > 3000);
    assert!(left(HOUR.saturating_mul(2)) < 3600);
    assert!(left(Duration::MAX) < 3600);
}

fn read_all(request: &mut Request<'_>) -> Result<Response, Failure> {
    let body = request.body.read_all(10)?;
    Ok(Response::ok("text/plain", body))
}

#[test]
fn a_body_is_read_until_the_deadline() {
    let answer = TimeLimit::new(read_all, HOUR).respond(&mut get());
    assert_eq!(text(answer.unwrap()), "body");
    let answer = TimeLimit::new(read_all, Duration::ZERO).respond(&mut get());
    assert_eq!(answer.unwrap_err().status, Status::REQUEST_TIMEOUT);
}

#[test]
fn a_stream_is_made_until_the_deadline_and_keeps_its_length() {
    let streams = |_: &mut Request<'_>| {
        let mut response = Response::new(Status::OK);
        let source = Box::new(io::Cursor::new(b"stream"));
        let length = Some(6);
        response.body = Body::Stream { source, length };
        Ok(response)
    };
    let read = |limit| {
        let response = TimeLimit::new(streams, limit).respond(&mut get());
        let Body::Stream { mut source, length } = response.unwrap().body else {
            return Err(ErrorKind::Other);
        };
        assert_eq!(length, Some(6));
        let mut text = String::new();
        let read = source.read_to_string(&mut text);
        read.map(|_| text).map_err(|error| error.kind())
    };
    assert_eq!(read(HOUR).as_deref(), Ok("stream"));
    assert_eq!(read(Duration::ZERO), Err(ErrorKind::TimedOut));
}

fn status_from(method: Method, fields: &[(&str, &str)]) -> u16 {
    let mut request = request(method, fields);
    let answer = SameOrigin::new(fine).respond(&mut request);
    match answer {
        Ok(response) => response.status.code(),
        Err(failure) => failure.status.code(),
    }
}

#[test]
fn what_another_site_sends_may_only_read() {
    let (host, site) = (("Host", "book.example:8080"), "Sec-Fetch-Site");
    let here = ("Origin", "http://book.example:8080");
    let evil = ("Origin", "http://evil.example");
    for (fields, expected) in [
        (&[host][..], 200),
        (&[host, (site, "same-origin")], 200),
        (&[host, (site, "none")], 200),
        (&[host, (site, "same-site")], 403),
        (&[host, (site, "cross-site")], 403),
        (&[host, (site, "")], 403),
        (&[host, here], 200),
        (&[host, evil], 403),
        (&[host, ("Origin", "null")], 403),
        (&[host, ("Origin", "book.example:8080")], 403),
        (&[host, ("Origin", "http://book.example")], 403),
        (&[here], 403),
        (&[("Origin", "null")], 403),
        // The more precise of both counts.
        (&[host, here, (site, "cross-site")], 403),
        (&[host, evil, (site, "same-origin")], 200),
    ] {
        for method in ["POST", "PUT", "DELETE", "PATCH", "LINK"] {
            let method = Method::from_name(method);
            assert_eq!(status_from(method, fields), expected, "{fields:?}");
        }
        for method in [Method::Get, Method::Head, Method::Options] {
            assert_eq!(status_from(method, fields), 200, "{fields:?}");
        }
    }
}

#[test]
fn a_policy_stands_in_every_answer_unless_there_is_another() {
    const NAME: &str = "Content-Security-Policy";
    let policy = |headers: &Headers| headers.get_all(NAME).collect::<String>();
    let response = Policy::new(fine, "default-src 'none'").respond(&mut get());
    let headers = response.unwrap().headers;
    assert_eq!(policy(&headers), "default-src 'none'");
    assert_eq!(headers.get("X-Content-Type-Options"), Some("nosniff"));
    let failure = Policy::new(fails, "default-src 'none'").respond(&mut get());
    assert_eq!(policy(&failure.unwrap_err().headers), "default-src 'none'");
    let own = |_: &mut Request<'_>| {
        Ok(Response::new(Status::OK).with_header(NAME, "own"))
    };
    let response = Policy::new(own, "default-src 'none'").respond(&mut get());
    assert_eq!(policy(&response.unwrap().headers), "own");
}
