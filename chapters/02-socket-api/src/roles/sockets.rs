//! The role that lists sockets.

use socket_api::sockets::{self, Selection, owners, table};
use tcp_vs_udp::command::{Stopped, Tried, Words, say};

/// Lists the sockets of this machine.
pub(super) fn list(mut words: Words) -> Result<(), Stopped> {
    let selection = Selection {
        listening: words.flag("--listening"),
        port: words.number("--port", 1..=u16::MAX)?,
    };
    words.finish()?;
    let mut listing = sockets::list().tried("list the sockets")?;
    listing.rows.retain(|row| selection.includes(row));
    // A system that hides its processes is no reason to hide its sockets.
    let owners = owners::owners().unwrap_or_default();
    for line in table::set(&listing.rows, &owners) {
        say(line)?;
    }
    for unreadable in listing.unreadable {
        say(format_args!("not understood: {unreadable}"))?;
    }
    Ok(())
}
