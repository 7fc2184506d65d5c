//! A peer that does everything wrong, once.

use std::net::ToSocketAddrs;

use app_protocol::client::result;
use app_protocol::faults::{self, Outcome};
use app_protocol::{DEFAULT_ADDRESS, Message};
use echo_server::lines::printable;
use tcp_vs_udp::command::{Failure, Stopped, Words, say};

/// Sends each fault to a server, and prints what it answers.
pub(super) fn provoke(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    words.finish()?;
    let failed = |error| {
        Failure::new(format_args!("send faults to {address}"), error).with_hint(
            "is a server running? start it with: cargo run -p chapter7 -- server",
        )
    };
    let addresses: Vec<_> = address.to_socket_addrs().map_err(failed)?.collect();
    for fault in faults::all() {
        let Outcome { answers, end } = fault.send(&addresses).map_err(failed)?;
        for answer in &answers {
            say(format_args!("{:<20} {}", fault.what, shown(answer)))?;
        }
        if let Err(error) = end {
            say(format_args!("{:<20} no end: {error}", fault.what))?;
        } else if answers.is_empty() {
            say(format_args!("{:<20} no answer", fault.what))?;
        }
    }
    Ok(())
}

/// What an answer says, fit for a terminal.
fn shown(answer: &Message) -> String {
    match result(answer) {
        Ok(result) => printable(result.as_str().unwrap_or_default().as_bytes()),
        Err(_) => answer.content.escape_ascii().to_string(),
    }
}
