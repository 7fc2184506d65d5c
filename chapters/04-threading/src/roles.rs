//! What each role does: it calls the library and prints what comes of it.

use tcp_vs_udp::command::{Stopped, Words};

/// Does what was asked for.
pub(crate) fn play(words: Words) -> Result<(), Stopped> {
    match words.role() {
        None => Ok(()),
        Some(other) => Err(format!("there is no role {other}").into()),
    }
}
