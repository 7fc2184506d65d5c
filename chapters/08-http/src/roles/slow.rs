//! The role that is slow on purpose.

use std::io::ErrorKind;

use http_server::DEFAULT_ADDRESS;
use http_server::slow::{INTERVAL, Slow};
use tcp_vs_udp::command::{Failure, Stopped, Words, say};

/// A thousand: most systems let a process have 1,024 descriptors.
const MOST: usize = 1000;

const HINT: &str =
    "is the server running? start it with cargo run -p chapter8 -- server";

/// Sends requests that never end, until the server ends them.
pub(super) fn drip(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    let connections = words.text().and_then(|number| number.parse().ok());
    let Some(connections @ 1..=MOST) = connections else {
        return Err(format!("slow takes a number from 1 to {MOST}").into());
    };
    words.finish()?;
    let slow = Slow::begin(connections, &address).map_err(|error| {
        Failure::new(format_args!("connect to {address}"), error)
            .with_hint_for(ErrorKind::ConnectionRefused, HINT)
    })?;
    say(format_args!("requests begun: {connections}"))?;
    say(slow.go_on(INTERVAL))?;
    Ok(())
}
