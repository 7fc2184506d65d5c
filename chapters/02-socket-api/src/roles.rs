//! What each role does: it calls the library and prints what comes of it.

mod families;
mod sockets;

use tcp_vs_udp::command::{Stopped, Words};

/// Does what was asked for.
pub(crate) fn play(words: Words) -> Result<(), Stopped> {
    match words.role() {
        Some("families") => families::converse(words),
        #[cfg(unix)]
        Some("dual-stack") => families::dual_stack(words),
        #[cfg(unix)]
        Some("unix-files") => families::files(words),
        #[cfg(unix)]
        Some("unix-datagrams") => families::datagrams(words),
        #[cfg(unix)]
        Some("unix-server") => families::serve(words),
        Some("sockets") => sockets::list(words),
        Some(other) => Err(format!("there is no role {other}").into()),
        None => {
            words.finish()?;
            Ok(())
        }
    }
}
