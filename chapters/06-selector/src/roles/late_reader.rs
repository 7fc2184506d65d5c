//! The client that reads only when it can't write any more.

use selector::{DEFAULT_ADDRESS, late_reader};
use tcp_vs_udp::command::{Stopped, Tried, Words, say};

pub(super) fn play(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    words.finish()?;
    let outcome = late_reader::run(&address);
    Ok(say(outcome.tried(format_args!("talk to {address}"))?)?)
}
