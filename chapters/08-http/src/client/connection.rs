//! One request, and the head of its response.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use echo_server::ending::Ending;
use echo_server::limits::{self, LimitedStream};
use socket_api::names;

use super::error::Error;
use super::url::Url;
use super::{Event, Options};
use crate::ResponseHead;
use crate::decoder::ResponseDecoder;

/// How many responses of 1xx are passed over: 103 comes once or twice, and 102 every
/// few seconds from a server that computes for long; this many say nothing any more.
pub const MOST_INTERIM: usize = 32;

/// How much is read at a time: 16 KiB, as a record of TLS or a few segments.
const READ_SIZE: usize = 16 * 1024;

/// The most that is looked at in a name's addresses, as for chapter 2's happy eyeballs.
const MOST_ADDRESSES: usize = 16;

/// A connection, with what has been read from it and not yet used.
#[derive(Debug)]
// ANCHOR: connection
pub(super) struct Connection {
    stream: LimitedStream,
    buffer: Box<[u8]>,
    /// Where in the buffer there is something.
    start: usize,
    end: usize,
}
// ANCHOR_END: connection

impl Connection {
    /// Connects to the host of `url` before `deadline`.
    pub(super) fn open(url: &Url, deadline: Instant) -> Result<Self, Error> {
        let stream = connect(url, deadline)?;
        let left = time_left(deadline)?;
        let limits = limits::Limits {
            silence: left,
            conversation: left,
        };
        Ok(Self {
            stream: LimitedStream::new(Arc::new(stream), limits)?,
            buffer: vec![0; READ_SIZE].into_boxed_slice(),
            start: 0,
            end: 0,
        })
    }

    /// Sends the request for `url`, and reads the head of its response.
    // ANCHOR: ask
    pub(super) fn ask(
        &mut self,
        url: &Url,
        options: &Options,
        report: &mut impl FnMut(Event<'_>),
    ) -> Result<ResponseHead, Error> {
        let request = request(url, options);
        report(Event::Request(&request));
        match self.stream.write_all(request.as_bytes()) {
            // A server that refuses us at once may have said why before it closed.
            Err(error) if Ending::of(&error) == Some(Ending::Reset) => {}
            sent => sent?,
        }
        for _ in 0..=MOST_INTERIM {
            let head = self.read_head(options)?;
            report(Event::Response(&head));
            match head.status.code() {
                101 => return Err(Error::Switched),
                100..200 => {}
                _ => return Ok(head),
            }
        }
        Err(Error::TooManyInterim)
    }
    // ANCHOR_END: ask

    // ANCHOR: read-head
    fn read_head(&mut self, options: &Options) -> Result<ResponseHead, Error> {
        let mut decoder = ResponseDecoder::new(options.limits);
        loop {
            let mut bytes = self.unused();
            let before = bytes.len();
            let head = decoder.feed(&mut bytes)?;
            let used = before.saturating_sub(bytes.len());
            self.used(used);
            if let Some(head) = head {
                return Ok(head);
            }
            if !self.read_more()? {
                return Err(Error::Closed);
            }
        }
    }
    // ANCHOR_END: read-head

    /// What was read and not yet used.
    pub(super) fn unused(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    /// So many bytes of it are used now.
    pub(super) fn used(&mut self, amount: usize) {
        self.start = self.start.saturating_add(amount).min(self.end);
    }

    /// Reads when all is used, or returns `false` at the end of file.
    pub(super) fn read_more(&mut self) -> Result<bool, Error> {
        self.start = 0;
        self.end = 0;
        self.end = self.stream.read(&mut self.buffer)?;
        Ok(self.end > 0)
    }
}

/// The request's bytes. Nothing in a [`Url`] can end a line.
// ANCHOR: request
fn request(url: &Url, options: &Options) -> String {
    let method = &options.method;
    let target = url.target();
    let authority = url.authority();
    format!(
        "{method} {target} HTTP/1.1\r\n\
         Host: {authority}\r\n\
         User-Agent: sockets-from-scratch\r\n\
         Accept: */*\r\n\
         Accept-Encoding: identity\r\n\
         Connection: close\r\n\
         \r\n"
    )
}
// ANCHOR_END: request

/// Connects to the host of a URL, by any of its addresses.
fn connect(url: &Url, deadline: Instant) -> Result<TcpStream, Error> {
    let name = match url.host() {
        v6 if v6.contains(':') => format!("[{v6}]:{}", url.port()),
        name => format!("{name}:{}", url.port()),
    };
    // ANCHOR: look-up
    names::look_up(&name, time_left(deadline)?)
        .and_then(|addresses| connect_in_turn(&addresses, deadline))
        .map_err(|error| not_connected(error, deadline))
    // ANCHOR_END: look-up
}

/// Each address has its share of the time that is left, so that one which swallows
/// everything leaves some for the others.
// ANCHOR: connect
fn connect_in_turn(
    addresses: &[SocketAddr],
    deadline: Instant,
) -> io::Result<TcpStream> {
    let mut last = ErrorKind::AddrNotAvailable.into();
    let count = addresses.len().min(MOST_ADDRESSES) as u32;
    for (address, untried) in addresses.iter().zip((1..=count).rev()) {
        let left = deadline.saturating_duration_since(Instant::now());
        let share = left.checked_div(untried).unwrap_or_default();
        match TcpStream::connect_timeout(address, share.max(SHORTEST)) {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(last)
}
// ANCHOR_END: connect

/// What `connect_timeout` takes: it refuses zero.
const SHORTEST: Duration = Duration::from_millis(1);

fn not_connected(error: io::Error, deadline: Instant) -> Error {
    match time_left(deadline) {
        Ok(_) => Error::NotConnected(error),
        Err(timed_out) => timed_out,
    }
}

fn time_left(deadline: Instant) -> Result<Duration, Error> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(Error::TimedOut);
    }
    Ok(left)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::net::TcpListener;

    use socket_api::backlog::FullListener;

    use super::*;

    #[test]
    fn an_address_that_swallows_everything_leaves_time_for_the_next() {
        let silent = FullListener::with_backlog(0).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let addresses = [silent.local_addr().unwrap(), address];
        let now = Instant::now();
        let deadline = now + Duration::from_secs(2);
        let stream = connect_in_turn(&addresses, deadline).unwrap();
        assert_eq!(stream.peer_addr().unwrap(), address);
        assert!(now.elapsed() >= Duration::from_millis(900));
        assert!(Instant::now() < deadline);
    }
}
