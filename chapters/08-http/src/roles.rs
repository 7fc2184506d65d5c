//! What each role does: it calls the library and prints what comes of it.

#[cfg(unix)]
mod app;
#[cfg(unix)]
mod first;
mod get;
mod malformed;
#[cfg(unix)]
mod server;
mod slow;

#[cfg(unix)]
use std::io;

#[cfg(unix)]
use http_server::demonstration;
#[cfg(unix)]
use tcp_vs_udp::command::Tried;
use tcp_vs_udp::command::{Stopped, Words, not_played};

use crate::help::HELP;

/// Does what was asked for.
pub(crate) fn play(words: Words) -> Result<(), Stopped> {
    match words.role() {
        #[cfg(unix)]
        None => demonstrate(words),

        #[cfg(unix)]
        Some("first") => first::serve(words),
        #[cfg(unix)]
        Some("server") => server::serve(words),
        #[cfg(unix)]
        Some("app") => app::serve(words),

        Some("get") => get::get(words),

        Some("malformed") => malformed::send(words),
        Some("slow") => slow::drip(words),

        _ => Err(not_played(&words, HELP)),
    }
}

#[cfg(unix)]
fn demonstrate(words: Words) -> Result<(), Stopped> {
    words.finish()?;
    demonstration::run(&mut io::stdout()).tried("run the demonstration")?;
    Ok(())
}
