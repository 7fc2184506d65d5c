//! A handler for datagrams: what it writes is the reply.

use std::fmt;
use std::io::{self, ErrorKind, Write};
use std::sync::Arc;

use crate::builder::Builder;
use crate::dispatch::Dispatch;
use crate::handler::{BaseRequestHandler, Function};
use crate::kind::DatagramKind;
use crate::request::Request;
use crate::server::Server;

/// What is done with one datagram, as by a [`BaseRequestHandler`], but with a reply
/// that is gathered and sent at the end.
///
/// ```
/// use std::io::{self, Write};
/// use socketserver::{Datagram, DatagramRequestHandler, Udp};
///
/// struct Upper;
///
/// impl DatagramRequestHandler<Udp> for Upper {
///     fn handle(&mut self, datagram: &mut Datagram<'_, Udp>) -> io::Result<()> {
///         let answer = datagram.packet().to_ascii_uppercase();
///         datagram.write_all(&answer)
///     }
/// }
/// ```
pub trait DatagramRequestHandler<K: DatagramKind> {
    /// What comes before. If it fails, nothing else is done.
    ///
    /// # Errors
    /// The datagram can't be handled.
    fn setup(&mut self, request: &mut Request<K>) -> io::Result<()> {
        let _ = request;
        Ok(())
    }

    /// The work. What it has written is sent when it ends well, in one datagram, if
    /// it has written at all.
    ///
    /// # Errors
    /// It couldn't be done. Nothing is sent then.
    fn handle(&mut self, datagram: &mut Datagram<'_, K>) -> io::Result<()>;

    /// What comes after the reply was sent, even if the work has failed or panicked.
    ///
    /// # Errors
    /// It couldn't be done.
    fn finish(&mut self, request: &mut Request<K>) -> io::Result<()> {
        let _ = request;
        Ok(())
    }
}

/// A datagram that is being handled. What is written to it is the reply.
///
/// To write nothing, as in `write_all(b"")`, is to write too: the reply is then an
/// empty datagram, which is a message like any other.
#[derive(Debug)]
pub struct Datagram<'a, K: DatagramKind> {
    request: &'a Request<K>,
    reply: Reply,
}

impl<'a, K: DatagramKind> Datagram<'a, K> {
    fn new(request: &'a Request<K>) -> Self {
        Self {
            reply: Reply::new(request.data().len()),
            request,
        }
    }

    /// Where the datagram comes from, and which server has taken it.
    pub fn request(&self) -> &'a Request<K> {
        self.request
    }

    /// What came. It may be empty, which is no end of anything.
    pub fn packet(&self) -> &'a [u8] {
        self.request.data()
    }

    /// Whether there was more than the server takes: then
    /// [`packet`](Self::packet) is the beginning, and the rest is lost.
    pub fn is_truncated(&self) -> bool {
        self.request.is_truncated()
    }

    /// Allows a reply of `limit` bytes, instead of as many as came.
    ///
    /// Whose address a datagram bears is easily forged. A server whose replies are
    /// larger than its requests can be used to flood somebody else: the sender spends
    /// a little, the victim is sent a lot (*amplification*; RFC 8085, section 6). So a
    /// larger reply is a decision.
    pub fn allow_reply_of(&mut self, limit: usize) {
        self.reply.limit = limit;
    }
}

impl<K: DatagramKind> Write for Datagram<'_, K> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.reply.add(bytes)?;
        Ok(bytes.len())
    }

    /// `Write`'s own would not call `write` if there is nothing to be written.
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        Ok(self.reply.add(bytes)?)
    }

    /// The reply is sent when the handler has ended.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What is to be sent back.
#[derive(Debug)]
struct Reply {
    /// `None` until something is written.
    bytes: Option<Vec<u8>>,
    limit: usize,
}

impl Reply {
    fn new(limit: usize) -> Self {
        Self { bytes: None, limit }
    }

    fn add(&mut self, bytes: &[u8]) -> Result<(), ReplyTooLarge> {
        let reply = self.bytes.get_or_insert_default();
        if bytes.len() > self.limit.saturating_sub(reply.len()) {
            return Err(ReplyTooLarge { limit: self.limit });
        }
        reply.extend_from_slice(bytes);
        Ok(())
    }
}

/// A reply has become larger than it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplyTooLarge {
    /// The most that it may have, in bytes.
    pub limit: usize,
}

impl fmt::Display for ReplyTooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the reply may have at most {} bytes", self.limit)
    }
}

impl std::error::Error for ReplyTooLarge {}

impl From<ReplyTooLarge> for io::Error {
    fn from(error: ReplyTooLarge) -> Self {
        Self::new(ErrorKind::FileTooLarge, error)
    }
}

/// Makes a handler of requests from one of datagrams.
#[derive(Debug, Clone, Copy, Default)]
pub struct Replying<H>(pub H);

impl<K, H> BaseRequestHandler<K> for Replying<H>
where
    K: DatagramKind,
    H: DatagramRequestHandler<K>,
{
    fn setup(&mut self, request: &mut Request<K>) -> io::Result<()> {
        self.0.setup(request)
    }

    fn handle(&mut self, request: &mut Request<K>) -> io::Result<()> {
        let mut datagram = Datagram::new(request);
        self.0.handle(&mut datagram)?;
        match &datagram.reply.bytes {
            Some(reply) => request.reply(reply),
            None => Ok(()),
        }
    }

    fn finish(&mut self, request: &mut Request<K>) -> io::Result<()> {
        self.0.finish(request)
    }
}

impl<K, F> DatagramRequestHandler<K> for Function<F>
where
    K: DatagramKind,
    F: Fn(&mut Datagram<'_, K>) -> io::Result<()>,
{
    fn handle(&mut self, datagram: &mut Datagram<'_, K>) -> io::Result<()> {
        (self.0)(datagram)
    }
}

impl<K: DatagramKind, D: Dispatch<K>> Builder<K, D> {
    /// The server, with a handler of datagrams that `make` makes anew for each.
    ///
    /// # Errors
    /// Those of [`build`](Self::build).
    pub fn build_datagram<H>(
        self,
        make: impl Fn() -> H + Send + Sync + 'static,
    ) -> io::Result<Server<K>>
    where
        H: DatagramRequestHandler<K>,
    {
        self.build(move || Replying(make()))
    }

    /// The server, with a handler of datagrams that is one function.
    ///
    /// # Errors
    /// Those of [`build`](Self::build).
    pub fn build_datagram_fn(
        self,
        handle: impl Fn(&mut Datagram<'_, K>) -> io::Result<()> + Send + Sync + 'static,
    ) -> io::Result<Server<K>> {
        let handle = Arc::new(handle);
        self.build_datagram(move || Function(Arc::clone(&handle)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_written_is_no_reply() {
        assert_eq!(Reply::new(9).bytes, None);
    }

    #[test]
    fn an_empty_write_is_an_empty_reply() {
        let mut reply = Reply::new(0);
        reply.add(b"").unwrap();
        assert_eq!(reply.bytes, Some(Vec::new()));
    }

    #[test]
    fn a_reply_is_no_larger_than_its_limit() {
        let mut reply = Reply::new(4);
        reply.add(b"one").unwrap();
        assert_eq!(reply.add(b"two"), Err(ReplyTooLarge { limit: 4 }));
        reply.add(b"!").unwrap();
        assert_eq!(reply.bytes.as_deref(), Some(&b"one!"[..]));
    }
}
