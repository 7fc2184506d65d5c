//! The roles that send more than all buffers hold.

use std::io;
use std::net::TcpStream;
use std::time::Instant;

use echo_server::experiment::flood::{
    LENGTH, in_turns, two_threads, write_then_read,
};
use tcp_vs_udp::command::{Stopped, Words, say};

use super::clients::Contact;

/// Sends everything before it reads anything.
pub(super) fn flood(mut words: Words) -> Result<(), Stopped> {
    let length = words.text().map_or(Ok(LENGTH), bytes)?;
    there_and_back(words, length, |stream, message| {
        write_then_read(stream, message, || {
            // A line that can't be written changes nothing.
            let _ = say("stuck: for a second, no byte has moved");
        })
    })
}

pub(super) fn flood_in_turns(words: Words) -> Result<(), Stopped> {
    there_and_back(words, LENGTH, |stream, message| {
        in_turns(stream, message).map(drop)
    })
}

pub(super) fn flood_by_two_threads(words: Words) -> Result<(), Stopped> {
    there_and_back(words, LENGTH, |stream, message| {
        two_threads(stream, message).map(drop)
    })
}

fn there_and_back(
    mut words: Words,
    length: usize,
    exchange: impl FnOnce(&mut TcpStream, &[u8]) -> io::Result<()>,
) -> Result<(), Stopped> {
    let contact = Contact::take(&mut words)?;
    words.finish()?;
    let message = vec![b'a'; length];
    let mut stream = contact.connect()?;
    let begin = Instant::now();
    exchange(&mut stream, &message)
        .map_err(|error| contact.failed_to_get("an echo", error))?;
    say(format_args!(
        "{length} bytes sent and back again in {:.1?}",
        begin.elapsed()
    ))?;
    Ok(())
}

/// As much as the experiment's own message, so that the memory is there.
fn bytes(word: String) -> Result<usize, String> {
    word.parse()
        .ok()
        .filter(|length| (1..=LENGTH).contains(length))
        .ok_or_else(|| {
            format!("{word} is not a number of bytes from 1 to {LENGTH}")
        })
}
