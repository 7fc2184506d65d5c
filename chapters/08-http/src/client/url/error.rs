//! Why something is no URL that can be asked for.

use std::fmt;

use super::URL_LIMIT;

/// Why something is no URL that can be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UrlError {
    /// It doesn't begin with `http://`.
    NoScheme,
    /// It asks for TLS.
    Https,
    /// It belongs to another protocol.
    Scheme(String),
    /// It has no host.
    NoHost,
    /// Its host is neither a name nor an address.
    Host,
    /// Its port isn't a number from 1 to 65535.
    Port,
    /// It names a user.
    User,
    /// It has a character that has to be percent-encoded.
    Character(char),
    /// It has more than [`URL_LIMIT`] bytes.
    TooLong,
}

impl fmt::Display for UrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoScheme => f.write_str("a URL begins with http://"),
            Self::Https => {
                f.write_str("https:// needs TLS, which this client doesn't speak")
            }
            Self::Scheme(scheme) => {
                write!(f, "a URL begins with http:// here, and not with {scheme}:")
            }
            Self::NoHost => f.write_str("the URL has no host"),
            Self::Host => f.write_str("the host is neither a name nor an address"),
            Self::Port => f.write_str("the port isn't a number from 1 to 65535"),
            Self::User => f.write_str("a URL with a user's name isn't asked for"),
            Self::Character(character) => {
                write!(f, "{character:?} has to be percent-encoded in a URL")
            }
            Self::TooLong => write!(f, "a URL has {URL_LIMIT} bytes at the most"),
        }
    }
}

impl std::error::Error for UrlError {}
