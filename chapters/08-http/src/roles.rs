//! What each role does: it calls the library and prints what comes of it.

use tcp_vs_udp::command::{Stopped, Words, not_played};

use crate::help::HELP;

/// Does what was asked for.
pub(crate) fn play(words: Words) -> Result<(), Stopped> {
    match words.role() {
        _ => Err(not_played(&words, HELP)),
    }
}
