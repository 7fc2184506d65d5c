//! What a client asks to be done.

use std::fmt;

/// A method of RFC 9110, section 9, or of RFC 5789, or any other token.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Method {
    /// Transfer the resource.
    Get,
    /// The same, but the head alone.
    Head,
    /// Do with the body what the resource is there for.
    Post,
    /// Replace the resource by the body.
    Put,
    /// Remove the resource.
    Delete,
    /// Make a tunnel.
    Connect,
    /// Say what can be done.
    Options,
    /// Send back what has come.
    Trace,
    /// Change the resource as the body says (RFC 5789).
    Patch,
    /// What this server knows nothing of.
    Other(String),
}

impl Method {
    /// The method of this name; names are case-sensitive.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        match name {
            "GET" => Self::Get,
            "HEAD" => Self::Head,
            "POST" => Self::Post,
            "PUT" => Self::Put,
            "DELETE" => Self::Delete,
            "CONNECT" => Self::Connect,
            "OPTIONS" => Self::Options,
            "TRACE" => Self::Trace,
            "PATCH" => Self::Patch,
            other => Self::Other(other.to_owned()),
        }
    }

    /// The name, as it stands in a request.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
            Self::Connect => "CONNECT",
            Self::Options => "OPTIONS",
            Self::Trace => "TRACE",
            Self::Patch => "PATCH",
            Self::Other(name) => name,
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_again() {
        let names = [
            "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE",
            "PATCH",
        ];
        for name in names {
            let method = Method::from_name(name);
            assert!(!matches!(method, Method::Other(_)), "{name}");
            assert_eq!(method.to_string(), name);
        }
        assert_eq!(Method::from_name("BREW").to_string(), "BREW");
    }

    #[test]
    fn a_name_in_lower_case_is_another_one() {
        assert_eq!(Method::from_name("get"), Method::Other("get".to_owned()));
    }
}
