//! What C and Python call the errors of the system.

use std::io;

/// An error of the system: its number, and what two languages call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    /// C's name for the number, which is the same on every system.
    pub errno: &'static str,
    linux: i32,
    bsd: i32,
    /// The class of Python's exception.
    pub python: &'static str,
}

impl Named {
    const fn new(
        errno: &'static str,
        linux: i32,
        bsd: i32,
        python: &'static str,
    ) -> Self {
        Self {
            errno,
            linux,
            bsd,
            python,
        }
    }

    /// The number on this system, Linux (on all but its oldest processors), macOS or
    /// FreeBSD.
    #[must_use]
    pub const fn number(&self) -> i32 {
        if cfg!(target_os = "linux") {
            self.linux
        } else {
            self.bsd
        }
    }

    /// The names of an error, if it is the system's and about sockets. What `std`
    /// itself complains of has a kind and no number.
    // ANCHOR: of
    #[must_use]
    pub fn of(error: &io::Error) -> Option<&'static Self> {
        let number = error.raw_os_error()?;
        NAMED.iter().find(|named| named.number() == number)
    }
    // ANCHOR_END: of
}

/// The errors of a socket's calls, in the order of their numbers on Linux. Where
/// Python has no class of its own for one, it raises an `OSError` with the number.
// ANCHOR: table
pub const NAMED: [Named; 21] = [
    //                     Linux  BSD
    Named::new("EPERM", 1, 1, "PermissionError"),
    Named::new("EINTR", 4, 4, "InterruptedError"),
    Named::new("EAGAIN", 11, 35, "BlockingIOError"),
    Named::new("EACCES", 13, 13, "PermissionError"),
    Named::new("EINVAL", 22, 22, "OSError"),
    // ANCHOR_END: table
    Named::new("ENFILE", 23, 23, "OSError"),
    Named::new("EMFILE", 24, 24, "OSError"),
    Named::new("EPIPE", 32, 32, "BrokenPipeError"),
    Named::new("EDESTADDRREQ", 89, 39, "OSError"),
    Named::new("EMSGSIZE", 90, 40, "OSError"),
    Named::new("EADDRINUSE", 98, 48, "OSError"),
    Named::new("EADDRNOTAVAIL", 99, 49, "OSError"),
    Named::new("ENETDOWN", 100, 50, "OSError"),
    Named::new("ENETUNREACH", 101, 51, "OSError"),
    Named::new("ECONNABORTED", 103, 53, "ConnectionAbortedError"),
    Named::new("ECONNRESET", 104, 54, "ConnectionResetError"),
    Named::new("ENOTCONN", 107, 57, "OSError"),
    Named::new("ETIMEDOUT", 110, 60, "TimeoutError"),
    Named::new("ECONNREFUSED", 111, 61, "ConnectionRefusedError"),
    Named::new("EHOSTUNREACH", 113, 65, "OSError"),
    Named::new("EINPROGRESS", 115, 36, "BlockingIOError"),
];

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

    use super::*;

    fn kind(errno: &str) -> ErrorKind {
        let named = NAMED.iter().find(|named| named.errno == errno).unwrap();
        io::Error::from_raw_os_error(named.number()).kind()
    }

    #[test]
    fn what_can_not_be_provoked_on_one_machine_has_a_kind() {
        assert_eq!(kind("ECONNABORTED"), ErrorKind::ConnectionAborted);
        assert_eq!(kind("EHOSTUNREACH"), ErrorKind::HostUnreachable);
        assert_eq!(kind("ENETDOWN"), ErrorKind::NetworkDown);
        assert_eq!(kind("EPERM"), ErrorKind::PermissionDenied);
        for unnamed in ["EMFILE", "ENFILE"] {
            // The second is how Rust's nightly of 2026 names it.
            let kind = format!("{:?}", kind(unnamed));
            assert!(
                ["Uncategorized", "TooManyOpenFiles"].contains(&&*kind),
                "{kind}"
            );
        }
    }

    #[test]
    fn no_number_stands_in_the_table_twice() {
        for (index, named) in NAMED.iter().enumerate() {
            let error = io::Error::from_raw_os_error(named.number());
            assert_eq!(Named::of(&error), NAMED.get(index));
        }
    }

    #[test]
    fn an_error_of_std_has_no_number() {
        assert_eq!(Named::of(&ErrorKind::UnexpectedEof.into()), None);
        assert_eq!(Named::of(&io::Error::from_raw_os_error(9999)), None);
    }
}
