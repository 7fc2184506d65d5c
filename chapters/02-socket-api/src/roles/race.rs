//! The roles about happy eyeballs.

use std::io::{self, ErrorKind};
use std::{slice, thread};

use socket_api::DEFAULT_ADDRESS;
use socket_api::backlog::FullListener;
use socket_api::connect::connect;
use socket_api::happy_eyeballs::{ATTEMPT_DELAY, Pace, RACE_LIMIT};
use tcp_vs_udp::command::{Stopped, Tried, Words, say_ready};

use super::names::{addresses, connect_to};

/// Connects to the addresses, one beside the other.
pub(super) fn race(mut words: Words) -> Result<(), Stopped> {
    let pace = Pace {
        delay: words.seconds("--delay")?.unwrap_or(ATTEMPT_DELAY),
        limit: words.seconds("--timeout")?.unwrap_or(RACE_LIMIT),
    };
    connect_to(words, |addresses, report| connect(addresses, pace, report))
}

/// Listens with a full queue, until Ctrl-C.
pub(super) fn be_silent(mut words: Words) -> Result<(), Stopped> {
    let name = words.address(DEFAULT_ADDRESS)?;
    words.finish()?;
    let listen = format_args!("listen on {name}");
    let first = addresses(slice::from_ref(&name))?.first().copied();
    let address = first.ok_or(io::Error::from(ErrorKind::AddrNotAvailable));
    let full = address.and_then(|address| FullListener::bind(address, 0));
    let full = full.tried(listen)?;
    say_ready(full.local_addr().tried(listen)?)?;
    loop {
        thread::park();
    }
}
