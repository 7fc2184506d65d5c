use app_protocol::json::{Object, Value};

use crate::application::{Application, Failure, Request, Response};
use crate::headers::Headers;
use crate::html::Text;

/// Makes a response of a failure, in the language that the client prefers: a page for a
/// person, an object for a program, and a line for anybody else.
#[derive(Debug)]
pub struct ErrorPages<A> {
    inner: A,
}

impl<A> ErrorPages<A> {
    /// After this there are no failures any more.
    pub const fn new(inner: A) -> Self {
        Self { inner }
    }
}

impl<A: Application> Application for ErrorPages<A> {
    fn respond(&self, request: &mut Request<'_>) -> Result<Response, Failure> {
        let language = Language::preferred(&request.head.headers);
        let answer = self.inner.respond(request);
        Ok(answer.unwrap_or_else(|failure| page(failure, language)))
    }
}

fn page(failure: Failure, language: Language) -> Response {
    let (status, text) = (failure.status, failure.text);
    let body = match language {
        Language::Plain => format!("{status}: {text}\n"),
        Language::Html => format!(
            "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<title>{status}</title>\n<h1>{status}</h1>\n<p>{}</p>\n",
            Text(&text)
        ),
        Language::Json => {
            let error = Value::from(Object::from([("error", text)]));
            format!("{error}\n")
        }
    };
    let mut response = Response::new(status);
    response.headers = failure.headers;
    let response = response.with_body(language.content_type(), body);
    response.with_header("Vary", "Accept") // a cache has to know why
}

/// What an error can be told in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Language {
    Plain,
    Html,
    Json,
}

impl Language {
    /// The first of the best that the client takes (RFC 9110, section 12.5.1), and a
    /// line of text for one that takes none of them.
    fn preferred(headers: &Headers) -> Self {
        let mut best = (Self::Plain, 0);
        for language in [Self::Plain, Self::Html, Self::Json] {
            let quality = quality(headers, language.media_type());
            if quality > best.1 {
                best = (language, quality);
            }
        }
        best.0
    }

    const fn media_type(self) -> (&'static str, &'static str) {
        match self {
            Self::Plain => ("text", "plain"),
            Self::Html => ("text", "html"),
            Self::Json => ("application", "json"),
        }
    }

    const fn content_type(self) -> &'static str {
        match self {
            Self::Plain => "text/plain; charset=utf-8",
            Self::Html => "text/html; charset=utf-8",
            Self::Json => "application/json",
        }
    }
}

/// How much a client likes a type, in thousandths. Of the ranges that it names, the
/// most precise counts.
fn quality(headers: &Headers, media_type: (&str, &str)) -> u32 {
    let ranges = headers.list("Accept").filter_map(|range| {
        let (range, parameters) = range.split_once(';').unwrap_or((range, ""));
        let (left, right) = range.trim().split_once('/')?;
        let is = |part: &str, other| part.eq_ignore_ascii_case(other);
        let precision = match (left, right) {
            ("*", "*") => 0,
            (left, "*") if is(left, media_type.0) => 1,
            (left, right) if is(left, media_type.0) && is(right, media_type.1) => 2,
            _ => return None,
        };
        Some((precision, weight(parameters)))
    });
    let best = ranges.max_by_key(|(precision, _)| *precision);
    best.map_or(0, |(_, weight)| weight)
}

/// The `q=0.5` among the parameters of a range (RFC 9110, section 12.4.2), in
/// thousandths.
fn weight(parameters: &str) -> u32 {
    let value = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.trim().split_once('=')?;
        name.eq_ignore_ascii_case("q").then_some(value)
    });
    let Some(value) = value else {
        return 1000;
    };
    match value.split_once('.').unwrap_or((value, "")) {
        ("1", _) => 1000,
        ("0", fraction) if fraction.len() <= 3 => {
            format!("{fraction:0<3}").parse().unwrap_or(0)
        }
        _ => 0, // not a weight
    }
}
