//! What an error of `accept` is about: one connection, or all of them.

use std::io::{self, ErrorKind};

/// Whether an error of `accept` means that one connection came to nothing before
/// we took it, and that the next may be all right (accept(2), "Error handling"). Any
/// other is taken for a lack of something, such as descriptors, that lasts: a loop
/// that called `accept` again at once would take a whole processor.
///
/// ```
/// use std::io::ErrorKind;
/// use socket_api::accept::is_about_one_connection;
///
/// assert!(is_about_one_connection(&ErrorKind::ConnectionAborted.into()));
/// assert!(!is_about_one_connection(&ErrorKind::OutOfMemory.into()));
/// ```
// ANCHOR: is-about-one-connection
#[must_use]
pub fn is_about_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionAborted
            | ErrorKind::ConnectionReset
            | ErrorKind::Interrupted
            | ErrorKind::WouldBlock
            | ErrorKind::TimedOut
            | ErrorKind::NetworkDown
            | ErrorKind::NetworkUnreachable
            | ErrorKind::HostUnreachable
    )
}
// ANCHOR_END: is-about-one-connection

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use crate::errors::names::NAMED;

    /// Of all errors that have a name here, so that one that is added is decided on.
    #[test]
    fn what_the_system_lacks_is_no_matter_of_one_connection() {
        let about_one = NAMED.iter().filter(|named| {
            is_about_one_connection(&io::Error::from_raw_os_error(named.number()))
        });
        let about_one: Vec<&str> = about_one.map(|named| named.errno).collect();
        assert_eq!(
            about_one,
            [
                "EINTR",
                "EAGAIN",
                "ENETDOWN",
                "ENETUNREACH",
                "ECONNABORTED",
                "ECONNRESET",
                "ETIMEDOUT",
                "EHOSTUNREACH",
            ]
        );
        const ENOMEM: i32 = 12;
        let error = io::Error::from_raw_os_error(ENOMEM);
        assert!(!is_about_one_connection(&error), "{error}");
    }
}
