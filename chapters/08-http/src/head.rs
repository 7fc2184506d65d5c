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
// ANCHOR: request-head
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
// ANCHOR_END: request-head

impl RequestHead {
    /// The path of the target, from its first `/`, with its percent-encoding. That of
    /// `http://host/a?b` is `/a`, and that of `http://host` is `/` (RFC 9110, section
    /// 4.2.3); `*`, and the host and port of a CONNECT, are their own.
    #[must_use]
    pub fn path(&self) -> &str {
        let target = self.without_authority();
        match target.split_once('?') {
            Some(("", _)) => "/",
            Some((path, _)) => path,
            None => target,
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn head(target: &str) -> RequestHead {
        RequestHead {
            method: Method::Get,
            target: target.to_owned(),
            version: Version::Http11,
            headers: Headers::new(),
        }
    }

    #[test]
    fn each_form_of_a_target_has_its_path_and_query() {
        for (target, path, query) in [
            // What a client sends to a server (RFC 9112, section 3.2.1).
            ("/", "/", None),
            ("/a/b", "/a/b", None),
            ("/a?b", "/a", Some("b")),
            ("/a?", "/a", Some("")),
            ("/a?b?c=/d", "/a", Some("b?c=/d")),
            ("/?", "/", Some("")),
            ("//host/a", "//host/a", None),
            ("/a%3Fb", "/a%3Fb", None),
            ("/go?to=http://host/a?b", "/go", Some("to=http://host/a?b")),
            ("/http://host/a", "/http://host/a", None),
            // To a proxy, and any server has to take it (3.2.2).
            ("http://host", "/", None),
            ("http://host/", "/", None),
            ("http://host:80/a?b", "/a", Some("b")),
            ("http://host?b", "/", Some("b")),
            ("http://host?b=/c", "/", Some("b=/c")),
            ("HTTPS://host/a://b", "/a://b", None),
            // With CONNECT (3.2.3) and OPTIONS (3.2.4).
            ("host:443", "host:443", None),
            ("*", "*", None),
        ] {
            let head = head(target);
            assert_eq!((head.path(), head.query()), (path, query), "{target}");
        }
    }

    #[test]
    fn a_version_stands_as_in_the_first_line() {
        assert_eq!(Version::Http10.to_string(), "HTTP/1.0");
        assert_eq!(Version::Http11.to_string(), "HTTP/1.1");
        assert!(Version::Http10 < Version::Http11);
    }
}
