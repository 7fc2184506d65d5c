//! What each role does: it calls the library and prints what comes of it.

mod client;
#[cfg(unix)]
mod dispatch;
#[cfg(unix)]
mod four_times;
#[cfg(unix)]
mod inside;
#[cfg(unix)]
mod kinds;
#[cfg(unix)]
mod processes;
#[cfg(unix)]
mod servers;
#[cfg(unix)]
mod teller;

#[cfg(unix)]
use std::io;

#[cfg(unix)]
use socketserver::demonstration;
#[cfg(unix)]
use tcp_vs_udp::command::Tried;
use tcp_vs_udp::command::{Stopped, Words, not_played};

use crate::help::HELP;

/// Does what was asked for.
pub(crate) fn play(words: Words) -> Result<(), Stopped> {
    match words.role() {
        Some("client") => client::talk(words),
        _ => play_on_unix(words),
    }
}

/// Roles that need the framework, which waits by chapter 2's `poll`.
#[cfg(unix)]
fn play_on_unix(words: Words) -> Result<(), Stopped> {
    match words.role() {
        None => demonstrate(words),
        Some("echo") => servers::echo(words),
        Some("upper") => servers::upper(words),
        Some("time") => servers::time(words),
        Some("udp-echo") => servers::udp_echo(words),
        Some("four-times") => four_times::serve(words),
        Some("unix-echo") => kinds::echo_at_a_file(words),
        Some("unix-datagram-echo") => kinds::echo_datagrams_at_a_file(words),
        Some("kinds") => kinds::tabulate(words),
        Some("kinds-child") => kinds::serve_one(words),
        Some("program") => processes::program(words),
        Some("visitors") => processes::visitors(words),
        Some("burst") => processes::tell_of_burst(words),
        Some("cost") => processes::tell_of_cost(words),
        Some("order") => inside::show_order(words),
        Some("stopping") => inside::stop(words),
        Some("child") => servers::serve_one(words),
        _ => Err(not_played(&words, HELP)),
    }
}

#[cfg(unix)]
fn demonstrate(words: Words) -> Result<(), Stopped> {
    words.finish()?;
    demonstration::run(&mut io::stdout()).tried("run the demonstration")?;
    Ok(())
}

#[cfg(not(unix))]
fn play_on_unix(words: Words) -> Result<(), Stopped> {
    Err(not_played(&words, HELP))
}
