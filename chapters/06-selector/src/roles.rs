//! What each role does: it calls the library and prints what comes of it.

#[cfg(unix)]
mod ask;
#[cfg(unix)]
mod client;
#[cfg(target_os = "linux")]
mod edges;
#[cfg(unix)]
mod growth;
mod late_reader;
#[cfg(unix)]
mod selecting;
#[cfg(unix)]
mod server;
mod sweep;

#[cfg(unix)]
use std::io;

#[cfg(unix)]
use selector::demonstration;
#[cfg(unix)]
use tcp_vs_udp::command::Tried;
use tcp_vs_udp::command::{Stopped, Words, not_played};

use crate::help::HELP;

/// Does what was asked for.
pub(crate) fn play(words: Words) -> Result<(), Stopped> {
    match words.role() {
        Some("sweep") => sweep::serve(words),
        Some("late-reader") => late_reader::play(words),
        _ => play_on_unix(words),
    }
}

/// Roles that need the selector.
#[cfg(unix)]
fn play_on_unix(words: Words) -> Result<(), Stopped> {
    match words.role() {
        None => demonstrate(words),

        Some("ask") => ask::serve(words),
        Some("server") => server::serve(words),

        Some("client") => client::talk(words),
        Some("idle") => client::hold(words),

        Some("growth") => growth::measure(words),
        Some("sweep-costs") => sweep::measure(words),
        Some("readiness") => ask::tell_readiness(words),
        #[cfg(target_os = "linux")]
        Some("edges") => edges::watch_a_reader(words),
        Some("mistaken") => selecting::mistake(words),
        Some("rounding") => selecting::round(words),
        Some("elsewhere") => selecting::answer_elsewhere(words),
        Some("idle-cost") => server::cost_when_idle(words),
        Some("memory") => client::weigh(words),
        Some("timer-costs") => server::compare_timers(words),

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
