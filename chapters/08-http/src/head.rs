//! What comes before the body.

use std::fmt;

use crate::headers::Headers;
use crate::method::Method;
use crate::status::Status;

/// The version of a message. There is no other with a major number of 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// HTTP/1.0 (RFC 1945): a connection has one request, unless both say otherwise.
    Http10,
    /// HTTP/1.1 (RFC 9112).
    Http11,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Http10 => "HTTP/1.0",
            Self::Http11 => "HTTP/1.1",
        })
    }
}

/// A request without its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestHead {
    /// What is asked.
    pub method: Method,
    /// Of what: the target as it came, printable ASCII (RFC 9112, section 3.2).
    pub target: String,
    /// In which version.
    pub version: Version,
    /// And what else is said.
    pub headers: Headers,
}

impl RequestHead {
    /// The path of the target, from its first `/`, with its percent-encoding. That of
    /// `http://host/a?b` is `/a`; `*` is its own.
    #[must_use]
    pub fn path(&self) -> &str {
        let target = self.without_authority();
        target.split_once('?').map_or(target, |(path, _)| path)
    }

    /// What stands behind the first `?` of the target, as it came.
    #[must_use]
    pub fn query(&self) -> Option<&str> {
        self.without_authority()
            .split_once('?')
            .map(|(_, query)| query)
    }

    /// The target without `http://host`, which a client of a proxy sends as well.
    fn without_authority(&self) -> &str {
        let Some((scheme, rest)) = self.target.split_once("://") else {
            return &self.target;
        };
        if scheme.starts_with('/') {
            return &self.target;
        }
        match rest.find(['/', '?']) {
            Some(start) => rest.get(start..).unwrap_or("/"),
            None => "/",
        }
    }
}

/// A response without its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseHead {
    /// In which version.
    pub version: Version,
    /// How it went.
    pub status: Status,
    /// The same in words, which nobody has to read.
    pub reason: String,
    /// And what else is said.
    pub headers: Headers,
}
