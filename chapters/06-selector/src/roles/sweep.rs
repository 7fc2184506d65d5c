//! The server that tries all connections in turn.

#[cfg(unix)]
use std::env;
use std::time::Duration;

use selector::DEFAULT_ADDRESS;
#[cfg(unix)]
use selector::sweep::costs::{self, Scale};
use selector::sweep::{Server, Settings};
#[cfg(unix)]
use tcp_vs_udp::command::say;
use tcp_vs_udp::command::{Failure, Stopped, Tried, Words, say_ready, write_line};

/// A second: whoever sleeps for longer between two looks isn't serving.
const LONGEST_PAUSE: u64 = 1_000_000;

/// More descriptors than a process gets without asking for them.
const MOST_CONNECTIONS: usize = 100_000;

/// Echoes until Ctrl-C.
pub(super) fn serve(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    let mut settings = Settings::default();
    if let Some(pause) = words.number("--pause", 0..=LONGEST_PAUSE)? {
        settings.pause = Duration::from_micros(pause);
    }
    if let Some(most) = words.number("--max-connections", 1..=MOST_CONNECTIONS)? {
        settings.connections = most;
    }
    if let Some(limit) = words.seconds("--timeout")? {
        settings.limits.silence = limit;
    }
    if let Some(limit) = words.seconds("--deadline")? {
        settings.limits.conversation = limit;
    }
    words.finish()?;
    let server = Server::bind(&address, settings)
        .map_err(|error| Failure::not_bound(&address, error))?;
    let bound = server.local_addr();
    say_ready(bound.tried(format_args!("listen on {address}"))?)?;
    server.serve(write_line).tried("write to standard output")?;
    Ok(())
}

/// Measures what the sweep costs, and prints a table, or the book's data.
#[cfg(unix)]
pub(super) fn measure(mut words: Words) -> Result<(), Stopped> {
    let as_data = words.flag("--data");
    words.finish()?;
    let program = env::current_exe().tried("find this program")?;
    let costs = costs::run(&program, Scale::FULL).tried("measure the servers")?;
    match as_data {
        true => say(costs::data(&costs))?,
        false => say(costs::Shown(&costs))?,
    }
    Ok(())
}
