//! One message at a time, and its answer.

use std::io::{self, ErrorKind, Read, Write};
use std::time::Instant;

use crate::pattern::Pattern;

/// What one client has said and heard. The socket isn't in it: that belongs to the
/// selector.
#[derive(Debug)]
pub struct Conversation {
    client: u32,
    /// The messages before this one.
    number: u32,
    size: usize,
    sent: usize,
    received: usize,
    begun: Instant,
}

/// How far the message has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// The answer is complete. The message was said then.
    Answered(Instant),
    /// All is said, and not all is answered.
    Listening,
    /// The socket takes no more at the moment.
    Speaking,
}

impl Conversation {
    /// One that hasn't begun yet, with messages of `size` bytes.
    #[must_use]
    pub fn new(client: u32, size: usize) -> Self {
        Self {
            client,
            number: 0,
            size,
            sent: 0,
            received: 0,
            begun: Instant::now(),
        }
    }

    /// Which client this is.
    #[must_use]
    pub fn client(&self) -> u32 {
        self.client
    }

    /// Says the next message, or as much of it as `stream` takes.
    ///
    /// # Errors
    /// What the system says.
    pub fn begin(
        &mut self,
        stream: impl Read + Write,
        pattern: &Pattern,
    ) -> io::Result<Progress> {
        self.number = self.number.wrapping_add(1);
        self.sent = 0;
        self.received = 0;
        self.begun = Instant::now();
        self.speak(stream, pattern)?;
        Ok(self.progress())
    }

    /// Goes on after `stream` became ready, with one read at most: into `buffer`.
    ///
    /// # Errors
    /// The answer isn't what was said ([`InvalidData`](ErrorKind::InvalidData)), or
    /// ends too early ([`UnexpectedEof`](ErrorKind::UnexpectedEof)); and what the
    /// system says.
    pub fn go_on(
        &mut self,
        mut stream: impl Read + Write,
        pattern: &Pattern,
        buffer: &mut [u8],
    ) -> io::Result<Progress> {
        match stream.read(buffer) {
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(length) => {
                let heard = buffer.get(..length).unwrap_or_default();
                let said = self.message(pattern).get(self.received..self.sent);
                if !said.is_some_and(|said| said.starts_with(heard)) {
                    let problem = "the answer isn't what was said";
                    return Err(io::Error::new(ErrorKind::InvalidData, problem));
                }
                self.received = self.received.saturating_add(length);
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
        self.speak(stream, pattern)?;
        Ok(self.progress())
    }

    fn speak(
        &mut self,
        mut stream: impl Write,
        pattern: &Pattern,
    ) -> io::Result<()> {
        if self.sent == self.size {
            return Ok(());
        }
        let rest = self.message(pattern).get(self.sent..).unwrap_or_default();
        match stream.write(rest) {
            Ok(written) => self.sent = self.sent.saturating_add(written),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn message<'a>(&self, pattern: &'a Pattern) -> &'a [u8] {
        pattern.message(self.client, self.number, self.size)
    }

    fn progress(&self) -> Progress {
        if self.sent < self.size {
            Progress::Speaking
        } else if self.received < self.size {
            Progress::Listening
        } else {
            Progress::Answered(self.begun)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: usize = 10;

    /// An echo server that takes and gives so many bytes at a time, and flips one
    /// bit if it's told to.
    struct Echo {
        at_once: usize,
        kept: Vec<u8>,
        flip: bool,
    }

    impl Read for &mut Echo {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = self.at_once.min(self.kept.len());
            if length == 0 {
                return Err(ErrorKind::WouldBlock.into());
            }
            for (place, mut byte) in
                buffer.iter_mut().zip(self.kept.drain(..length))
            {
                if std::mem::take(&mut self.flip) {
                    byte ^= 1;
                }
                *place = byte;
            }
            Ok(length)
        }
    }

    impl Write for &mut Echo {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let length = self.at_once.min(bytes.len());
            self.kept.extend(&bytes[..length]);
            Ok(length)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_message_is_answered_however_it_is_cut() {
        let pattern = Pattern::default();
        for at_once in 1..=SIZE {
            let mut talk = Conversation::new(1, SIZE);
            let mut echo = Echo {
                at_once,
                kept: Vec::new(),
                flip: false,
            };
            let mut progress = talk.begin(&mut echo, &pattern).unwrap();
            let mut calls = 0;
            while !matches!(progress, Progress::Answered(_)) {
                progress = talk.go_on(&mut echo, &pattern, &mut [0; SIZE]).unwrap();
                calls += 1;
                assert!(calls <= 2 * SIZE, "it takes {at_once} at a time");
            }
        }
    }

    #[test]
    fn one_wrong_bit_is_noticed_wherever_it_is() {
        let pattern = Pattern::default();
        for position in 0..SIZE {
            let mut talk = Conversation::new(1, SIZE);
            let mut echo = Echo {
                at_once: 1,
                kept: Vec::new(),
                flip: false,
            };
            talk.begin(&mut echo, &pattern).unwrap();
            for _ in 0..position {
                talk.go_on(&mut echo, &pattern, &mut [0; SIZE]).unwrap();
            }
            echo.flip = true;
            let error =
                talk.go_on(&mut echo, &pattern, &mut [0; SIZE]).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidData, "{position}");
        }
    }

    #[test]
    fn more_than_was_said_is_noticed() {
        let pattern = Pattern::default();
        let mut talk = Conversation::new(1, SIZE);
        let mut echo = Echo {
            at_once: 2 * SIZE,
            kept: Vec::new(),
            flip: false,
        };
        talk.begin(&mut echo, &pattern).unwrap();
        echo.kept.push(0);
        let error = talk
            .go_on(&mut echo, &pattern, &mut [0; 2 * SIZE])
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidData);
    }

    #[test]
    fn nothing_to_read_is_no_error() {
        let pattern = Pattern::default();
        let mut talk = Conversation::new(1, SIZE);
        let mut echo = Echo {
            at_once: SIZE,
            kept: Vec::new(),
            flip: false,
        };
        talk.begin(&mut echo, &pattern).unwrap();
        echo.kept.clear();
        let progress = talk.go_on(&mut echo, &pattern, &mut [0; SIZE]).unwrap();
        assert_eq!(progress, Progress::Listening);
    }
}
