//! The echo itself: what the server does on one connection.

use std::io::{self, ErrorKind, Read, Write};

use crate::ending::Ending;

/// 16 KiB: a message of that size costs one read and one write at best, and the
/// buffer is still small enough for the stack.
const BUFFER_SIZE: usize = 16 * 1024;

/// Sends back what comes until the end of file, and counts in `answered` the
/// bytes that went back.
///
/// # Errors
/// What the system says of reading and writing;
/// [`Ending::of`] tells what that means.
#[expect(
    clippy::indexing_slicing,
    reason = "`read` returns at most the length of the buffer that it was given"
)]
// ANCHOR: echo
pub fn echo(
    stream: &mut (impl Read + Write),
    answered: &mut u64,
) -> io::Result<Ending> {
    let mut buffer = [0; BUFFER_SIZE];
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => return Ok(Ending::EndOfFile),
            Ok(length) => {
                stream.write_all(&buffer[..length])?;
                *answered = answered.saturating_add(length as u64);
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
// ANCHOR_END: echo

#[cfg(test)]
mod tests {
    use super::*;

    /// A peer that sends and takes one byte at a time, is interrupted before
    /// each read, and says how it ends.
    #[derive(Default)]
    struct Scripted {
        to_send: Vec<u8>,
        taken: Vec<u8>,
        interrupted: bool,
        ends_with: Option<ErrorKind>,
    }

    impl Read for Scripted {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.interrupted = !self.interrupted;
            if self.interrupted {
                return Err(ErrorKind::Interrupted.into());
            }
            if self.to_send.is_empty() {
                return self.ends_with.map_or(Ok(0), |kind| Err(kind.into()));
            }
            buffer[0] = self.to_send.remove(0);
            Ok(1)
        }
    }

    impl Write for Scripted {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.taken.push(bytes[0]);
            Ok(1)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn pieces_and_interruptions_lose_nothing() {
        let mut peer = Scripted {
            to_send: b"hello".to_vec(),
            ..Scripted::default()
        };
        let mut answered = 0;
        assert_eq!(echo(&mut peer, &mut answered).unwrap(), Ending::EndOfFile);
        assert_eq!(answered, 5);
        assert_eq!(peer.taken, b"hello");
    }

    #[test]
    fn the_bytes_are_counted_however_it_ends() {
        for kind in [ErrorKind::ConnectionReset, ErrorKind::OutOfMemory] {
            let mut peer = Scripted {
                to_send: b"hello".to_vec(),
                ends_with: Some(kind),
                ..Scripted::default()
            };
            let mut answered = 0;
            let error = echo(&mut peer, &mut answered).unwrap_err();
            assert_eq!((error.kind(), answered), (kind, 5));
        }
    }
}
