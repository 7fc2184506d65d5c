//! A member of a chat room who does nothing wrong, but for what an attack says in
//! its name.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rustix::net::sockopt::set_socket_linger;

use crate::suite::failure::{Failure, Symptom};
use crate::suite::target::{PATIENCE, Target, excerpt};

#[derive(Debug)]
pub struct Guest<'a> {
    target: &'a Target,
    pub name: String,
    lines: BufReader<TcpStream>,
}

impl<'a> Guest<'a> {
    /// Comes in, under a name that nobody else has.
    pub fn join(target: &'a Target) -> Result<Self, Failure> {
        static GUESTS: AtomicU64 = AtomicU64::new(0);
        let name = format!("guest{}", GUESTS.fetch_add(1, Ordering::Relaxed));
        let lines = BufReader::new(target.connect()?.stream);
        let mut guest = Self {
            target,
            name,
            lines,
        };
        guest.says(guest.name.as_bytes())?;
        let hello = format!("* Hello, {}.", guest.name);
        guest.hears(|line| line.starts_with(hello.as_bytes()))?;
        Ok(guest)
    }

    /// Says a line, whatever is in it.
    pub fn says(&self, line: &[u8]) -> Result<(), Failure> {
        let sent = self.lines.get_ref().write_all(&[line, b"\n"].concat());
        sent.map_err(|error| self.target.does_not_serve(error))
    }

    /// Waits for a line that is like that, and returns it. Others may say something
    /// in between.
    pub fn hears(
        &mut self,
        is_expected: impl Fn(&[u8]) -> bool,
    ) -> Result<Vec<u8>, Failure> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let mut line = Vec::new();
            match self.lines.read_until(b'\n', &mut line) {
                Ok(_) if is_expected(&line) => return Ok(line),
                Ok(length) if length > 0 && Instant::now() < deadline => {}
                Ok(_) => {
                    let seen = format!("last heard {}", excerpt(&line));
                    return Err(self.target.does_not_serve(seen));
                }
                Err(error) => return Err(self.target.does_not_serve(error)),
            }
        }
    }

    /// Ends the connection by a reset instead of an end of file.
    pub fn reset(self) {
        set_socket_linger(self.stream(), Some(Duration::ZERO)).unwrap();
    }

    /// The connection, without what was read from it already.
    pub fn stream(&self) -> &TcpStream {
        self.lines.get_ref()
    }
}

/// Two come in, one says something, the other hears it, and they leave.
pub fn talk(target: &Target) -> Result<(), Failure> {
    let speaker = Guest::join(target)?;
    let mut listener = Guest::join(target)?;
    speaker.says(b"how do you do?")?;
    let expected = format!("{}: how do you do?\n", speaker.name);
    listener.hears(|line| line == expected.as_bytes())?;
    Ok(())
}

/// What somebody says has to be heard so.
pub fn is_heard_as(
    target: &Target,
    said: &[u8],
    expected: &[u8],
) -> Result<(), Failure> {
    let speaker = Guest::join(target)?;
    let mut listener = Guest::join(target)?;
    speaker.says(said)?;
    let name = format!("{}: ", speaker.name);
    let heard = listener.hears(|line| line.starts_with(name.as_bytes()))?;
    match heard.strip_prefix(name.as_bytes()) == Some(expected) {
        true => Ok(()),
        false => {
            let seen = format!("{} is heard as {}", excerpt(said), excerpt(&heard));
            Err(target.fails(Symptom::WrongAnswer, seen))
        }
    }
}
