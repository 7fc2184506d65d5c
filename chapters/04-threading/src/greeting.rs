//! What the servers of this chapter say: a welcome, and a greeting for each line.

use std::io::{self, BufReader, Read, Write};

use echo_server::ending::Ending;
use echo_server::limits::LimitedStream;
use echo_server::lines::{LINE_LIMIT, LineError, read_line};

/// What each client hears first.
pub const WELCOME: &str = "Welcome! What is your name?\n";

/// What ends the conversation.
pub const EXIT: &[u8] = b"exit";

/// The answer to that.
const GOODBYE: &[u8] = b"Goodbye!\n";

/// A connection to somebody who is greeted.
// ANCHOR: connection
pub trait Connection: Read + Write {
    /// We begin to wait for a line. A connection that limits the time of each
    /// starts its clock here.
    fn begin_line(&mut self) {}

    /// Closes the connection so that our last answer still arrives, although the
    /// peer may have sent more than we have read.
    fn close_after_answer(&mut self);
}
// ANCHOR_END: connection

impl Connection for LimitedStream {
    fn close_after_answer(&mut self) {
        self.close_after_answer();
    }
}

/// Greets the clients of a server. All of its threads can share one.
///
/// ```
/// use threading::greeting::{Answer, Greeter};
///
/// let greeter = Greeter::default();
/// assert_eq!(greeter.answer(b"Ada"), Answer::Hello(b"Hello, Ada!\n".to_vec()));
/// assert_eq!(greeter.answer(b"exit"), Answer::Goodbye);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Greeter {
    panic_at: Option<String>,
}

/// What is said to a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A greeting, with its line break.
    Hello(Vec<u8>),
    /// The last word: the client wants to go.
    Goodbye,
}

impl Greeter {
    /// One with a bug: it panics when somebody of this name comes.
    ///
    /// It's for tests and experiments, which show what becomes of the others.
    #[must_use]
    pub fn panicking_at(name: impl Into<String>) -> Self {
        Self {
            panic_at: Some(name.into()),
        }
    }

    /// The answer to `line`, which has no line break at its end any more.
    ///
    /// # Panics
    /// The line is the one that [`panicking_at`](Self::panicking_at) names.
    #[must_use]
    #[expect(clippy::panic, reason = "it's what was asked for")]
    // ANCHOR: answer
    pub fn answer(&self, line: &[u8]) -> Answer {
        // Some clients end a line with two characters.
        let name = line.strip_suffix(b"\r").unwrap_or(line);
        if name == EXIT {
            return Answer::Goodbye;
        }
        if self
            .panic_at
            .as_ref()
            .is_some_and(|bad| bad.as_bytes() == name)
        {
            panic!("this greeter can't bear that name");
        }
        Answer::Hello([b"Hello, ", name, b"!\n"].concat())
    }
    // ANCHOR_END: answer

    /// Welcomes a client and greets it line by line until it says `exit`, or
    /// nothing more. In `answered` it counts the client's bytes that were
    /// answered. A line longer than [`LINE_LIMIT`] is refused in words.
    ///
    /// # Errors
    /// What the system says of reading and writing;
    /// [`Ending::of`] tells what that means.
    ///
    /// # Panics
    /// When [`answer`](Self::answer) does.
    // ANCHOR: greet
    pub fn greet(
        &self,
        connection: &mut impl Connection,
        answered: &mut u64,
    ) -> io::Result<Ending> {
        connection.write_all(WELCOME.as_bytes())?;
        let mut reader = BufReader::new(connection);
        loop {
            reader.get_mut().begin_line();
            let line = match read_line(&mut reader, LINE_LIMIT) {
                Ok(Some(line)) => line,
                Ok(None) => return Ok(Ending::EndOfFile),
                Err(LineError::Unfinished { .. }) => return Ok(Ending::CutOff),
                Err(too_long @ LineError::TooLong { .. }) => {
                    let refusal = format!("error: {too_long}\n");
                    reader.get_mut().write_all(refusal.as_bytes())?;
                    reader.get_mut().close_after_answer();
                    return Ok(Ending::Refused);
                }
                Err(LineError::Io(error)) => return Err(error),
            };
            let answer = self.answer(&line);
            reader.get_mut().write_all(match &answer {
                Answer::Hello(hello) => hello,
                Answer::Goodbye => GOODBYE,
            })?;
            *answered =
                answered.saturating_add(line.len() as u64).saturating_add(1);
            if answer == Answer::Goodbye {
                reader.get_mut().close_after_answer();
                return Ok(Ending::EndOfFile);
            }
        }
    }
    // ANCHOR_END: greet
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    /// Says `input` to the greeter, and remembers what it was told.
    struct Peer<'a> {
        input: Cursor<&'a [u8]>,
        told: Vec<u8>,
        lines_begun: usize,
        drained: bool,
    }

    impl Read for Peer<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.input.read(buffer)
        }
    }

    impl Write for Peer<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.told.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Connection for Peer<'_> {
        fn begin_line(&mut self) {
            self.lines_begun = self.lines_begun.saturating_add(1);
        }

        fn close_after_answer(&mut self) {
            self.drained = true;
        }
    }

    /// What a client that sends `input` is told, how it ends, and how many bytes
    /// were answered.
    fn greeted(input: &[u8]) -> (String, Ending, u64, Peer<'_>) {
        let mut peer = Peer {
            input: Cursor::new(input),
            told: Vec::new(),
            lines_begun: 0,
            drained: false,
        };
        let mut answered = 0;
        let ending = Greeter::default().greet(&mut peer, &mut answered).unwrap();
        let told = String::from_utf8(std::mem::take(&mut peer.told)).unwrap();
        let told = told.strip_prefix(WELCOME).unwrap().to_owned();
        (told, ending, answered, peer)
    }

    #[test]
    fn each_line_is_greeted_until_the_end_of_file() {
        let (told, ending, answered, peer) = greeted(b"Ada\nBen\r\n\n");
        assert_eq!(told, "Hello, Ada!\nHello, Ben!\nHello, !\n");
        assert_eq!((ending, answered), (Ending::EndOfFile, 10));
        assert_eq!(peer.lines_begun, 4, "each line has a time of its own");
        assert!(!peer.drained);
    }

    #[test]
    fn exit_is_answered_and_ends_the_conversation() {
        let (told, ending, answered, peer) = greeted(b"Ada\nexit\nBen\n");
        assert_eq!(told, "Hello, Ada!\nGoodbye!\n");
        assert_eq!((ending, answered), (Ending::EndOfFile, 9));
        assert!(peer.drained, "what follows must not destroy the answer");
    }

    #[test]
    fn half_a_line_is_not_greeted() {
        let (told, ending, answered, _) = greeted(b"Ada\nBe");
        assert_eq!(told, "Hello, Ada!\n");
        assert_eq!((ending, answered), (Ending::CutOff, 4));
    }

    #[test]
    fn a_line_without_end_is_refused_in_words() {
        let (told, ending, answered, peer) = greeted(&[b'a'; 2 * LINE_LIMIT]);
        assert_eq!(told, "error: a line has at most 8192 bytes\n");
        assert_eq!((ending, answered), (Ending::Refused, 0));
        assert!(peer.drained);
    }

    #[test]
    fn a_name_is_any_bytes() {
        let answer = Greeter::default().answer(b"\xff\0");
        assert_eq!(answer, Answer::Hello(b"Hello, \xff\0!\n".to_vec()));
    }

    #[test]
    #[should_panic = "can't bear that name"]
    fn only_the_one_name_panics() {
        let greeter = Greeter::panicking_at("Bobby");
        assert!(matches!(greeter.answer(b"Ada"), Answer::Hello(_)));
        let _ = greeter.answer(b"Bobby");
    }
}
