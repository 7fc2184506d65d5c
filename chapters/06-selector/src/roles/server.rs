//! The server of many connections, and what it costs.

use std::env;
use std::io;

use selector::server::protocol::Echo;
use selector::server::{Settings, command};
use selector::{DEFAULT_ADDRESS, idle_cost, timer_costs};
use tcp_vs_udp::command::{Stopped, Tried, Words, say};

/// Sends back what comes, until Ctrl-C.
pub(super) fn serve(words: Words) -> Result<(), Stopped> {
    command::serve(words, DEFAULT_ADDRESS, Settings::default(), Echo)
}

/// What a server takes while nothing happens.
pub(super) fn cost_when_idle(words: Words) -> Result<(), Stopped> {
    words.finish()?;
    let program = env::current_exe().tried("find this program")?;
    idle_cost::run(&program, &mut io::stdout()).tried("measure the server")?;
    Ok(())
}

/// What a message costs, by how the clients' times are kept.
pub(super) fn compare_timers(words: Words) -> Result<(), Stopped> {
    words.finish()?;
    say(timer_costs::HEADER)?;
    for row in timer_costs::CONNECTIONS
        .into_iter()
        .filter_map(timer_costs::measure)
    {
        say(row)?;
    }
    Ok(())
}
