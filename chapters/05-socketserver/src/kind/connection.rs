//! A connection, whichever kind has it.

use std::io::{self, Read, Write};
use std::sync::Arc;

use echo_server::limits::{LimitedStream, Limits, StreamSocket};

/// A connection on which no peer can keep a handler: read from and written to within
/// the server's limits.
#[derive(Debug)]
pub struct Connection<S> {
    stream: Arc<S>,
    limited: LimitedStream<Arc<S>>,
}

impl<S: StreamSocket> Connection<S> {
    pub(crate) fn new(stream: S, limits: Limits) -> io::Result<Self> {
        let stream = Arc::new(stream);
        Ok(Self {
            limited: LimitedStream::over(Arc::clone(&stream), limits)?,
            stream,
        })
    }

    /// The stream itself, for those who set limits of their own.
    pub fn stream(&self) -> &Arc<S> {
        &self.stream
    }

    pub(crate) fn limited(&mut self) -> &mut LimitedStream<Arc<S>> {
        &mut self.limited
    }

    pub(crate) fn close_after_answer(&mut self) {
        self.limited.close_after_answer();
    }
}

impl<S: StreamSocket> Read for Connection<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.limited.read(buffer)
    }
}

impl<S: StreamSocket> Write for Connection<S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.limited.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.limited.flush()
    }
}
