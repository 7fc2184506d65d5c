//! The role that waits for three things at once.

use socket_api::DEFAULT_ADDRESS;
use socket_api::server::Server;
use tcp_vs_udp::command::{Stopped, Tried, Words, say, write_line};

/// Serves until Ctrl-C.
pub(super) fn serve(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    words.finish()?;
    let listen = format_args!("listen on {address}");
    let server = Server::bind(&address).tried(listen)?;
    let local = server.local_addr().tried(listen)?;
    say(format_args!("listening on {local}"))?;
    server.serve(write_line).tried("go on")?;
    Ok(say("Ctrl-C: this is the end")?)
}
