//! What each role does: it calls the library and prints what comes of it.

mod ask;
mod client;
mod dissect;
mod faults;
mod framing;
mod json;
mod pieces;
mod servers;

use std::io::{self, Error, ErrorKind, Read};

#[cfg(unix)]
use app_protocol::demonstration;
#[cfg(unix)]
use tcp_vs_udp::command::Tried;
use tcp_vs_udp::command::{Stopped, Words, not_played};

use crate::help::HELP;

/// Does what was asked for.
pub(crate) fn play(words: Words) -> Result<(), Stopped> {
    match words.role() {
        #[cfg(unix)]
        None => demonstrate(words),

        Some("blocking") => servers::block(words),
        #[cfg(unix)]
        Some("threaded") => servers::thread(words),
        #[cfg(unix)]
        Some("server") => servers::select(words),

        Some("client") => client::ask(words),
        Some("ask") => ask::search(words),

        Some("dissect") => dissect::take_apart(words),

        Some("faults") => faults::provoke(words),
        Some("framing") => framing::frame(words),
        Some("pieces") => pieces::count(words),
        Some("json") => json::read(words),
        Some("uncapped") => json::read_without_cap(words),

        _ => Err(not_played(&words, HELP)),
    }
}

/// All that `source` has, unless that is more than `most` bytes.
fn read(source: impl Read, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let one_more = (most as u64).saturating_add(1);
    source.take(one_more).read_to_end(&mut bytes)?;
    if bytes.len() > most {
        let reason = format!("there are more than {most} bytes");
        return Err(Error::new(ErrorKind::FileTooLarge, reason));
    }
    Ok(bytes)
}

#[cfg(unix)]
fn demonstrate(words: Words) -> Result<(), Stopped> {
    words.finish()?;
    demonstration::run(&mut io::stdout()).tried("run the demonstration")?;
    Ok(())
}
