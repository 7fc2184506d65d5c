//! What each role does: it calls the library and prints what comes of it.

mod sockets;

use tcp_vs_udp::command::{Stopped, Words};

/// Does what was asked for.
pub(crate) fn play(words: Words) -> Result<(), Stopped> {
    match words.role() {
        Some("sockets") => sockets::list(words),
        Some(other) => Err(format!("there is no role {other}").into()),
        None => {
            words.finish()?;
            Ok(())
        }
    }
}
