//! The server with a pool.

use tcp_vs_udp::command::{Failure, Stopped, Words};
use threading::DEFAULT_ADDRESS;
use threading::pooled::{QUEUE_LENGTH, Server, usual_settings};

use super::serving::{settings, until_ctrl_c};

/// Nobody wants to be further back in a queue than this.
const LONGEST_QUEUE: usize = 1_000;

/// Greets by a pool until Ctrl-C.
pub(super) fn serve(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    let settings = settings(&mut words, usual_settings())?;
    let queue_length = words.number("--queue", 1..=LONGEST_QUEUE)?;
    let queue_length = queue_length.unwrap_or(QUEUE_LENGTH);
    let greeter = super::greeter(&mut words)?;
    words.finish()?;
    let server = Server::bind(&address, settings, queue_length, greeter)
        .map_err(|error| Failure::not_bound(&address, error))?;
    until_ctrl_c(server.local_addr(), |stop, report| {
        server.serve(stop, report)
    })
}
