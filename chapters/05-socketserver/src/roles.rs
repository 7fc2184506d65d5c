//! What each role does: it calls the library and prints what comes of it.

#[cfg(unix)]
mod dispatch;
#[cfg(unix)]
mod servers;

use tcp_vs_udp::command::{Stopped, Words, not_played};

use crate::help::HELP;

/// Does what was asked for.
pub(crate) fn play(words: Words) -> Result<(), Stopped> {
    match words.role() {
        None => Ok(()),
        Some(_) => play_on_unix(words),
    }
}

/// Roles whose servers wait for several things at once.
#[cfg(unix)]
fn play_on_unix(words: Words) -> Result<(), Stopped> {
    match words.role() {
        Some("udp-echo") => servers::serve_datagrams(words),
        Some("child") => servers::serve_one(words),
        role => match role.and_then(servers::service) {
            Some(service) => servers::serve(words, service),
            None => Err(not_played(&words, HELP)),
        },
    }
}

#[cfg(not(unix))]
fn play_on_unix(words: Words) -> Result<(), Stopped> {
    Err(not_played(&words, HELP))
}
