//! How it went, as a number.

use std::fmt;

/// A status code, from 100 to 599 (RFC 9110, section 15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Status(u16);

macro_rules! statuses {
    ($($(#[$doc:meta])* $name:ident = $code:literal $reason:literal,)*) => {
        impl Status {
            $($(#[$doc])* pub const $name: Self = Self($code);)*

            /// The words that stand behind the number, for people alone; empty if it
            /// has none here.
            #[must_use]
            pub fn reason(self) -> &'static str {
                match self.0 {
                    $($code => $reason,)*
                    _ => "",
                }
            }
        }
    };
}

statuses! {
    /// Go on: send the body.
    CONTINUE = 100 "Continue",
    /// Here it is.
    OK = 200 "OK",
    /// It has been made.
    CREATED = 201 "Created",
    /// It has been done, and there is nothing to say.
    NO_CONTENT = 204 "No Content",
    /// Here is the part that was asked for.
    PARTIAL_CONTENT = 206 "Partial Content",
    /// It is elsewhere, for good.
    MOVED_PERMANENTLY = 301 "Moved Permanently",
    /// It is elsewhere, for now.
    FOUND = 302 "Found",
    /// Look there, with GET.
    SEE_OTHER = 303 "See Other",
    /// What you have is still right.
    NOT_MODIFIED = 304 "Not Modified",
    /// As 302, with the same method.
    TEMPORARY_REDIRECT = 307 "Temporary Redirect",
    /// As 301, with the same method.
    PERMANENT_REDIRECT = 308 "Permanent Redirect",
    /// This is no request.
    BAD_REQUEST = 400 "Bad Request",
    /// You may not.
    FORBIDDEN = 403 "Forbidden",
    /// There is no such thing.
    NOT_FOUND = 404 "Not Found",
    /// That can't be done with it.
    METHOD_NOT_ALLOWED = 405 "Method Not Allowed",
    /// The request took too long to come.
    REQUEST_TIMEOUT = 408 "Request Timeout",
    /// It is in the way of another change.
    CONFLICT = 409 "Conflict",
    /// Say how long the body is.
    LENGTH_REQUIRED = 411 "Length Required",
    /// It isn't as you said.
    PRECONDITION_FAILED = 412 "Precondition Failed",
    /// The body is too large.
    CONTENT_TOO_LARGE = 413 "Content Too Large",
    /// The target is too long.
    URI_TOO_LONG = 414 "URI Too Long",
    /// The body is of a kind that isn't understood.
    UNSUPPORTED_MEDIA_TYPE = 415 "Unsupported Media Type",
    /// There is no such part.
    RANGE_NOT_SATISFIABLE = 416 "Range Not Satisfiable",
    /// What is expected can't be done.
    EXPECTATION_FAILED = 417 "Expectation Failed",
    /// The body is as it should be, but what it says makes no sense.
    UNPROCESSABLE_CONTENT = 422 "Unprocessable Content",
    /// The header fields are too long, or too many (RFC 6585).
    REQUEST_HEADER_FIELDS_TOO_LARGE = 431 "Request Header Fields Too Large",
    /// Something has gone wrong here.
    INTERNAL_SERVER_ERROR = 500 "Internal Server Error",
    /// Nobody here knows how.
    NOT_IMPLEMENTED = 501 "Not Implemented",
    /// Not now.
    SERVICE_UNAVAILABLE = 503 "Service Unavailable",
    /// This version of HTTP isn't spoken here.
    HTTP_VERSION_NOT_SUPPORTED = 505 "HTTP Version Not Supported",
    /// There is no room for it (RFC 4918).
    INSUFFICIENT_STORAGE = 507 "Insufficient Storage",
}

impl Status {
    /// The status of this number, if it is one: from 100 to 599.
    #[must_use]
    pub fn from_code(code: u16) -> Option<Self> {
        (100..600).contains(&code).then_some(Self(code))
    }

    /// The number.
    #[must_use]
    pub fn code(self) -> u16 {
        self.0
    }

    /// Whether a response with it ever has a body (RFC 9112, section 6.3): one of
    /// 1xx, 204 and 304 hasn't.
    #[must_use]
    pub fn has_body(self) -> bool {
        !matches!(self.0, 100..200 | 204 | 304)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0, self.reason())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_three_digits_and_begins_with_1_to_5() {
        assert_eq!(Status::from_code(99), None);
        assert_eq!(Status::from_code(100), Some(Status::CONTINUE));
        assert_eq!(Status::from_code(599).map(Status::code), Some(599));
        assert_eq!(Status::from_code(600), None);
    }

    #[test]
    fn a_code_without_words_is_told_with_the_space_that_stands_before_them() {
        let told = |code| Status::from_code(code).map(|status| status.to_string());
        assert_eq!(told(404).as_deref(), Some("404 Not Found"));
        assert_eq!(told(299).as_deref(), Some("299 "));
    }

    #[test]
    fn three_kinds_have_no_body() {
        let without: Vec<u16> = (100..600)
            .filter_map(Status::from_code)
            .filter(|status| !status.has_body())
            .map(Status::code)
            .collect();
        let expected: Vec<u16> = (100..200).chain([204, 304]).collect();
        assert_eq!(without, expected);
    }
}
