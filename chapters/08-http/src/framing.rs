//! Where a body ends (RFC 9112, section 6.3).

use crate::error::{Error, excerpt};
use crate::head::{RequestHead, ResponseHead, Version};
use crate::headers::Headers;
use crate::method::Method;

/// 2^63 − 1: what a file's length can be, and what other programs can count to, many
/// of which have a sign.
pub const CONTENT_LENGTH_LIMIT: u64 = u64::MAX >> 1;

/// What tells where a body ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyLength {
    /// There is no body.
    None,
    /// It has so many bytes.
    Known(u64),
    /// It comes in pieces, each of which says how long it is (section 7.1).
    Chunked,
    /// It ends where the connection does.
    UntilClose,
}

impl BodyLength {
    /// What follows the head of a request.
    ///
    /// # Errors
    /// It can't be told, or two readers might tell differently.
    pub fn of_request(head: &RequestHead) -> Result<Self, Error> {
        match told(head.version, &head.headers)? {
            Some(length) => Ok(length),
            None => Ok(Self::None),
        }
    }

    /// What follows the head of a response to a request of this method.
    ///
    /// # Errors
    /// It can't be told, or two readers might tell differently.
    pub fn of_response(
        method: &Method,
        head: &ResponseHead,
    ) -> Result<Self, Error> {
        let is_tunnel =
            *method == Method::Connect && (200..300).contains(&head.status.code());
        if *method == Method::Head || !head.status.has_body() || is_tunnel {
            return Ok(Self::None);
        }
        match told(head.version, &head.headers)? {
            Some(length) => Ok(length),
            None => Ok(Self::UntilClose),
        }
    }
}

/// What the fields say of it, if they do.
// ANCHOR: told
fn told(version: Version, headers: &Headers) -> Result<Option<BodyLength>, Error> {
    let mut lengths = headers.get_all("Content-Length");
    let length = lengths.next();
    let codings: Vec<&str> = headers.get_all("Transfer-Encoding").collect();
    if codings.is_empty() {
        if lengths.next().is_some() {
            return Err(Error::ManyLengths);
        }
        return length.map(content_length).transpose();
    }
    if length.is_some() {
        return Err(Error::LengthAndCoding);
    }
    if version < Version::Http11 {
        return Err(Error::CodingTooEarly);
    }
    transfer_coding(&codings.join(", ")).map(Some)
}
// ANCHOR_END: told

/// Digits, and nothing else (RFC 9110, section 8.6).
// ANCHOR: content-length
fn content_length(value: &str) -> Result<BodyLength, Error> {
    let is_digits = value.bytes().all(|byte| byte.is_ascii_digit());
    match value.parse() {
        Ok(length) if is_digits && length <= CONTENT_LENGTH_LIMIT => {
            Ok(BodyLength::Known(length))
        }
        _ => Err(Error::ContentLength {
            got: excerpt(value.as_bytes()),
        }),
    }
}
// ANCHOR_END: content-length

/// One word, in upper or lower case.
// ANCHOR: transfer-coding
fn transfer_coding(value: &str) -> Result<BodyLength, Error> {
    let is_chunked = |coding: &str| coding.eq_ignore_ascii_case("chunked");
    if is_chunked(value) {
        return Ok(BodyLength::Chunked);
    }
    let got = excerpt(value.as_bytes());
    let codings: Vec<&str> = value
        .split(',')
        .map(|coding| coding.trim_matches([' ', '\t']))
        .collect();
    match codings.split_last() {
        Some((last, others))
            if is_chunked(last)
                && others.iter().all(|other| !other.is_empty())
                && !others.iter().any(|other| is_chunked(other)) =>
        {
            Err(Error::UnknownCoding { got })
        }
        _ => Err(Error::NotChunked { got }),
    }
}
// ANCHOR_END: transfer-coding

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limits, ResponseDecoder};

    fn of_response(method: Method, head: &str) -> Result<BodyLength, Error> {
        let text = format!("{head}\r\n\r\n");
        let mut decoder = ResponseDecoder::new(Limits::default());
        let head = decoder.feed(&mut text.as_bytes()).unwrap().unwrap();
        BodyLength::of_response(&method, &head)
    }

    #[test]
    fn a_response_says_where_its_body_ends_or_the_connection_does() {
        let get = |head| of_response(Method::Get, head);
        let length = "HTTP/1.1 200 OK\r\nContent-Length: 5";
        let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked";
        assert_eq!(get(length), Ok(BodyLength::Known(5)));
        assert_eq!(get(chunked), Ok(BodyLength::Chunked));
        assert_eq!(get("HTTP/1.1 404 Not Found"), Ok(BodyLength::UntilClose));
        let old = "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked";
        assert_eq!(get(old), Err(Error::CodingTooEarly));
        let both = format!("{length}\r\nTransfer-Encoding: chunked");
        assert_eq!(get(&both), Err(Error::LengthAndCoding));
    }

    #[test]
    fn some_responses_have_no_body_whatever_they_say() {
        let fields = "\r\nContent-Length: 5";
        for (method, start, has_body) in [
            (Method::Head, "HTTP/1.1 200 OK", false),
            (Method::Get, "HTTP/1.1 103 Early Hints", false),
            (Method::Get, "HTTP/1.1 204 No Content", false),
            (Method::Get, "HTTP/1.1 304 Not Modified", false),
            (Method::Connect, "HTTP/1.1 200 OK", false),
            (Method::Connect, "HTTP/1.1 299 OK", false),
            (Method::Connect, "HTTP/1.1 300 No", true),
            (Method::Connect, "HTTP/1.1 407 No", true),
        ] {
            let length = of_response(method.clone(), &format!("{start}{fields}"));
            let expected = match has_body {
                true => BodyLength::Known(5),
                false => BodyLength::None,
            };
            assert_eq!(length, Ok(expected), "{method} {start}");
        }
    }

    #[test]
    fn the_longest_length_is_the_last_that_a_sign_leaves_room_for() {
        let most = Ok(BodyLength::Known(i64::MAX as u64));
        assert_eq!(content_length("9223372036854775807"), most);
        assert!(content_length("9223372036854775808").is_err());
    }
}
