//! The role that shows the order of calls.

use socketserver::order::calls;
use tcp_vs_udp::command::{Stopped, Tried, Words, say};

/// The calls that can be made to panic.
const PANICS: [&str; 4] = ["verify_request", "setup", "handle", "finish"];

/// Serves one client and prints what was called.
pub(super) fn show(mut words: Words) -> Result<(), Stopped> {
    let panic_in = words.choice("--panic-in", &PANICS)?;
    words.finish()?;
    for call in calls(panic_in).tried("serve a client")? {
        say(call)?;
    }
    Ok(())
}
