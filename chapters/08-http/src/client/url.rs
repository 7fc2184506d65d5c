//! Where something is: `http://host:port/path?query`.

mod error;

use std::fmt;
use std::net::Ipv6Addr;

pub use error::UrlError;

/// The longest URL, in bytes: what RFC 9112, section 3, wants everybody to take as a
/// request's first line.
pub const URL_LIMIT: usize = 8000;

/// Where HTTP is spoken unless something else is said.
pub const DEFAULT_PORT: u16 = 80;

/// A URL of HTTP that can be asked for. It is made of printable ASCII alone, so that it
/// may stand in a head; its path begins with `/` and has no `.` or `..`.
///
/// ```
/// use http_server::client::Url;
///
/// let url: Url = "http://localhost:20008/a/b.html?c".parse()?;
/// assert_eq!(url.authority(), "localhost:20008");
/// assert_eq!(url.target(), "/a/b.html?c");
/// assert_eq!(url.resolve("../d")?.to_string(), "http://localhost:20008/d");
/// # Ok::<(), http_server::client::UrlError>(())
/// ```
// ANCHOR: url
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Url {
    /// A name, an IPv4 address, or an IPv6 address in brackets.
    host: String,
    port: u16,
    path: String,
    query: Option<String>,
}
// ANCHOR_END: url

impl Url {
    /// What a reference such as a `Location` means, seen from here (RFC 3986, section
    /// 5.2.2).
    ///
    /// # Errors
    /// It isn't a reference, or leads to what this client can't ask for.
    // ANCHOR: resolve
    pub fn resolve(&self, reference: &str) -> Result<Self, UrlError> {
        let parts = Parts::of(reference)?;
        if parts.scheme.is_some() {
            return reference.parse();
        }
        if let Some(authority) = parts.authority {
            return Self::at(authority, &parts);
        }
        let (path, query) = match (parts.path, parts.query) {
            ("", None) => (self.path.clone(), self.query.as_deref()),
            ("", query) => (self.path.clone(), query),
            (path, query) if path.starts_with('/') => (path.to_owned(), query),
            (path, query) => {
                let folder =
                    self.path.rfind('/').and_then(|end| self.path.get(..end));
                (format!("{}/{path}", folder.unwrap_or_default()), query)
            }
        };
        let url = Self {
            path: without_dots(&path),
            query: query.map(str::to_owned),
            ..self.clone()
        };
        if url.target().len() > URL_LIMIT {
            return Err(UrlError::TooLong);
        }
        Ok(url)
    }
    // ANCHOR_END: resolve

    /// The host, as names are looked up: without brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        self.host.trim_matches(['[', ']'])
    }

    /// The port, 80 if the URL has none.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// What a `Host` field says: the port stands there only if it isn't 80.
    #[must_use]
    pub fn authority(&self) -> String {
        match self.port {
            DEFAULT_PORT => self.host.clone(),
            port => format!("{}:{port}", self.host),
        }
    }

    /// What the request's first line says: the path, with the query.
    #[must_use]
    pub fn target(&self) -> String {
        match &self.query {
            Some(query) => format!("{}?{query}", self.path),
            None => self.path.clone(),
        }
    }

    fn at(authority: &str, parts: &Parts<'_>) -> Result<Self, UrlError> {
        // What stands before an @ is there to deceive a reader (RFC 9110, section
        // 4.2.4), or a password that would be logged.
        if authority.contains('@') {
            return Err(UrlError::User);
        }
        let (host, port) = split_port(authority)?;
        Ok(Self {
            host,
            port,
            path: without_dots(parts.path),
            query: parts.query.map(str::to_owned),
        })
    }
}

impl std::str::FromStr for Url {
    type Err = UrlError;

    /// # Errors
    /// It isn't a URL of HTTP.
    fn from_str(text: &str) -> Result<Self, UrlError> {
        let parts = Parts::of(text)?;
        match parts.scheme {
            None => return Err(UrlError::NoScheme),
            Some(scheme) if scheme.eq_ignore_ascii_case("http") => {}
            Some(scheme) if scheme.eq_ignore_ascii_case("https") => {
                return Err(UrlError::Https);
            }
            Some(scheme) => return Err(UrlError::Scheme(scheme.to_owned())),
        }
        Self::at(parts.authority.ok_or(UrlError::NoHost)?, &parts)
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}{}", self.authority(), self.target())
    }
}

/// What a reference consists of (RFC 3986, section 3), but for its fragment, which is
/// the client's own business.
// ANCHOR: parts
struct Parts<'a> {
    scheme: Option<&'a str>,
    authority: Option<&'a str>,
    path: &'a str,
    query: Option<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Result<Self, UrlError> {
        check_characters(text)?;
        let rest = text.split_once('#').map_or(text, |(before, _)| before);
        let (scheme, rest) = match rest.split_once(':') {
            Some((scheme, behind)) if is_scheme(scheme) => (Some(scheme), behind),
            _ => (None, rest),
        };
        let (rest, query) = match rest.split_once('?') {
            Some((before, query)) => (before, Some(query)),
            None => (rest, None),
        };
        let (authority, path) = match rest.strip_prefix("//") {
            Some(rest) => {
                let end = rest.find('/').unwrap_or(rest.len());
                let (authority, path) = rest.split_at(end);
                (Some(authority), path)
            }
            None => (None, rest),
        };
        Ok(Self {
            scheme,
            authority,
            path,
            query,
        })
    }
}
// ANCHOR_END: parts

/// Only what RFC 3986, section 2, allows gets through: no space and no line break,
/// which would end the target in the request's first line, or begin another field.
// ANCHOR: characters
fn check_characters(text: &str) -> Result<(), UrlError> {
    if text.len() > URL_LIMIT {
        return Err(UrlError::TooLong);
    }
    let is_allowed = |character: &char| {
        character.is_ascii_alphanumeric()
            || "-._~:/?#[]@!$&'()*+,;=%".contains(*character)
    };
    match text.chars().find(|character| !is_allowed(character)) {
        Some(character) => Err(UrlError::Character(character)),
        None => Ok(()),
    }
}
// ANCHOR_END: characters

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

fn split_port(authority: &str) -> Result<(String, u16), UrlError> {
    // The colons of an IPv6 address stand before its bracket.
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port),
        _ => (authority, ""),
    };
    let port = match port {
        "" => DEFAULT_PORT,
        // A sign is a number for `parse`.
        digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            match digits.parse() {
                Ok(port) if port != 0 => port,
                _ => return Err(UrlError::Port),
            }
        }
        _ => return Err(UrlError::Port),
    };
    if host.is_empty() {
        return Err(UrlError::NoHost);
    }
    let inner = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    let is_host = match inner {
        Some(inner) => inner.parse::<Ipv6Addr>().is_ok(),
        None => host.bytes().all(is_name),
    };
    if is_host {
        Ok((host.to_ascii_lowercase(), port))
    } else {
        Err(UrlError::Host)
    }
}

/// The path without `.` and `..`, which never lead above its beginning (RFC 3986,
/// section 5.2.4).
// ANCHOR: without-dots
fn without_dots(path: &str) -> String {
    let mut kept = Vec::new();
    let mut segments = path.strip_prefix('/').unwrap_or(path).split('/').peekable();
    while let Some(segment) = segments.next() {
        let is_last = segments.peek().is_none();
        match segment {
            "." | ".." => {
                if segment == ".." {
                    kept.pop();
                }
                // What it leads to is a folder.
                if is_last {
                    kept.push("");
                }
            }
            _ => kept.push(segment),
        }
    }
    format!("/{}", kept.join("/"))
}
// ANCHOR_END: without-dots

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn url(text: &str) -> Url {
        text.parse().unwrap()
    }

    #[track_caller]
    fn refused(text: &str) -> UrlError {
        text.parse::<Url>().unwrap_err()
    }

    #[test]
    fn a_url_is_taken_apart() {
        let parts = |text| {
            let url = url(text);
            let host = url.host().to_owned();
            (host, url.port(), url.authority(), url.target())
        };
        let expected = |host: &str, port, authority: &str, target: &str| {
            (
                host.to_owned(),
                port,
                authority.to_owned(),
                target.to_owned(),
            )
        };
        assert_eq!(parts("http://a"), expected("a", 80, "a", "/"));
        assert_eq!(parts("http://a:80/"), expected("a", 80, "a", "/"));
        assert_eq!(parts("http://a:/"), expected("a", 80, "a", "/"));
        assert_eq!(
            parts("HTTP://A.b:81?c"),
            expected("a.b", 81, "a.b:81", "/?c")
        );
        assert_eq!(
            parts("http://[::1]:8080/a:b/?c?d/#e?f"),
            expected("::1", 8080, "[::1]:8080", "/a:b/?c?d/")
        );
        assert_eq!(parts("http://[::1]"), expected("::1", 80, "[::1]", "/"));
        assert_eq!(
            parts("http://127.0.0.1:65535/%7Ea?"),
            expected("127.0.0.1", 65535, "127.0.0.1:65535", "/%7Ea?")
        );
    }

    #[test]
    fn what_cannot_be_asked_for_is_refused_with_a_reason() {
        assert_eq!(refused(""), UrlError::NoScheme);
        assert_eq!(refused("/a"), UrlError::NoScheme);
        assert_eq!(refused("127.0.0.1:80/"), UrlError::NoScheme);
        assert_eq!(refused("https://a/"), UrlError::Https);
        assert_eq!(
            refused("file:///etc/passwd"),
            UrlError::Scheme("file".into())
        );
        assert_eq!(refused("http:/a"), UrlError::NoHost);
        assert_eq!(refused("http:///a"), UrlError::NoHost);
        assert_eq!(refused("http://:80/"), UrlError::NoHost);
        assert_eq!(refused("http://a@b/"), UrlError::User);
        assert_eq!(refused("http://a:b@c/"), UrlError::User);
        for port in ["0", "65536", "+80", "-1", "8o", "80:80"] {
            let text = format!("http://[::1]:{port}/");
            let error = refused(&text);
            assert!([UrlError::Port, UrlError::Host].contains(&error), "{text}");
        }
        assert_eq!(refused("http://a:99999/"), UrlError::Port);
        assert_eq!(refused("http://a:+80/"), UrlError::Port);
        for host in ["[::1", "::1", "[a]", "[fe80::1%25lo]", "a%20b", "a,b", "[]"] {
            let error = refused(&format!("http://{host}/"));
            assert!([UrlError::Port, UrlError::Host].contains(&error), "{host}");
        }
    }

    #[test]
    fn nothing_that_could_end_a_line_gets_into_a_request() {
        for character in
            [' ', '\r', '\n', '\t', '\0', '\u{7f}', 'é', '"', '<', '\\']
        {
            for text in [
                format!("http://a/{character}"),
                format!("http://a{character}/"),
                format!("http://a/?{character}"),
                format!("http://a/#{character}"),
            ] {
                assert_eq!(refused(&text), UrlError::Character(character));
            }
        }
    }

    #[test]
    fn a_url_has_a_longest() {
        let longest = format!("http://a/{}", "b".repeat(URL_LIMIT - 9));
        assert_eq!(url(&longest).to_string(), longest);
        assert_eq!(refused(&format!("{longest}b")), UrlError::TooLong);
    }

    /// The examples of RFC 3986, sections 5.4.1 and 5.4.2, but for those of other
    /// schemes, and without the fragments.
    #[test]
    fn references_mean_what_the_rfc_says() {
        let base = url("http://a/b/c/d;p?q");
        for (reference, expected) in [
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g/"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y", "http://a/b/c/g?y"),
            ("#s", "http://a/b/c/d;p?q"),
            ("g#s", "http://a/b/c/g"),
            ("g?y#s", "http://a/b/c/g?y"),
            (";x", "http://a/b/c/;x"),
            ("g;x", "http://a/b/c/g;x"),
            ("g;x?y#s", "http://a/b/c/g;x?y"),
            ("", "http://a/b/c/d;p?q"),
            (".", "http://a/b/c/"),
            ("./", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../..", "http://a/"),
            ("../../", "http://a/"),
            ("../../g", "http://a/g"),
            ("../../../g", "http://a/g"),
            ("../../../../g", "http://a/g"),
            ("/./g", "http://a/g"),
            ("/../g", "http://a/g"),
            ("g.", "http://a/b/c/g."),
            (".g", "http://a/b/c/.g"),
            ("g..", "http://a/b/c/g.."),
            ("..g", "http://a/b/c/..g"),
            ("./../g", "http://a/b/g"),
            ("./g/.", "http://a/b/c/g/"),
            ("g/./h", "http://a/b/c/g/h"),
            ("g/../h", "http://a/b/c/h"),
            ("g;x=1/./y", "http://a/b/c/g;x=1/y"),
            ("g;x=1/../y", "http://a/b/c/y"),
            ("g?y/./x", "http://a/b/c/g?y/./x"),
            ("g?y/../x", "http://a/b/c/g?y/../x"),
            // And some that it doesn't have.
            ("?", "http://a/b/c/d;p?"),
            ("http://h:81/../i", "http://h:81/i"),
            ("//h:81/i//j/.", "http://h:81/i//j/"),
            ("/a:b", "http://a/a:b"),
        ] {
            let resolved = base.resolve(reference).unwrap();
            assert_eq!(resolved.to_string(), expected, "{reference:?}");
        }
        assert_eq!(base.resolve("https://a/"), Err(UrlError::Https));
        assert_eq!(base.resolve("g:h"), Err(UrlError::Scheme("g".to_owned())));
        assert_eq!(base.resolve("http:g"), Err(UrlError::NoHost));
        assert_eq!(base.resolve("//b@c/"), Err(UrlError::User));
        assert_eq!(base.resolve("/a b"), Err(UrlError::Character(' ')));
        let deep = url(&format!("http://a/{}/", "b".repeat(URL_LIMIT - 20)));
        assert_eq!(deep.resolve(&"c".repeat(30)), Err(UrlError::TooLong));
        let top = url("http://a");
        assert_eq!(top.resolve("b").unwrap().to_string(), "http://a/b");
    }
}
