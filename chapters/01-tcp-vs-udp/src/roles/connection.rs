//! The roles about a connection's life.

use tcp_vs_udp::command::{Stopped, Tried, Words, say};
use tcp_vs_udp::life::{self, End};
use tcp_vs_udp::one_port;

pub(crate) fn life(words: Words, first: End) -> Result<(), Stopped> {
    words.finish()?;
    let steps = life::life(first).tried("follow a connection");
    let steps = steps.map_err(|failure| {
        failure.with_hint("the states are read from /proc, which only Linux has")
    })?;
    say(format_args!("{:<25}{:<14}server", "", "client"))?;
    for step in steps {
        say(format_args!(
            "{:<25}{:<14}{}",
            step.call, step.client, step.server
        ))?;
    }
    Ok(())
}

pub(crate) fn one_port(words: Words) -> Result<(), Stopped> {
    words.finish()?;
    let seen = one_port::one_port().tried("open the connections")?;
    Ok(say(format_args!(
        "{} connections: {} port on the server's side, {} on the clients' side",
        seen.connections, seen.server_ports, seen.client_ports
    ))?)
}
