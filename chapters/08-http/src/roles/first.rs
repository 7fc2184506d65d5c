//! The role that answers every request by the same page.

use http_server::{DEFAULT_ADDRESS, first};
use tcp_vs_udp::command::{Failure, Stopped, Tried, Words, say_ready, write_line};
use threading::places::MOST_PLACES;
use threading::stop::Stop;

/// How many clients are served at a time, unless told otherwise.
const CLIENTS: usize = 64;

/// Serves until Ctrl-C.
pub(super) fn serve(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    let clients = words.number("--clients", 1..=MOST_PLACES)?;
    words.finish()?;

    let stop = Stop::on_ctrl_c().tried("wait for Ctrl-C")?;
    let enough = stop.clone();
    let report = move |peer: &_, line: &str| {
        if write_line(format_args!("{peer} {line}")).is_err() {
            enough.request();
        }
    };
    let mut server = first::server(&address, clients.unwrap_or(CLIENTS), report)
        .map_err(|error| Failure::not_bound(&address, error))?;
    say_ready(server.local_addr())?;
    server.serve_until(&stop).tried("go on")?;
    Ok(())
}
