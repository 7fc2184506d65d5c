//! What each role does: it calls the library and prints what comes of it.

use tcp_vs_udp::command::{Stopped, Words, not_played};

use crate::help::HELP;

/// Does what was asked for.
pub(crate) fn play(words: Words) -> Result<(), Stopped> {
    play_on_unix(words)
}

/// Roles that need the selector.
#[cfg(unix)]
fn play_on_unix(words: Words) -> Result<(), Stopped> {
    match words.role() {
        _ => Err(not_played(&words, HELP)),
    }
}

#[cfg(not(unix))]
fn play_on_unix(words: Words) -> Result<(), Stopped> {
    Err(not_played(&words, HELP))
}
