//! Happy eyeballs over sockets: what a [`Race`] decides, done.

use std::fmt;
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpStream};
use std::os::fd::AsFd;
use std::time::Instant;

use crate::happy_eyeballs::{Action, Attempt, Pace, Progress, Race};
use crate::names::Event;
use crate::socket::{Domain, Socket, Type};
use crate::wait::{Interest, PollFd, poll};

/// Connects to whichever of `addresses` answers first. They are tried one beside
/// the other, each with a head start over the next, and `report` is told what
/// happens. No more than
/// [`MOST_ATTEMPTS`](crate::happy_eyeballs::MOST_ATTEMPTS) are tried.
///
/// # Errors
/// A [`AllFailed`] within an [`io::Error`] of the kind that the first failure
/// has; or the system can't wait.
///
/// ```
/// use std::net::TcpListener;
///
/// use socket_api::connect::connect;
/// use socket_api::happy_eyeballs::Pace;
///
/// let here = TcpListener::bind("127.0.0.1:0")?.local_addr()?; // and it is closed
/// let there = TcpListener::bind("127.0.0.1:0")?;
/// let addresses = [here, there.local_addr()?];
/// let stream = connect(&addresses, Pace::default(), |_, _| {})?;
/// assert_eq!(stream.peer_addr()?, there.local_addr()?);
/// # std::io::Result::Ok(())
/// ```
// ANCHOR: connect
pub fn connect(
    addresses: &[SocketAddr],
    pace: Pace,
    mut report: impl FnMut(SocketAddr, Event<'_>),
) -> io::Result<TcpStream> {
    let begin = Instant::now();
    let mut race = Race::new(addresses, pace);
    let mut underway = Underway::default();
    loop {
        match race.next(begin.elapsed()) {
            Action::Start(address) => {
                report(address, Event::Begins);
                if let Err(error) = underway.start(address) {
                    report(address, Event::Fails(&error));
                    race.failed(address, error);
                }
            }
            Action::WaitUntil(moment) => {
                let deadline = begin.checked_add(moment);
                for (address, result) in underway.ended(deadline)? {
                    match result {
                        Ok(()) => race.connected(address),
                        Err(error) => {
                            underway.close(address);
                            report(address, Event::Fails(&error));
                            race.failed(address, error);
                        }
                    }
                }
            }
            Action::Won(address) => {
                report(address, Event::Connects);
                return underway.keep(address, report);
            }
            Action::Lost => {
                underway.give_up(report);
                return Err(AllFailed(race.into_attempts()).into());
            }
        }
    }
}
// ANCHOR_END: connect

/// The sockets that are connecting, or have connected. Dropping them closes them.
#[derive(Default)]
struct Underway {
    sockets: Vec<(SocketAddr, Socket)>,
}

impl Underway {
    // ANCHOR: start
    fn start(&mut self, address: SocketAddr) -> io::Result<()> {
        let socket = Socket::new(Domain::of(address), Type::STREAM)?;
        socket.set_nonblocking(true)?;
        // Should it have connected at once, it is ready at once.
        socket.start_connect(address)?;
        self.sockets.push((address, socket));
        Ok(())
    }
    // ANCHOR_END: start

    /// Waits until the deadline, or until an attempt has ended, and says which have
    /// and how, in the order in which they began.
    // ANCHOR: ended
    fn ended(
        &self,
        deadline: Option<Instant>,
    ) -> io::Result<Vec<(SocketAddr, io::Result<()>)>> {
        let sockets = self.sockets.iter().map(|(_, socket)| socket.as_fd());
        let mut entries: Vec<PollFd<'_>> = sockets
            .map(|socket| PollFd::new(socket, Interest::Write))
            .collect();
        poll(&mut entries, deadline)?;
        let mut ended = Vec::new();
        for ((address, socket), entry) in self.sockets.iter().zip(entries) {
            if entry.can_write() {
                let error = socket.take_error()?;
                ended.push((*address, error.map_or(Ok(()), Err)));
            }
        }
        Ok(ended)
    }
    // ANCHOR_END: ended

    fn close(&mut self, address: SocketAddr) {
        self.sockets.retain(|(other, _)| *other != address);
    }

    /// The winner's socket as a stream that waits, as those of `std` do. The losers
    /// are closed when this returns.
    fn keep(
        self,
        winner: SocketAddr,
        mut report: impl FnMut(SocketAddr, Event<'_>),
    ) -> io::Result<TcpStream> {
        let mut kept = None;
        for (address, socket) in self.sockets {
            if address == winner {
                kept = Some(socket);
            } else {
                drop(socket);
                report(address, Event::Loses);
            }
        }
        let socket = kept.ok_or(ErrorKind::NotConnected)?;
        socket.set_nonblocking(false)?;
        Ok(socket.into())
    }

    fn give_up(self, mut report: impl FnMut(SocketAddr, Event<'_>)) {
        for (address, _) in &self.sockets {
            report(*address, Event::Fails(&ErrorKind::TimedOut.into()));
        }
    }
}

/// No attempt to connect has succeeded. Each is named, with what became of it.
#[derive(Debug)]
pub struct AllFailed(
    /// In the order in which they were to be tried.
    pub Vec<Attempt>,
);

impl fmt::Display for AllFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("there is no address to connect to");
        }
        for (index, attempt) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{}: ", attempt.address)?;
            match &attempt.progress {
                Progress::Failed { error, .. } => write!(f, "{error}")?,
                _ => f.write_str("not tried")?,
            }
        }
        Ok(())
    }
}

impl std::error::Error for AllFailed {}

impl From<AllFailed> for io::Error {
    /// The kind is that of the first failure: the address comes first that is
    /// thought to be the best.
    fn from(failed: AllFailed) -> Self {
        let mut attempts = failed.0.iter();
        let first_failure = attempts.find_map(|attempt| match &attempt.progress {
            Progress::Failed { error, .. } => Some(error.kind()),
            _ => None,
        });
        let kind = match first_failure {
            Some(kind) => kind,
            None if failed.0.is_empty() => ErrorKind::InvalidInput,
            None => ErrorKind::TimedOut,
        };
        Self::new(kind, failed)
    }
}
