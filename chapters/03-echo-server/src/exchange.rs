//! Reading until a message is whole.
//!
//! TCP carries bytes in order and says nothing about where a message ends. To
//! get a message back, you have to know how long it is, and to read until all of
//! it is there.

use std::io::{self, ErrorKind, Read, Write};

/// Sends `message` and returns its echo, which is as long.
///
/// The whole message is written before anything is read, so it has to fit into
/// the systems' buffers between the two ends, or both ends wait in `write`.
///
/// # Errors
/// [`UnexpectedEof`](ErrorKind::UnexpectedEof) if the peer closes before the
/// echo is whole, and what the system says of writing and reading.
///
/// ```
/// # fn main() -> std::io::Result<()> {
/// # let (mut stream, peer) = tcp_vs_udp::loopback::connected_pair()?;
/// # let server = std::thread::spawn(move || std::io::copy(&mut &peer, &mut &peer));
/// let echo = echo_server::exchange::exchange(&mut stream, b"hello")?;
/// assert_eq!(echo, b"hello");
/// # drop(stream);
/// # server.join().unwrap()?;
/// # Ok(())
/// # }
/// ```
// ANCHOR: exchange
pub fn exchange(
    stream: &mut (impl Read + Write),
    message: &[u8],
) -> io::Result<Vec<u8>> {
    stream.write_all(message)?;
    let mut echo = vec![0; message.len()];
    read_whole(stream, &mut echo)?;
    Ok(echo)
}
// ANCHOR_END: exchange

/// Reads until `buffer` is full, as [`Read::read_exact`] does.
///
/// # Errors
/// [`UnexpectedEof`](ErrorKind::UnexpectedEof) if the peer closes before that,
/// and what the system says of reading.
#[expect(
    clippy::indexing_slicing,
    reason = "`read` returns at most the length of the buffer that it was given"
)]
// ANCHOR: read-whole
pub fn read_whole(stream: &mut impl Read, buffer: &mut [u8]) -> io::Result<()> {
    let mut missing = buffer;
    while !missing.is_empty() {
        match stream.read(missing) {
            Ok(0) => return Err(closed_too_early()),
            Ok(length) => missing = &mut missing[length..],
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
// ANCHOR_END: read-whole

fn closed_too_early() -> io::Error {
    io::Error::new(
        ErrorKind::UnexpectedEof,
        "the peer closed the connection before the whole message had come",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives its bytes away in pieces of one, and is interrupted before each.
    struct Trickle<'a> {
        rest: &'a [u8],
        interrupted: bool,
    }

    impl Read for Trickle<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.interrupted = !self.interrupted;
            if self.interrupted {
                return Err(ErrorKind::Interrupted.into());
            }
            self.rest.read(&mut buffer[..1])
        }
    }

    fn trickle(rest: &[u8]) -> Trickle<'_> {
        Trickle {
            rest,
            interrupted: false,
        }
    }

    #[test]
    fn pieces_and_interruptions_make_no_difference() {
        let mut buffer = [0; 5];
        read_whole(&mut trickle(b"hello, and more"), &mut buffer).unwrap();
        assert_eq!(&buffer, b"hello");
    }

    #[test]
    fn end_of_file_before_the_end_of_the_message_is_an_error() {
        let error = read_whole(&mut trickle(b"hell"), &mut [0; 5]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
    }

    #[test]
    fn nothing_to_read_reads_nothing() {
        read_whole(&mut trickle(b""), &mut []).unwrap();
    }
}
