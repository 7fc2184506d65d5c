//! The roles that wait for clients.

use echo_server::limits::{CONVERSATION_LIMIT, Limits, SILENCE_LIMIT};
use echo_server::server::{Server, Service};
use echo_server::udp_server::UdpServer;
use echo_server::{DEFAULT_ADDRESS, smallest};
use tcp_vs_udp::command::{Failure, Stopped, Tried, Words, say_ready, write_line};

/// Serves one client after another.
pub(super) fn serve(mut words: Words, service: Service) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    let limits = Limits {
        silence: words.seconds("--timeout")?.unwrap_or(SILENCE_LIMIT),
        conversation: words.seconds("--deadline")?.unwrap_or(CONVERSATION_LIMIT),
    };
    words.finish()?;
    let server = Server::bind(address.as_str(), service, limits)
        .map_err(|error| Failure::not_bound(&address, error))?;
    let bound = server.local_addr();
    say_ready(bound.tried(format_args!("listen on {address}"))?)?;
    server.serve(write_line).tried("write to standard output")?;
    Ok(())
}

pub(super) fn serve_datagrams(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    words.finish()?;
    let server = UdpServer::bind(&address)
        .map_err(|error| Failure::not_bound(&address, error))?;
    let bound = server.local_addr();
    say_ready(bound.tried(format_args!("listen on {address}"))?)?;
    server.serve(write_line).tried("write to standard output")?;
    Ok(())
}

/// Serves the first client, in the shortest way.
pub(super) fn serve_one(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    words.finish()?;
    smallest::server(&address).tried(format_args!("serve on {address}"))?;
    Ok(())
}
