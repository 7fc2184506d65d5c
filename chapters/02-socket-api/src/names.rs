//! Names: one stands for several addresses, and looking it up takes its time.

use std::fmt;
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// How long to wait for the addresses of a name unless told otherwise: the usual
/// resolver asks a server that doesn't answer twice, for five seconds each time
/// (resolv.conf(5)), and a second server may still answer after that.
pub const LOOK_UP_LIMIT: Duration = Duration::from_secs(15);

/// The addresses of `name`, which is `HOST:PORT`, within `limit`.
///
/// # Errors
/// The name is unknown, or isn't `HOST:PORT`
/// ([`InvalidInput`](ErrorKind::InvalidInput)); the limit is over
/// ([`TimedOut`](ErrorKind::TimedOut)).
///
/// ```
/// # use std::time::Duration;
/// let limit = Duration::from_secs(5);
/// let addresses = socket_api::names::look_up("127.0.0.1:20002", limit)?;
/// assert_eq!(addresses, ["127.0.0.1:20002".parse().unwrap()]);
/// # std::io::Result::Ok(())
/// ```
// ANCHOR: look-up
pub fn look_up(name: &str, limit: Duration) -> io::Result<Vec<SocketAddr>> {
    let name = name.to_owned();
    within(limit, move || Ok(name.to_socket_addrs()?.collect()))
}
// ANCHOR_END: look-up

/// Makes a call that can't be told when to give up, and waits for it no longer
/// than `limit`. After that, the call goes on in its thread, unheard: there is no
/// way to end it.
// ANCHOR: within
fn within<T: Send + 'static>(
    limit: Duration,
    call: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    let (sender, result) = mpsc::channel();
    thread::Builder::new().spawn(move || {
        // Nobody may be waiting any more.
        let _ = sender.send(call());
    })?;
    result
        .recv_timeout(limit)
        .unwrap_or_else(|_| Err(ErrorKind::TimedOut.into()))
}
// ANCHOR_END: within

/// What happens to an attempt to connect.
#[derive(Debug)]
pub enum Event<'a> {
    /// It begins.
    Begins,
    /// It has succeeded.
    Connects,
    /// It has come to nothing.
    Fails(&'a io::Error),
    /// It is closed, since another was faster.
    Loses,
}

impl fmt::Display for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Begins => f.write_str("begins"),
            Self::Connects => f.write_str("connects"),
            Self::Fails(error) => write!(f, "fails: {error}"),
            Self::Loses => f.write_str("is closed"),
        }
    }
}

/// Connects to the first of `addresses` that answers. They are tried one after
/// the other, each for `limit` at most, and `report` is told what happens.
///
/// `TcpStream::connect` does the same, with the system's limit instead of ours.
///
/// # Errors
/// That of the last attempt, or [`InvalidInput`](ErrorKind::InvalidInput) if
/// there are no addresses or the limit is zero.
// ANCHOR: connect-in-turn
pub fn connect_in_turn(
    addresses: &[SocketAddr],
    limit: Duration,
    mut report: impl FnMut(SocketAddr, Event<'_>),
) -> io::Result<TcpStream> {
    let mut last_error = ErrorKind::InvalidInput.into();
    for &address in addresses {
        report(address, Event::Begins);
        match TcpStream::connect_timeout(&address, limit) {
            Ok(stream) => {
                report(address, Event::Connects);
                return Ok(stream);
            }
            Err(error) => {
                report(address, Event::Fails(&error));
                last_error = error;
            }
        }
    }
    Err(last_error)
}
// ANCHOR_END: connect-in-turn

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_up_without_an_end_is_given_up() {
        let (_kept, never) = mpsc::channel::<()>();
        // Without an end, as far as this test can wait.
        let end = Duration::from_secs(20);
        let call = move || never.recv_timeout(end).map_err(io::Error::other);
        let error = within(Duration::from_millis(10), call).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
    }

    #[test]
    fn what_is_no_name_is_said_to_be_none() {
        let error = look_up("no port", LOOK_UP_LIMIT).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
    }
}
