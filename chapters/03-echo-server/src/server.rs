//! The server: one client after another, and none of them forever.

use std::fmt;
use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::thread;
use std::time::Duration;

use socket_api::accept::is_about_one_connection;

use crate::ending::Ending;
use crate::limits::{LimitedStream, Limits};

/// How long to wait after an `accept` that failed for lack of something: the same
/// error would come again at once, and a loop without a pause would do nothing
/// but report it.
const PAUSE_AFTER_ERROR: Duration = Duration::from_secs(1);

/// What a server does on one connection: it returns how the conversation ended,
/// and counts how many of the client's bytes it has answered.
///
/// An error is either about the peer (see [`Ending::of`]) or about the system.
pub type Service = fn(&mut LimitedStream, &mut u64) -> io::Result<Ending>;

/// A server that serves one connection at a time.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    service: Service,
    limits: Limits,
}

impl Server {
    /// Listens on `address` (port 0 lets the system choose one), to do `service`
    /// for each client within `limits`.
    ///
    /// # Errors
    /// The address doesn't exist here, is in use or not permitted; and those of
    /// [`Limits::check`].
    pub fn bind(
        address: impl ToSocketAddrs,
        service: Service,
        limits: Limits,
    ) -> io::Result<Self> {
        limits.check()?;
        let listener = TcpListener::bind(address)?;
        Ok(Self {
            listener,
            service,
            limits,
        })
    }

    /// The address that the server listens on, with the port that it really has.
    ///
    /// # Errors
    /// What `getsockname(2)` says, which on a listening socket is nothing.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves one client after another, forever, and reports each event.
    ///
    /// No client can end it, whatever it does.
    ///
    /// # Errors
    /// What `report` returns.
    // ANCHOR: serve
    pub fn serve(
        &self,
        mut report: impl FnMut(Event) -> io::Result<()>,
    ) -> io::Result<()> {
        loop {
            self.serve_next(&mut report)?;
        }
    }

    /// Takes the next connection, serves it to its end, and reports each event.
    ///
    /// # Errors
    /// What `report` returns.
    pub fn serve_next(
        &self,
        mut report: impl FnMut(Event) -> io::Result<()>,
    ) -> io::Result<()> {
        let (stream, peer) = accept_next(&self.listener, &mut report)?;
        let stream = LimitedStream::new(stream, self.limits);
        serve_connection(peer, stream, self.service, report)
    }
    // ANCHOR_END: serve
}

/// Takes the next connection, however often that fails, and reports a failure
/// once. It pauses for a second if the system lacks something.
///
/// # Errors
/// What `report` returns.
pub fn accept_next(
    listener: &TcpListener,
    report: impl FnMut(Event) -> io::Result<()>,
) -> io::Result<(TcpStream, SocketAddr)> {
    let pause = || thread::sleep(PAUSE_AFTER_ERROR);
    accept(|| listener.accept(), pause, report)
}

/// Does `service` on a connection, if it could be made ready, and reports that the
/// client has come, and how it went.
///
/// # Errors
/// What `report` returns.
// ANCHOR: serve-connection
pub fn serve_connection<C>(
    peer: SocketAddr,
    connection: io::Result<C>,
    service: impl FnOnce(&mut C, &mut u64) -> io::Result<Ending>,
    mut report: impl FnMut(Event) -> io::Result<()>,
) -> io::Result<()> {
    report(Event::Connected { peer })?;
    let mut answered = 0;
    let ended = connection
        .and_then(|mut connection| service(&mut connection, &mut answered));
    report(Event::of_end(peer, answered, ended))
}
// ANCHOR_END: serve-connection

/// Accepts a connection, however often that fails. What `try_accept` and `pause`
/// do is left to the caller, so that a test can play a system that lacks
/// something.
// ANCHOR: accept
fn accept<T>(
    try_accept: impl Fn() -> io::Result<T>,
    pause: impl Fn(),
    mut report: impl FnMut(Event) -> io::Result<()>,
) -> io::Result<T> {
    let mut reported = false;
    loop {
        match try_accept() {
            Ok(accepted) => return Ok(accepted),
            Err(error) if is_about_one_connection(&error) => {}
            Err(error) => {
                if !reported {
                    report(Event::NotAccepted(error))?;
                    reported = true;
                }
                pause();
            }
        }
    }
}
// ANCHOR_END: accept

/// Something that happened at the server. Its text is one line for a person.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event {
    /// A client is being served.
    Connected {
        /// The client's address.
        peer: SocketAddr,
    },
    /// The client's conversation is over.
    Ended {
        /// The client's address.
        peer: SocketAddr,
        /// How it ended.
        ending: Ending,
        /// Bytes of the client's that were answered, by writes that took all they
        /// were given.
        answered: u64,
    },
    /// The system failed us, not the client.
    Failed {
        /// The client's address.
        peer: SocketAddr,
        /// Bytes of the client's that were answered before.
        answered: u64,
        /// What the system said.
        error: io::Error,
    },
    /// No connection can be taken. The server tries on, and won't say it again
    /// until it has taken one.
    NotAccepted(io::Error),
}

impl Event {
    /// What there is to tell of a conversation that is over.
    // ANCHOR: of-end
    #[must_use]
    pub fn of_end(
        peer: SocketAddr,
        answered: u64,
        ended: io::Result<Ending>,
    ) -> Self {
        match ended.or_else(|error| Ending::of(&error).ok_or(error)) {
            Ok(ending) => Self::Ended {
                peer,
                ending,
                answered,
            },
            Err(error) => Self::Failed {
                peer,
                answered,
                error,
            },
        }
    }
    // ANCHOR_END: of-end
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connected { peer } => write!(f, "{peer} connected"),
            Self::Ended {
                peer,
                ending,
                answered,
            } => {
                write!(f, "{peer} {ending} after {answered} bytes")
            }
            Self::Failed {
                peer,
                answered,
                error,
            } => {
                write!(f, "{peer} failed after {answered} bytes: {error}")
            }
            Self::NotAccepted(error) => {
                write!(f, "cannot accept connections: {error}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

    use super::*;
    use crate::echo::echo;

    #[test]
    fn a_conversation_needs_some_time_and_an_end() {
        for limits in [
            Limits {
                silence: Duration::ZERO,
                ..Limits::default()
            },
            Limits {
                conversation: Duration::ZERO,
                ..Limits::default()
            },
            Limits {
                conversation: Duration::MAX,
                ..Limits::default()
            },
        ] {
            let error = Server::bind("127.0.0.1:0", echo, limits).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput);
        }
    }

    #[test]
    #[cfg(unix)]
    fn a_lack_is_reported_once_and_a_pause_made_each_time() {
        use std::cell::{Cell, RefCell};

        const ECONNABORTED: i32 = if cfg!(target_os = "linux") { 103 } else { 53 };
        const EMFILE: i32 = 24;
        let script = RefCell::new(vec![ECONNABORTED, EMFILE, EMFILE, ECONNABORTED]);
        let (pauses, mut reports) = (Cell::new(0), Vec::new());
        accept(
            || match script.borrow_mut().pop() {
                Some(number) => Err(io::Error::from_raw_os_error(number)),
                None => Ok(()),
            },
            || pauses.set(pauses.get() + 1),
            |event| {
                reports.push(event.to_string());
                Ok(())
            },
        )
        .unwrap();
        assert_eq!(pauses.get(), 2);
        assert_eq!(reports.len(), 1, "{reports:?}");
        assert!(reports[0].starts_with("cannot accept connections: "));
    }

    #[test]
    fn each_event_is_one_line() {
        let peer = SocketAddr::from(([127, 0, 0, 1], 40112));
        let ended = |ending| {
            Event::Ended {
                peer,
                ending,
                answered: 5,
            }
            .to_string()
        };
        let error = || io::Error::other("no room");
        for (line, expected) in [
            (
                Event::Connected { peer }.to_string(),
                "127.0.0.1:40112 connected",
            ),
            (
                ended(Ending::EndOfFile),
                "127.0.0.1:40112 closed after 5 bytes",
            ),
            (
                ended(Ending::CutOff),
                "127.0.0.1:40112 cut off after 5 bytes",
            ),
            (ended(Ending::Reset), "127.0.0.1:40112 reset after 5 bytes"),
            (
                ended(Ending::TimedOut),
                "127.0.0.1:40112 timed out after 5 bytes",
            ),
            (
                ended(Ending::Refused),
                "127.0.0.1:40112 refused after 5 bytes",
            ),
            (
                Event::Failed {
                    peer,
                    answered: 5,
                    error: error(),
                }
                .to_string(),
                "127.0.0.1:40112 failed after 5 bytes: no room",
            ),
            (
                Event::NotAccepted(error()).to_string(),
                "cannot accept connections: no room",
            ),
        ] {
            assert_eq!(line, expected);
        }
    }
}
