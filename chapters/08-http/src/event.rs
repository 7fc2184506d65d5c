//! What a server has to tell.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use echo_server::ending::Ending;
use echo_server::lines::printable;

use crate::error::Error;
use crate::method::Method;
use crate::status::Status;

/// Something that happened at the server. Its text is one line for a person.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event {
    /// A request was answered.
    Answered {
        /// Who has asked.
        peer: SocketAddr,
        /// What.
        method: Method,
        /// Of what, as it came.
        target: String,
        /// How it went.
        status: Status,
        /// How many bytes of the response's body were sent.
        bytes: u64,
        /// How long it took, from the end of the head.
        time: Duration,
        /// Why it went wrong, if the client isn't told.
        cause: Option<io::Error>,
    },
    /// What came is no request, and the connection is closed.
    Refused {
        /// Who has sent it.
        peer: SocketAddr,
        /// Why. The answer was its [status](Error::status).
        error: Error,
    },
    /// A connection has ended in the middle of a request or a response.
    Ended {
        /// Whose.
        peer: SocketAddr,
        /// How.
        ending: Ending,
    },
    /// The system failed us, not the client; or there was a panic.
    Failed {
        /// Whose connection it was.
        peer: SocketAddr,
        /// What there is to say.
        error: io::Error,
    },
    /// No connection can be taken. The server tries on, and won't say it again until it
    /// has taken one.
    NotAccepted(io::Error),
}

impl Event {
    /// What there is to tell of a connection that an error has ended.
    pub(crate) fn of_end(peer: SocketAddr, error: io::Error) -> Self {
        match Ending::of(&error) {
            Some(ending) => Self::Ended { peer, ending },
            None => Self::Failed { peer, error },
        }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answered {
                peer,
                method,
                target,
                status,
                bytes,
                cause,
                time: _,
            } => {
                // A target has no line end, or there would be lines that nobody has
                // asked for. Should it ever have one, it's escaped.
                let (target, code) = (printable(target.as_bytes()), status.code());
                write!(f, "{peer} {method} {target} {code} {bytes} bytes")?;
                match cause {
                    Some(cause) => write!(f, " ({})", one_line(cause)),
                    None => Ok(()),
                }
            }
            Self::Refused { peer, error } => {
                let code = error.status().code();
                write!(f, "{peer} refused with {code}: {error}")
            }
            Self::Ended { peer, ending } => write!(f, "{peer} {ending}"),
            Self::Failed { peer, error } => {
                write!(f, "{peer} failed: {}", one_line(error))
            }
            Self::NotAccepted(error) => {
                write!(f, "cannot accept connections: {}", one_line(error))
            }
        }
    }
}

/// An error's text, in which whoever has panicked or failed may have repeated what a
/// client sent.
fn one_line(error: &io::Error) -> String {
    printable(error.to_string().as_bytes())
}
