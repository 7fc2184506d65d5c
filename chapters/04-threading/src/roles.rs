//! What each role does: it calls the library and prints what comes of it.

#[cfg(unix)]
mod chat;
mod client;
mod from_outside;
#[cfg(unix)]
mod greet;
#[cfg(unix)]
mod pool;
#[cfg(unix)]
mod serving;
mod steps;

use std::io;

use tcp_vs_udp::command::{Stopped, Tried, Words, not_played};
use threading::demonstration;
#[cfg(unix)]
use threading::greeting::Greeter;

use crate::help::HELP;

/// Does what was asked for.
pub(crate) fn play(words: Words) -> Result<(), Stopped> {
    match words.role() {
        None => demonstrate(words),

        Some("client") => client::talk(words),

        Some("one-at-a-time") => steps::one_at_a_time(words),
        Some("one-thread-each") => steps::one_thread_each(words),
        Some("scoped") => steps::scoped(words),
        Some("flood") => from_outside::flood(words),
        Some("costs") => from_outside::costs(words),

        Some(_) => play_on_unix(words),
    }
}

/// Roles whose servers can be stopped.
#[cfg(unix)]
fn play_on_unix(words: Words) -> Result<(), Stopped> {
    match words.role() {
        Some("greet") => greet::serve(words),
        Some("pool") => pool::serve(words),
        Some("chat") => chat::serve(words),
        Some("slow-reader") => chat::say_to_a_slow_reader(words),
        _ => Err(not_played(&words, HELP)),
    }
}

#[cfg(not(unix))]
fn play_on_unix(words: Words) -> Result<(), Stopped> {
    Err(not_played(&words, HELP))
}

/// A greeter as `--panic-at` wants it.
#[cfg(unix)]
fn greeter(words: &mut Words) -> Result<Greeter, Stopped> {
    let name = words.value("--panic-at", "a name")?;
    Ok(name.map_or_else(Greeter::default, Greeter::panicking_at))
}

fn demonstrate(words: Words) -> Result<(), Stopped> {
    words.finish()?;
    demonstration::run(&mut io::stdout()).tried("run the demonstration")?;
    Ok(())
}
