//! A handler for connections that are read and written through buffers, line by line
//! if it likes.

use std::io::{self, BufRead, Read, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use echo_server::lines::{LINE_LIMIT, LineError, read_line};

use crate::buffered::{Buffered, Buffers};
use crate::builder::Builder;
use crate::dispatch::Dispatch;
use crate::handler::{BaseRequestHandler, Function};
use crate::kind::StreamKind;
use crate::request::Request;
use crate::server::Server;

/// How long a line and the answer to it may take, from the line's first byte, unless
/// told otherwise: 30 s are enough for 8 KiB over the slowest line there is, and a
/// byte a second doesn't make a line in that time.
pub const LINE_TIME: Duration = Duration::from_secs(30);

/// How a [`StreamRequestHandler`] treats its connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamOptions {
    /// How much is gathered in each direction.
    pub buffers: Buffers,
    /// Whether small writes leave at once (`TCP_NODELAY`).
    pub nodelay: bool,
    /// The longest line, in bytes, with its line break: 1 at least, for 0 counts as 1.
    pub line_limit: usize,
    /// How long a line may take, with what is answered to it.
    pub line_time: Duration,
}

impl Default for StreamOptions {
    fn default() -> Self {
        Self {
            buffers: Buffers::default(),
            nodelay: true,
            line_limit: LINE_LIMIT,
            line_time: LINE_TIME,
        }
    }
}

/// What is done with one connection, as by a
/// [`BaseRequestHandler`], but through buffers.
///
/// ```
/// use std::io::{self, Write};
/// use socketserver::{Stream, StreamRequestHandler, Tcp};
///
/// struct Upper;
///
/// impl StreamRequestHandler<Tcp> for Upper {
///     fn handle(&mut self, stream: &mut Stream<'_, Tcp>) -> io::Result<()> {
///         while let Some(line) = stream.read_line()? {
///             stream.write_all(&line.to_ascii_uppercase())?;
///             stream.write_all(b"\n")?;
///         }
///         Ok(())
///     }
/// }
/// ```
// ANCHOR: stream-request-handler
pub trait StreamRequestHandler<K: StreamKind> {
    /// How this handler wants its connection.
    fn options(&self) -> StreamOptions {
        StreamOptions::default()
    }

    /// What comes before there are buffers. If it fails, nothing else is done.
    ///
    /// # Errors
    /// The connection can't be handled.
    fn setup(&mut self, request: &mut Request<K>) -> io::Result<()> {
        let _ = request;
        Ok(())
    }

    /// The work. What it has written is sent when it ends, even if it fails or
    /// panics.
    ///
    /// # Errors
    /// It couldn't be done.
    fn handle(&mut self, stream: &mut Stream<'_, K>) -> io::Result<()>;

    /// What comes after everything was sent, even if the work has failed or
    /// panicked.
    ///
    /// # Errors
    /// It couldn't be done.
    fn finish(&mut self, request: &mut Request<K>) -> io::Result<()> {
        let _ = request;
        Ok(())
    }
}
// ANCHOR_END: stream-request-handler

/// A connection that is being handled: [`Buffered`], and with a time for each line.
#[derive(Debug)]
pub struct Stream<'a, K: StreamKind> {
    buffered: Buffered<&'a mut Request<K>>,
    line_limit: usize,
    line_time: Duration,
    /// The deadline of the conversation.
    end: Instant,
}

impl<'a, K: StreamKind> Stream<'a, K> {
    /// Puts buffers round the connection of `request`. A handler is given one.
    ///
    /// # Errors
    /// What the system says of the socket.
    pub fn new(
        request: &'a mut Request<K>,
        options: StreamOptions,
    ) -> io::Result<Self> {
        let limited = request.channel_mut().limited();
        limited.set_nodelay(options.nodelay)?;
        Ok(Self {
            end: limited.deadline(),
            buffered: Buffered::new(request, options.buffers),
            line_limit: options.line_limit.max(1),
            line_time: options.line_time,
        })
    }

    /// Where the connection comes from, and which server has taken it.
    pub fn request(&self) -> &Request<K> {
        self.buffered.get_ref()
    }

    /// The next line, without its line break, or `None` at the end of file.
    ///
    /// It's waited for as long as the server's limits say. Once it has begun, it has
    /// [`line_time`](StreamOptions::line_time) to come, and what is answered to it to
    /// go, however little of it comes or goes at a time. A line that is too long is
    /// refused in words.
    ///
    /// # Errors
    /// There is no line ([`InvalidData`](io::ErrorKind::InvalidData), with the
    /// [`LineError`] that says why), or the system says so;
    /// [`Ending::of`](echo_server::ending::Ending::of) tells what that means.
    // ANCHOR: read-line
    pub fn read_line(&mut self) -> io::Result<Option<Vec<u8>>> {
        // What was answered to the line before has that line's time.
        self.buffered.send_before_waiting()?;
        self.set_deadline(self.end);
        if self.fill_buf()?.is_empty() {
            return Ok(None);
        }
        let deadline = Instant::now().checked_add(self.line_time);
        self.set_deadline(deadline.unwrap_or(self.end).min(self.end));
        let line = read_line(self, self.line_limit);
        if let Err(too_long @ LineError::TooLong { .. }) = &line {
            writeln!(self, "error: {too_long}")?;
        }
        Ok(line?)
    }
    // ANCHOR_END: read-line

    /// When the conversation ends.
    pub fn end(&self) -> Instant {
        self.end
    }

    /// Until when reads and writes succeed, for those whose messages aren't lines:
    /// [`read_line`](Self::read_line) sets it anew, and nothing else does.
    pub fn set_deadline(&mut self, deadline: Instant) {
        let request = self.buffered.get_mut();
        request.channel_mut().limited().set_deadline(deadline);
    }
}

impl<K: StreamKind> Read for Stream<'_, K> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.buffered.read(buffer)
    }
}

impl<K: StreamKind> BufRead for Stream<'_, K> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.buffered.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.buffered.consume(amount);
    }
}

impl<K: StreamKind> Write for Stream<'_, K> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffered.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.buffered.flush()
    }
}

/// Makes a handler of requests from one of streams.
#[derive(Debug, Clone, Copy, Default)]
pub struct Streaming<H>(pub H);

impl<K, H> BaseRequestHandler<K> for Streaming<H>
where
    K: StreamKind,
    H: StreamRequestHandler<K>,
{
    fn setup(&mut self, request: &mut Request<K>) -> io::Result<()> {
        self.0.setup(request)
    }

    fn handle(&mut self, request: &mut Request<K>) -> io::Result<()> {
        let mut stream = Stream::new(request, self.0.options())?;
        let handled = self.0.handle(&mut stream);
        let sent = stream.flush();
        handled.and(sent)
    }

    fn finish(&mut self, request: &mut Request<K>) -> io::Result<()> {
        self.0.finish(request)
    }
}

impl<K, F> StreamRequestHandler<K> for Function<F>
where
    K: StreamKind,
    F: Fn(&mut Stream<'_, K>) -> io::Result<()>,
{
    fn handle(&mut self, stream: &mut Stream<'_, K>) -> io::Result<()> {
        (self.0)(stream)
    }
}

impl<K: StreamKind, D: Dispatch<K>> Builder<K, D> {
    /// The server, with a handler of streams that `make` makes anew for each
    /// connection.
    ///
    /// # Errors
    /// Those of [`build`](Self::build).
    pub fn build_stream<H>(
        self,
        make: impl Fn() -> H + Send + Sync + 'static,
    ) -> io::Result<Server<K>>
    where
        H: StreamRequestHandler<K>,
    {
        self.build(move || Streaming(make()))
    }

    /// The server, with a handler of streams that is one function.
    ///
    /// # Errors
    /// Those of [`build`](Self::build).
    pub fn build_stream_fn(
        self,
        handle: impl Fn(&mut Stream<'_, K>) -> io::Result<()> + Send + Sync + 'static,
    ) -> io::Result<Server<K>> {
        let handle = Arc::new(handle);
        self.build_stream(move || Function(Arc::clone(&handle)))
    }
}
