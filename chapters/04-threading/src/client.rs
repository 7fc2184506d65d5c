//! The client that goes with the chapter's servers.

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream, ToSocketAddrs};
use std::time::Duration;

use echo_server::client;
use echo_server::interactive::TalkError;
use echo_server::lines::{LINE_LIMIT, LineError, printable, read_line};

use crate::greeting::EXIT;

/// An answer may be a line of ours with something around it.
const ANSWER_LIMIT: usize = LINE_LIMIT + 64;

/// How many bytes we still take after we have ended our side.
const REST_LIMIT: u64 = 64 * 1024;

/// A connection to a server that is talked to in lines.
#[derive(Debug)]
pub struct Client {
    server: BufReader<TcpStream>,
}

impl Client {
    /// Connects to the server at `address`, as
    /// [chapter 3's client](echo_server::client::connect) does.
    ///
    /// # Errors
    /// Those of that function.
    pub fn connect(
        address: impl ToSocketAddrs,
        silence_limit: Duration,
    ) -> io::Result<Self> {
        let stream = client::connect(address, silence_limit)?;
        Ok(Self {
            server: BufReader::new(stream),
        })
    }

    /// The two ends of the connection: ours, then the server's.
    ///
    /// # Errors
    /// The connection is gone.
    pub fn ends(&self) -> io::Result<(SocketAddr, SocketAddr)> {
        client::ends(self.server.get_ref())
    }

    /// Waits for the server's next line, and returns it fit for a terminal.
    ///
    /// # Errors
    /// There is none, or it is too long. A server that has closed the connection
    /// is an [`UnexpectedEof`](ErrorKind::UnexpectedEof).
    pub fn hear(&mut self) -> Result<String, LineError> {
        match read_line(&mut self.server, ANSWER_LIMIT)? {
            Some(line) => Ok(printable(&line)),
            None => {
                let message = "the server has closed the connection";
                Err(io::Error::new(ErrorKind::UnexpectedEof, message).into())
            }
        }
    }

    /// Says `line`, which has no line break, and waits for the answer.
    ///
    /// # Errors
    /// What the system says of writing, and those of [`hear`](Self::hear).
    pub fn say(&mut self, line: &[u8]) -> Result<String, LineError> {
        self.begin(&[line, b"\n"].concat())?;
        self.hear()
    }

    /// Sends these bytes, and doesn't wait for an answer: they needn't be a line.
    ///
    /// # Errors
    /// What the system says of writing.
    pub fn begin(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.server.get_mut().write_all(bytes)
    }

    /// Ends our side, and waits until the server has ended its own.
    ///
    /// # Errors
    /// What the system says of the connection.
    pub fn leave(mut self) -> io::Result<()> {
        self.server.get_ref().shutdown(Shutdown::Write)?;
        let mut rest = self.server.by_ref().take(REST_LIMIT);
        io::copy(&mut rest, &mut io::sink())?;
        Ok(())
    }
}

/// Shows the server's welcome in `output`, says each line of `input` and shows the
/// answer, until the input ends or one of the lines is `exit`.
///
/// # Errors
/// See [`TalkError`].
pub fn converse(
    mut client: Client,
    input: &mut impl BufRead,
    output: &mut impl Write,
) -> Result<(), TalkError> {
    let welcome = client.hear().map_err(TalkError::Server)?;
    writeln!(output, "{welcome}").map_err(TalkError::Output)?;
    loop {
        let line = match read_line(input, LINE_LIMIT) {
            Ok(Some(line)) | Err(LineError::Unfinished { line }) => line,
            Ok(None) => break,
            Err(error) => return Err(TalkError::Input(error)),
        };
        let answer = client.say(&line).map_err(TalkError::Server)?;
        writeln!(output, "{answer}").map_err(TalkError::Output)?;
        if line == EXIT {
            break;
        }
    }
    let left = client.leave();
    left.map_err(|error| TalkError::Server(error.into()))
}
