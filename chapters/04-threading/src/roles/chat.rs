//! The role of the chat room.

use echo_server::limits::SILENCE_LIMIT;
use socket_api::interrupt::Interrupt;
use tcp_vs_udp::command::{
    Failure, Stopped, Tried, Words, say, say_ready, write_line,
};
use threading::DEFAULT_ADDRESS;
use threading::chat::server::{MEMBERS, QUEUE_LENGTH, Rules, Server};
use threading::places::MOST_PLACES;

/// A longer queue than this is as good as one without end.
const LONGEST_QUEUE: usize = 10_000;

/// Lets people talk to each other, until Ctrl-C.
pub(super) fn serve(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    let rules = Rules {
        members: words
            .number("--clients", 1..=MOST_PLACES)?
            .unwrap_or(MEMBERS),
        queue_length: words
            .number("--queue", 1..=LONGEST_QUEUE)?
            .unwrap_or(QUEUE_LENGTH),
        patience: words.seconds("--timeout")?.unwrap_or(SILENCE_LIMIT),
    };
    words.finish()?;
    let stop = Interrupt::on_ctrl_c().tried("listen for Ctrl-C")?;
    let server = Server::bind(address.as_str(), rules)
        .map_err(|error| Failure::not_bound(&address, error))?;
    let bound = server.local_addr();
    say_ready(bound.tried(format_args!("listen on {address}"))?)?;
    server
        .serve(&stop, |event| {
            // Without a reader for the events, the room goes on.
            let _ = write_line(event);
        })
        .tried("wait for clients")?;
    say("the room is closed")?;
    Ok(())
}
