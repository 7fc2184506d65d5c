//! Messages that arrive otherwise than they were sent, or shouldn't be sent.

use std::io::Write;
use std::net::TcpStream;

use crate::suite::failure::{Failure, Symptom};
use crate::suite::protocol::{LINE_LIMIT, LINE_REFUSAL, line};
use crate::suite::target::{MEMORY_LIMIT, Target, excerpt};

/// 64 KiB: more than a server reads at once.
const CHUNK: usize = 64 * 1024;

/// How much to send in order to fill a memory that shouldn't grow.
pub const FLOOD: u64 = 4 * MEMORY_LIMIT;

/// Sends a message in two segments, cut at each byte in turn.
pub fn cut_at_every_byte(target: &Target) -> Result<(), Failure> {
    let question = target.protocol.message();
    for cut in 1..question.len() {
        let (first, second) = question.split_at(cut);
        let peer = target.connect()?;
        target.begin(&peer, first)?;
        target.ask(&peer, second)?;
        target.answers_to(&peer, question)?;
    }
    Ok(())
}

/// Sends two messages at once.
pub fn two_in_one_segment(target: &Target) -> Result<(), Failure> {
    target.answers(&target.protocol.message().repeat(2))
}

/// Sends what is neither text nor a string of C.
pub fn not_text(target: &Target) -> Result<(), Failure> {
    target.answers(b"\xff\xfe\0 \xc3( \xed\xa0\x80\n")
}

/// Sends the longest line that is allowed.
pub fn line_of_the_limit(target: &Target) -> Result<(), Failure> {
    target.answers(&line(LINE_LIMIT))
}

/// Sends lines that are too long, by one byte and by far. Part of the second is
/// still unread when the server has decided, and a server that closes then
/// resets the connection: Linux would still let us read the answer if it came
/// before the reset, other systems throw it away.
pub fn line_over_the_limit(target: &Target) -> Result<(), Failure> {
    for length in [LINE_LIMIT + 1, LINE_LIMIT + CHUNK] {
        let peer = target.connect()?;
        let sent = (&peer.stream).write_all(&line(length));
        let answer = target.ends(&peer)?;
        if answer != [target.protocol.first_words(), LINE_REFUSAL].concat() {
            let seen = format!("{length} bytes got {}", excerpt(&answer));
            return Err(target.fails(Symptom::WrongAnswer, seen));
        }
        sent.and(peer.is_whole())
            .map_err(|error| target.fails(Symptom::AnswerDestroyed, error))?;
        target.reports(&peer, "refused")?;
    }
    Ok(())
}

/// Sends a line and never ends it.
pub fn endless_line(target: &Target) -> Result<(), Failure> {
    let peer = target.connect()?;
    pour(&peer.stream);
    target.keeps_to_its_memory()?;
    target.reports(&peer, "refused")
}

/// Sends far more than a server should keep, which may take too long, too.
pub fn large_input(target: &Target) -> Result<(), Failure> {
    let peer = target.connect()?;
    pour(&peer.stream);
    target.keeps_to_its_memory()
}

/// Sends a flood, or as much of it as the server takes.
pub fn pour(stream: &TcpStream) {
    pour_out(stream, b"x");
}

/// The same, of this again and again.
pub fn pour_out(mut stream: &TcpStream, unit: &[u8]) {
    let chunk = unit.repeat(CHUNK / unit.len());
    for _ in 0..FLOOD / CHUNK as u64 {
        if stream.write_all(&chunk).is_err() {
            break;
        }
    }
}
