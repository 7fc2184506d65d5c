//! The server with a limit to its clients.

use tcp_vs_udp::command::{Failure, Stopped, Words};
use threading::DEFAULT_ADDRESS;
use threading::capped::{Server, Settings};

use super::serving::{settings, until_ctrl_c};

/// Greets until Ctrl-C.
pub(super) fn serve(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    let settings = settings(&mut words, Settings::default())?;
    let greeter = super::greeter(&mut words)?;
    words.finish()?;
    let server = Server::bind(&address, settings, greeter)
        .map_err(|error| Failure::not_bound(&address, error))?;
    until_ctrl_c(server.local_addr(), |stop, report| {
        server.serve(stop, report)
    })
}
