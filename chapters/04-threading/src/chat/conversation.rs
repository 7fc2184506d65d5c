//! A member's connection: one thread reads what the member says, another writes what
//! it is told.

use std::io::{self, BufReader, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::thread::{self, Builder};
use std::time::{Duration, Instant};

use echo_server::ending::Ending;
use echo_server::limits::{DRAIN_LIMIT, LimitedStream, Limits};
use echo_server::lines::{LINE_LIMIT, LineError, printable, read_line};
use socket_api::socket::Socket;

use crate::chat::name::Name;
use crate::chat::pace::Pace;
use crate::chat::parting::Parting;
use crate::chat::room::{Inbox, JoinError, Membership, Room};
use crate::greeting::{Connection, EXIT};
use crate::line_stream::LineStream;
use crate::stop::Stop;

/// What each client hears first.
const QUESTION: &str = "What is your name?\n";

// ANCHOR: write-limit
/// How long one line may take on its way to a member: some round trips around the
/// earth, with segments lost and repeated. It takes longer only if the member
/// doesn't read.
const WRITE_LIMIT: Duration = Duration::from_secs(10);
// ANCHOR_END: write-limit

// ANCHOR: send-buffer
/// How many bytes the system may keep for a member: eight of the longest lines.
/// Unless told, Linux takes megabytes (tcp(7), `tcp_wmem`), and it would be long
/// before anybody noticed that a member doesn't read.
pub const SEND_BUFFER: usize = 8 * LINE_LIMIT;
// ANCHOR_END: send-buffer

/// Asks for a name, and lets the client into the room until it says `exit`, or
/// nothing more, or doesn't read. The silence limit is for a whole line, and the
/// pause before. In `answered` it counts the client's bytes that were taken. When
/// there is a `stop`, it waits for no further line.
///
/// # Errors
/// What the system says of the connection, or of a second thread;
/// [`Ending::of`] tells what that means.
pub fn converse(
    room: &Room,
    stream: &Arc<TcpStream>,
    limits: Limits,
    stop: &Stop,
    answered: &mut u64,
) -> io::Result<Ending> {
    let mut reader = Reader {
        lines: BufReader::new(LineStream::new(Arc::clone(stream), limits, stop)?),
        answered,
    };
    let (member, inbox) = match come_in(room, &mut reader)? {
        Ok(joined) => joined,
        Err(parting) => {
            let stream = reader.lines.get_mut();
            stream.write_all(format!("{parting}\n").as_bytes())?;
            stream.close_after_answer();
            return Ok(parting.ending());
        }
    };
    // It fails if the connection is gone already, which the next call will tell.
    let _ = Socket::of(stream.as_ref()).set_send_buffer_size(SEND_BUFFER);
    let mut writer = LimitedStream::new(Arc::clone(stream), limits)?;
    thread::scope(|scope| {
        Builder::new().spawn_scoped(scope, move || {
            if let Err(error) = deliver(&inbox, &mut writer) {
                inbox.give_up(match Ending::of(&error) {
                    Some(Ending::TimedOut) => Parting::TooSlow,
                    _ => Parting::Ended(Ending::Reset),
                });
            }
            writer.close_after_answer();
            // Now the other thread doesn't wait any longer either.
            let _ = stream.shutdown(Shutdown::Both);
        })?;
        let ended = listen(&mut reader, &member);
        let ending = ended.as_ref().map_or(Ending::Reset, |ending| *ending);
        let parting = member.leave(Parting::Ended(ending));
        ended.map(|_| parting.ending())
    })
}

/// Asks for a name until the room takes it.
fn come_in<'a>(
    room: &'a Room,
    reader: &mut Reader<'_>,
) -> io::Result<Result<(Membership<'a>, Inbox<'a>), Parting>> {
    reader.lines.get_mut().write_all(QUESTION.as_bytes())?;
    loop {
        let line = match reader.next()? {
            Ok(line) => line,
            Err(ending) => return Ok(Err(Parting::Ended(ending))),
        };
        let refusal = match Name::parse(&line).map(|name| room.join(name)) {
            Ok(Ok(joined)) => return Ok(Ok(joined)),
            Ok(Err(JoinError::Closed)) => return Ok(Err(Parting::Closed)),
            Ok(Err(JoinError::Taken)) => JoinError::Taken.to_string(),
            Err(error) => error.to_string(),
        };
        let again = format!("* Please take another name: {refusal}.\n");
        reader.lines.get_mut().write_all(again.as_bytes())?;
    }
}

/// Passes on what the member says, at its pace.
// ANCHOR: listen
fn listen(reader: &mut Reader<'_>, member: &Membership<'_>) -> io::Result<Ending> {
    let mut pace = Pace::new(Instant::now());
    loop {
        match reader.next()? {
            Ok(line) => {
                thread::sleep(pace.wait(Instant::now()));
                if !member.say(&printable(&line)) {
                    return Ok(Ending::EndOfFile); // the room knows a better reason
                }
            }
            Err(ending) => return Ok(ending),
        }
    }
}
// ANCHOR_END: listen

/// What a client says, line by line.
struct Reader<'a> {
    lines: BufReader<LineStream<'a, Stop>>,
    answered: &'a mut u64,
}

impl Reader<'_> {
    /// The next line, or how the conversation ended.
    fn next(&mut self) -> io::Result<Result<Vec<u8>, Ending>> {
        self.lines.get_mut().begin_line();
        let mut line = match read_line(&mut self.lines, LINE_LIMIT) {
            Ok(Some(line)) => line,
            Ok(None) => return Ok(Err(Ending::EndOfFile)),
            Err(LineError::Unfinished { .. }) => return Ok(Err(Ending::CutOff)),
            Err(LineError::TooLong { .. }) => return Ok(Err(Ending::Refused)),
            Err(LineError::Io(error)) => {
                return Ending::of(&error).map(Err).ok_or(error);
            }
        };
        let length = (line.len() as u64).saturating_add(1);
        *self.answered = self.answered.saturating_add(length);
        // Some clients end a line with two characters.
        line.pop_if(|last| *last == b'\r');
        Ok(if line == EXIT {
            Err(Ending::EndOfFile)
        } else {
            Ok(line)
        })
    }
}

/// Writes what the member is told, and last, how it left. Once it has left, all that
/// is still in its inbox has to be written in a little while.
// ANCHOR: deliver
fn deliver(inbox: &Inbox<'_>, writer: &mut LimitedStream) -> io::Result<()> {
    let mut last_moment = None;
    loop {
        let line = inbox.next();
        writer.set_deadline(match inbox.parting() {
            None => after(WRITE_LIMIT),
            Some(_) => *last_moment.get_or_insert_with(|| after(DRAIN_LIMIT)),
        });
        match line {
            Ok(line) => writer.write_all(line.as_bytes())?,
            Err(parting) => {
                return writer.write_all(format!("{parting}\n").as_bytes());
            }
        }
    }
}
// ANCHOR_END: deliver

/// The moment after so much time.
pub(crate) fn after(time: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(time).unwrap_or(now)
}
