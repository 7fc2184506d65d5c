//! The roles that look inside: the order of calls, and what a stop returns.

use socketserver::experiment::stopping;
use socketserver::order::calls;
use tcp_vs_udp::command::{Stopped, Tried, Words, say};

/// The calls that can be made to panic.
const PANICS: [&str; 4] = ["verify_request", "setup", "handle", "finish"];

/// Serves one client and prints what was called.
pub(super) fn show_order(mut words: Words) -> Result<(), Stopped> {
    let panic_in = words.choice("--panic-in", &PANICS)?;
    words.finish()?;
    for call in calls(panic_in).tried("serve a client")? {
        say(call)?;
    }
    Ok(())
}

/// Stops servers and prints what that returned.
pub(super) fn stop(words: Words) -> Result<(), Stopped> {
    words.finish()?;
    for (what, result) in stopping::table().tried("run the experiment")? {
        let result = result.map_err(|error| error.kind());
        say(format_args!("{what:<27} {result:?}"))?;
    }
    Ok(())
}
