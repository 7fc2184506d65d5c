//! The role that waits for three things at once.

use socket_api::DEFAULT_ADDRESS;
use socket_api::server::Server;
use tcp_vs_udp::command::{
    Failure, Stopped, Tried, Words, say, say_ready, write_line,
};

/// Serves until Ctrl-C.
pub(super) fn serve(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    words.finish()?;
    let server = Server::bind(&address)
        .map_err(|error| Failure::not_bound(&address, error))?;
    let bound = server.local_addr();
    say_ready(bound.tried(format_args!("listen on {address}"))?)?;
    server.serve(write_line).tried("go on")?;
    Ok(say("Ctrl-C: this is the end")?)
}
