//! The role that sends everything that is wrong, once.

use std::net::ToSocketAddrs;

use http_server::DEFAULT_ADDRESS;
use http_server::malformed::{self, Row};
use tcp_vs_udp::command::{Failure, Stopped, Words, say};

/// Sends each row to a server, and prints what it answers.
pub(super) fn send(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    words.finish()?;
    let failed = |error| {
        Failure::new(format_args!("send requests to {address}"), error).with_hint(
            "is a server running? start it with: cargo run -p chapter8 -- server",
        )
    };
    let addresses: Vec<_> = address.to_socket_addrs().map_err(failed)?.collect();
    let rows = malformed::all();
    let mut others: usize = 0;
    for row in &rows {
        let outcome = row.send(&addresses).map_err(failed)?;
        let Row { name, section, .. } = row;
        let verdict = match row.is_met_by(&outcome) {
            true => String::new(),
            false => {
                others = others.saturating_add(1);
                format!(" (should be: {})", row.expected)
            }
        };
        say(format_args!("{section:<13} {name:<43} {outcome}{verdict}"))?;
    }
    let all = rows.len();
    match others {
        0 => say(format_args!("{all} requests, all as they should be"))?,
        _ => say(format_args!(
            "{all} requests, {others} not as they should be"
        ))?,
    }
    Ok(())
}
