//! The first line, and what it asks of the fields behind it.

use std::fmt::Debug;

use crate::error::{Error, excerpt};
use crate::head::{RequestHead, ResponseHead, Version};
use crate::headers::Headers;
use crate::method::Method;
use crate::status::Status;
use crate::syntax::{is_token, text};
use crate::target;

/// 32 bytes: the longest registered method, `UPDATEREDIRECTREF`, has 17.
pub const METHOD_LIMIT: usize = 32;

/// What a message begins with. There are two kinds, and what follows is the same.
pub trait StartLine: Debug + Clone + Sized + sealed::Sealed {
    /// The line with the fields behind it.
    type Head;

    /// How many empty lines may stand before it.
    const EMPTY_LINES: usize;

    /// Takes a line apart.
    ///
    /// # Errors
    /// It isn't a first line.
    fn read(line: &[u8]) -> Result<Self, Error>;

    /// What is wrong with a line that begins so, and has more than `limit` bytes.
    fn too_long(begun: &[u8], limit: usize) -> Error;

    /// The head, if the fields go with the line.
    ///
    /// # Errors
    /// They don't.
    fn with_headers(self, headers: Headers) -> Result<Self::Head, Error>;
}

mod sealed {
    /// Nobody else makes first lines.
    pub trait Sealed {}
    impl Sealed for super::RequestLine {}
    impl Sealed for super::StatusLine {}
}

/// The first line of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestLine {
    method: Method,
    target: String,
    version: Version,
}

/// The first line of a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusLine {
    version: Version,
    status: Status,
    reason: String,
}

impl StartLine for RequestLine {
    type Head = RequestHead;

    /// RFC 9112, section 2.2: some old clients send one too many behind a body.
    const EMPTY_LINES: usize = 1;

    // ANCHOR: request-line
    fn read(line: &[u8]) -> Result<Self, Error> {
        let parts: Vec<&[u8]> = line.splitn(4, |byte| *byte == b' ').collect();
        let [method, target, version] = *parts else {
            return Err(Error::StartLine);
        };
        let method = read_method(method)?;
        let version = read_version(version)?;
        let target = target::read(target, &method)?.to_owned();
        Ok(Self {
            method,
            target,
            version,
        })
    }
    // ANCHOR_END: request-line

    fn too_long(begun: &[u8], limit: usize) -> Error {
        let method = begun.split(|byte| *byte == b' ').next().unwrap_or(begun);
        match read_method(method) {
            Ok(_) => Error::StartLineTooLong { limit },
            Err(error) => error,
        }
    }

    fn with_headers(self, mut headers: Headers) -> Result<RequestHead, Error> {
        target::check_host(&self.target, self.version, &mut headers)?;
        let Self {
            method,
            target,
            version,
        } = self;
        Ok(RequestHead {
            method,
            target,
            version,
            headers,
        })
    }
}

impl StartLine for StatusLine {
    type Head = ResponseHead;

    const EMPTY_LINES: usize = 0;

    /// The space behind the status has to be there, with the words or without (RFC
    /// 9112, section 4). It costs nothing to understand servers that leave it out.
    fn read(line: &[u8]) -> Result<Self, Error> {
        let mut parts = line.splitn(3, |byte| *byte == b' ');
        let (Some(version), Some(code)) = (parts.next(), parts.next()) else {
            return Err(Error::StartLine);
        };
        let version = read_version(version)?;
        let status = match code {
            [a, b, c] => [a, b, c].into_iter().try_fold(0_u16, |code, digit| {
                let digit = char::from(*digit).to_digit(10)?;
                code.checked_mul(10)?.checked_add(digit.try_into().ok()?)
            }),
            _ => None,
        };
        Ok(Self {
            version,
            status: status.and_then(Status::from_code).ok_or(Error::StartLine)?,
            reason: text(parts.next().unwrap_or_default()),
        })
    }

    fn too_long(_: &[u8], limit: usize) -> Error {
        Error::StartLineTooLong { limit }
    }

    fn with_headers(self, headers: Headers) -> Result<ResponseHead, Error> {
        let Self {
            version,
            status,
            reason,
        } = self;
        Ok(ResponseHead {
            version,
            status,
            reason,
            headers,
        })
    }
}

/// RFC 9112, section 3.1.
fn read_method(name: &[u8]) -> Result<Method, Error> {
    if !is_token(name) {
        return Err(Error::StartLine);
    }
    if name.len() > METHOD_LIMIT {
        let limit = METHOD_LIMIT;
        return Err(Error::MethodTooLong { limit });
    }
    Ok(Method::from_name(&text(name)))
}

/// RFC 9112, section 2.3: a later minor version says nothing that a recipient of 1.1
/// would misunderstand.
fn read_version(name: &[u8]) -> Result<Version, Error> {
    match name {
        b"HTTP/1.0" => Ok(Version::Http10),
        [b'H', b'T', b'T', b'P', b'/', major, b'.', minor]
            if major.is_ascii_digit() && minor.is_ascii_digit() =>
        {
            match major {
                b'1' => Ok(Version::Http11),
                _ => Err(Error::UnknownVersion { got: text(name) }),
            }
        }
        _ => Err(Error::Version { got: excerpt(name) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_has_a_digit_on_each_side_of_its_point() {
        assert_eq!(read_version(b"HTTP/1.9"), Ok(Version::Http11));
        for name in ["HTTP/x.1", "HTTP/1.x", "HTTP/1. ", "HTTP/\x1b.1"] {
            let read = read_version(name.as_bytes());
            assert!(matches!(read, Err(Error::Version { .. })), "{name:?}");
        }
    }
}
