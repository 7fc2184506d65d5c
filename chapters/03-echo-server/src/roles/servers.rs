//! The roles that wait for clients.

use std::fmt::Display;
use std::io::{self, ErrorKind};

use echo_server::limits::{CONVERSATION_LIMIT, Limits, SILENCE_LIMIT};
use echo_server::server::{Server, Service};
use echo_server::udp_server::UdpServer;
use echo_server::{DEFAULT_ADDRESS, smallest};
use tcp_vs_udp::command::{Failure, Stopped, Tried, Words, say, write_line};

/// Serves one client after another.
pub(super) fn serve(mut words: Words, service: Service) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    let limits = Limits {
        silence: words.seconds("--timeout")?.unwrap_or(SILENCE_LIMIT),
        conversation: words.seconds("--deadline")?.unwrap_or(CONVERSATION_LIMIT),
    };
    words.finish()?;
    let server = Server::bind(address.as_str(), service, limits)
        .map_err(|error| not_bound(&address, error))?;
    say_ready(&address, server.local_addr())?;
    server.serve(write_line).tried("write to standard output")?;
    Ok(())
}

pub(super) fn serve_datagrams(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    words.finish()?;
    let server =
        UdpServer::bind(&address).map_err(|error| not_bound(&address, error))?;
    say_ready(&address, server.local_addr())?;
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

/// Files can be refused too, but the hint for those would be another.
pub(super) fn not_bound(address: &str, error: io::Error) -> Failure {
    Failure::new(format_args!("listen on {address}"), error).with_hint_for(
        ErrorKind::PermissionDenied,
        "ports below 1024 are for the system: take a higher one",
    )
}

/// The first line of every server: it waits for clients from now on. Port 0 in
/// the `address` that was asked for is a port of the system's choice in the
/// `bound` one.
pub(super) fn say_ready(
    address: &str,
    bound: io::Result<impl Display>,
) -> Result<(), Failure> {
    let bound = bound.tried(format_args!("listen on {address}"))?;
    say(format_args!("listening on {bound}"))
}
