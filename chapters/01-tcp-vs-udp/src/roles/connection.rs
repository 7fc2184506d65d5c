//! The roles about a connection's life.

use tcp_vs_udp::command::{Failure, Tried, say};
use tcp_vs_udp::life::{End, life};
use tcp_vs_udp::one_port::one_port;

pub(crate) fn show_life(first: End) -> Result<(), Failure> {
    let steps = life(first)
        .tried("follow a connection")
        .map_err(|failure| {
            failure
                .with_hint("the states are read from /proc, which only Linux has")
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

pub(crate) fn count_ports() -> Result<(), Failure> {
    let seen = one_port().tried("open the connections")?;
    say(format_args!(
        "{} connections: {} port on the server's side, {} on the clients' side",
        seen.connections, seen.server_ports, seen.client_ports
    ))
}
