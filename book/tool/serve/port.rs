//! Where the book is served.

use std::io::{self, ErrorKind};

use anyhow::{Context, Result, bail};

/// Where `mdbook serve` serves as well.
const FIRST: u16 = 3000;

/// Twenty ports are tried: more than anybody has programs that begin at the same one.
const LAST: u16 = FIRST + 19;

/// Which port is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Port {
    /// 3000, or the next one that is free.
    Any,
    /// This one and no other: whoever names a port relies on it. Of 0, the system
    /// makes one that is free.
    Only(u16),
}

impl Port {
    /// What `bind` makes of the port. `in_use` is told of those
    /// that others are tried for.
    ///
    /// # Errors
    /// The port can't be had, or none of those that are tried.
    pub fn bind<T>(
        self,
        mut bind: impl FnMut(u16) -> io::Result<T>,
        mut in_use: impl FnMut(u16),
    ) -> Result<T> {
        let ports = match self {
            Self::Any => FIRST..=LAST,
            Self::Only(port) => port..=port,
        };
        for port in ports {
            match bind(port) {
                Err(error) if error.kind() == ErrorKind::AddrInUse => {
                    if self == Self::Any {
                        in_use(port);
                    }
                }
                result => {
                    return result
                        .with_context(|| format!("cannot listen on port {port}"));
                }
            }
        }
        match self {
            Self::Any => bail!(
                "no port from {FIRST} to {LAST} is free\nhint: --port 0 lets the system choose one"
            ),
            Self::Only(port) => bail!(
                "port {port} is in use\nhint: without --port, one that is free is taken"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tries to bind where `taken` are in use: the port or the error, and what was
    /// said to be in use.
    fn bound(port: Port, taken: &[u16]) -> (Result<u16>, Vec<u16>) {
        let mut in_use = Vec::new();
        let result = port.bind(
            |port| match taken.contains(&port) {
                true => Err(ErrorKind::AddrInUse.into()),
                false => Ok(port),
            },
            |port| in_use.push(port),
        );
        (result, in_use)
    }

    #[test]
    fn the_first_port_is_taken_if_it_is_free() {
        let (port, in_use) = bound(Port::Any, &[3001]);
        assert_eq!(port.unwrap(), 3000);
        assert!(in_use.is_empty());
    }

    #[test]
    fn a_port_in_use_is_told_and_the_next_one_taken() {
        let (port, in_use) = bound(Port::Any, &[3000, 3001]);
        assert_eq!(port.unwrap(), 3002);
        assert_eq!(in_use, [3000, 3001]);
    }

    #[test]
    fn the_search_has_an_end() {
        let all: Vec<u16> = (3000..3020).collect();
        let (port, in_use) = bound(Port::Any, &all);
        assert!(port.unwrap_err().to_string().contains("--port 0"));
        assert_eq!(in_use, all);
        assert_eq!(bound(Port::Any, &all[..19]).0.unwrap(), 3019);
    }

    #[test]
    fn a_port_that_was_asked_for_is_not_replaced() {
        assert_eq!(bound(Port::Only(8080), &[]).0.unwrap(), 8080);
        let (port, in_use) = bound(Port::Only(65535), &[65535]);
        let error = port.unwrap_err().to_string();
        assert!(error.starts_with("port 65535 is in use\nhint: "), "{error}");
        assert!(in_use.is_empty(), "it is said once");
    }

    #[test]
    fn what_another_port_would_not_mend_is_an_error_at_once() {
        let mut tried = 0;
        let result = Port::Any.bind(
            |_| {
                tried += 1;
                Err::<(), _>(ErrorKind::PermissionDenied.into())
            },
            |_| {},
        );
        let error = format!("{:#}", result.unwrap_err());
        assert_eq!(error, "cannot listen on port 3000: permission denied");
        assert_eq!(tried, 1);
    }
}
