//! A connection with a buffer for each direction: what Python calls `rfile` and
//! `wfile`, in one.

use std::io::{self, BufRead, BufReader, Read, Write};

/// How much is gathered before it goes to the system, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Buffers {
    /// The most that one read takes from the system: 1 at least, for 0 counts as 1.
    pub read: usize,
    /// The most that waits to be sent. With 0, each write goes out at once.
    pub write: usize,
}

impl Default for Buffers {
    /// 8 KiB each way, as `BufReader` and `BufWriter` of `std` have: a line of the
    /// longest that [`read_line`](echo_server::lines::read_line) takes.
    fn default() -> Self {
        Self {
            read: 8 * 1024,
            write: 8 * 1024,
        }
    }
}

/// A connection that is read and written through buffers.
///
/// What was written goes out when the write buffer is full, when it is
/// [flushed](Write::flush), and before a read that has to wait for the peer: who
/// waits for the answer to something has to have said it. When it's dropped, what is
/// left is sent, and what the system says of that is lost. A write is whole: if it
/// returns, all of the bytes have been taken, here or by the system.
///
/// ```
/// use std::io::{BufRead, Write};
/// use socketserver::buffered::{Buffers, Buffered};
/// use tcp_vs_udp::loopback::connected_pair;
///
/// let (near, far) = connected_pair()?;
/// let mut near = Buffered::new(near, Buffers::default());
/// let mut far = Buffered::new(far, Buffers::default());
///
/// writeln!(near, "{} or {}?", "this", "that")?;
/// near.flush()?;
/// let mut line = String::new();
/// far.read_line(&mut line)?;
/// assert_eq!(line, "this or that?\n");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Buffered<S: Read + Write> {
    connection: BufReader<S>,
    unsent: Vec<u8>,
    write_buffer: usize,
}

impl<S: Read + Write> Buffered<S> {
    /// Puts buffers round `connection`; nothing is read yet.
    pub fn new(connection: S, buffers: Buffers) -> Self {
        Self {
            connection: BufReader::with_capacity(buffers.read.max(1), connection),
            unsent: Vec::new(),
            write_buffer: buffers.write,
        }
    }

    /// The connection itself.
    pub fn get_ref(&self) -> &S {
        self.connection.get_ref()
    }

    /// The same, to be changed. What is read or written there passes by the buffers.
    pub fn get_mut(&mut self) -> &mut S {
        self.connection.get_mut()
    }

    // ANCHOR: send
    fn send(&mut self) -> io::Result<()> {
        let sent = self.connection.get_mut().write_all(&self.unsent);
        // What the system took before an error is gone, so none of it is kept.
        self.unsent.clear();
        sent
    }

    /// Before a call that may wait for the peer.
    pub(crate) fn send_before_waiting(&mut self) -> io::Result<()> {
        match self.connection.buffer() {
            [] => self.send(),
            _ => Ok(()),
        }
    }
    // ANCHOR_END: send
}

impl<S: Read + Write> Read for Buffered<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.send_before_waiting()?;
        self.connection.read(buffer)
    }
}

impl<S: Read + Write> BufRead for Buffered<S> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.send_before_waiting()?;
        self.connection.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.connection.consume(amount);
    }
}

impl<S: Read + Write> Write for Buffered<S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = self.write_buffer.saturating_sub(self.unsent.len());
        if bytes.len() > room {
            self.send()?;
        }
        if bytes.len() >= self.write_buffer {
            self.connection.get_mut().write_all(bytes)?;
        } else {
            self.unsent.extend_from_slice(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.send()?;
        self.connection.get_mut().flush()
    }
}

impl<S: Read + Write> Drop for Buffered<S> {
    fn drop(&mut self) {
        // Who wants to know flushes.
        let _ = self.send();
    }
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

    use echo_server::lines::read_line;

    use super::*;

    /// A peer that tells in which pieces it was written to, and between which reads.
    #[derive(Default)]
    struct Peer {
        to_send: &'static [u8],
        calls: Vec<String>,
        is_gone: bool,
    }

    impl Read for Peer {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.calls.push("read".to_owned());
            self.to_send.read(buffer)
        }
    }

    impl Write for Peer {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.is_gone {
                return Err(ErrorKind::BrokenPipe.into());
            }
            let text = String::from_utf8_lossy(bytes);
            self.calls.push(format!("write {text}"));
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            self.calls.push("flush".to_owned());
            Ok(())
        }
    }

    fn buffered(
        to_send: &'static [u8],
        read: usize,
        write: usize,
    ) -> Buffered<Peer> {
        let peer = Peer {
            to_send,
            ..Peer::default()
        };
        Buffered::new(peer, Buffers { read, write })
    }

    #[test]
    fn answers_to_lines_that_came_together_leave_together() {
        let mut stream = buffered(b"one\ntwo\n", 80, 80);
        while let Ok(Some(line)) = read_line(&mut stream, 80) {
            stream.write_all(&line).unwrap();
            stream.write_all(b"!").unwrap();
        }
        assert_eq!(stream.get_mut().calls, ["read", "write one!two!", "read"]);
    }

    #[test]
    fn an_answer_is_sent_before_the_next_question_is_waited_for() {
        let mut stream = buffered(b"one\ntwo\n", 4, 80);
        let mut buffer = [0; 4];
        for _ in 0..2 {
            stream.read_exact(&mut buffer).unwrap();
            stream.write_all(b"yes").unwrap();
        }
        assert_eq!(stream.read(&mut buffer).unwrap(), 0);
        assert_eq!(
            stream.get_mut().calls,
            ["read", "write yes", "read", "write yes", "read"]
        );
    }

    #[test]
    fn without_a_buffer_each_write_goes_out_at_once() {
        let mut stream = buffered(b"", 80, 0);
        stream.write_all(b"one").unwrap();
        stream.write_all(b"2").unwrap();
        assert_eq!(stream.get_mut().calls, ["write one", "write 2"]);
    }

    #[test]
    fn what_does_not_fit_goes_out_in_order() {
        let mut stream = buffered(b"", 80, 4);
        for text in ["a", "bc", "de", "fghij", "k"] {
            stream.write_all(text.as_bytes()).unwrap();
        }
        stream.flush().unwrap();
        assert_eq!(
            stream.get_mut().calls,
            ["write abc", "write de", "write fghij", "write k", "flush"]
        );
    }

    #[test]
    fn a_read_buffer_of_zero_is_no_end_of_file() {
        let mut stream = buffered(b"hello\n", 0, 0);
        assert_eq!(read_line(&mut stream, 80).unwrap().unwrap(), b"hello");
    }

    #[test]
    fn what_could_not_be_sent_is_not_sent_again() {
        let mut stream = buffered(b"", 80, 80);
        stream.write_all(b"half").unwrap();
        stream.get_mut().is_gone = true;
        assert_eq!(stream.flush().unwrap_err().kind(), ErrorKind::BrokenPipe);
        stream.get_mut().is_gone = false;
        stream.flush().unwrap();
        assert_eq!(stream.get_mut().calls, ["flush"]);
    }
}
