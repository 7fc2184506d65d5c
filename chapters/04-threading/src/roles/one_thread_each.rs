//! The server without a limit to its threads.

use std::net::TcpListener;

use echo_server::limits::{CONVERSATION_LIMIT, Limits, SILENCE_LIMIT};
use tcp_vs_udp::command::{Failure, Stopped, Tried, Words, say_ready, write_line};
use threading::greeting::Greeter;
use threading::{DEFAULT_ADDRESS, one_thread_each};

pub(super) fn serve(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    let limits = Limits {
        silence: words.seconds("--timeout")?.unwrap_or(SILENCE_LIMIT),
        conversation: words.seconds("--deadline")?.unwrap_or(CONVERSATION_LIMIT),
    };
    words.finish()?;
    let listener = TcpListener::bind(&address)
        .map_err(|error| Failure::not_bound(&address, error))?;
    let bound = listener.local_addr();
    say_ready(bound.tried(format_args!("listen on {address}"))?)?;
    one_thread_each::serve(&listener, limits, &Greeter::default(), write_line)
        .tried("write to standard output")?;
    Ok(())
}
