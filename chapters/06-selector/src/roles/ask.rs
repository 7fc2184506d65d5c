//! The system is asked, without a selector.

use std::net::TcpListener;

use selector::DEFAULT_ADDRESS;
use selector::asking::{self, readiness};
use tcp_vs_udp::command::{Failure, Stopped, Tried, Words, say, say_ready};

/// Echoes until Ctrl-C.
pub(super) fn serve(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    words.finish()?;
    let listener = TcpListener::bind(&address)
        .map_err(|error| Failure::not_bound(&address, error))?;
    let bound = listener.local_addr();
    say_ready(bound.tried(format_args!("listen on {address}"))?)?;
    asking::serve(&listener).tried("go on")?;
    Ok(())
}

/// Prints when a socket is ready.
pub(super) fn tell_readiness(words: Words) -> Result<(), Stopped> {
    words.finish()?;
    say(format_args!(
        "{:<29}{:<6}{:<7}and a call",
        "", "read?", "write?"
    ))?;
    for row in readiness::table().tried("run the experiment")? {
        say(row)?;
    }
    Ok(())
}
