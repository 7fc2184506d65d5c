//! What each role does: it calls the library and prints what comes of it.

#[cfg(unix)]
mod calls;
#[cfg(unix)]
mod experiments;
mod families;
mod names;
#[cfg(unix)]
mod race;
#[cfg(unix)]
mod server;
mod sockets;

use tcp_vs_udp::command::{Stopped, Words, not_played};

use crate::help::HELP;

/// Does what was asked for.
pub(crate) fn play(words: Words) -> Result<(), Stopped> {
    match words.role() {
        Some("families") => families::converse(words),
        Some("names") => names::look_up(words),
        Some("in-turn") => names::in_turn(words),
        Some("sockets") => sockets::list(words),
        _ => play_on_unix(words),
    }
}

/// Roles that call the system directly, or are about Unix.
#[cfg(unix)]
fn play_on_unix(words: Words) -> Result<(), Stopped> {
    match words.role() {
        None => calls::take_tour(words),
        Some("server") => server::serve(words),
        Some("by-hand") => calls::bind_by_hand(words),
        Some("share") => calls::share_an_address(words),
        Some("wrong-order") => calls::call_in_the_wrong_order(words),
        Some("interrupted") => calls::interrupt_calls(words),
        Some("errors") => experiments::errors(words),
        Some("closing") => experiments::closing(words),
        Some("options") => experiments::options(words),
        Some("keepalive") => experiments::keep_alive(words),
        Some("backlog") => experiments::backlog(words),
        Some("race") => race::race(words),
        Some("silent") => race::be_silent(words),
        Some("dual-stack") => families::dual_stack(words),
        Some("unix-files") => families::files(words),
        Some("unix-datagrams") => families::datagrams(words),
        Some("unix-server") => families::serve(words),
        Some(_) => Err(not_played(&words, HELP)),
    }
}

#[cfg(not(unix))]
fn play_on_unix(words: Words) -> Result<(), Stopped> {
    Err(not_played(&words, HELP))
}
