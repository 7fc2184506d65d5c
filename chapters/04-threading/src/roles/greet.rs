//! The server with a limit to its clients.

use std::sync::OnceLock;

use tcp_vs_udp::command::{Failure, Stopped, Tried, Words, say_ready, write_line};
use threading::DEFAULT_ADDRESS;
use threading::capped::{Server, Settings, WhenFull};
use threading::places::MOST_PLACES;
use threading::stop::Stop;

/// Greets until Ctrl-C.
pub(super) fn serve(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    let mut settings = Settings::default();
    if let Some(clients) = words.number("--clients", 1..=MOST_PLACES)? {
        settings.clients = clients;
    }
    if words.choice("--when-full", &["wait", "busy"])? == Some("busy") {
        settings.when_full = WhenFull::TellBusy;
    }
    if let Some(backlog) = words.number("--backlog", 1..=i32::MAX)? {
        settings.backlog = backlog;
    }
    if let Some(limit) = words.seconds("--timeout")? {
        settings.limits.silence = limit;
    }
    if let Some(limit) = words.seconds("--deadline")? {
        settings.limits.conversation = limit;
    }
    if let Some(grace) = words.seconds("--grace")? {
        settings.grace = grace;
    }
    let greeter = super::greeter(&mut words)?;
    words.finish()?;

    let server = Server::bind(&address, settings, greeter)
        .map_err(|error| Failure::not_bound(&address, error))?;
    let bound = server.local_addr();
    let stop = Stop::on_ctrl_c().tried("wait for Ctrl-C")?;
    say_ready(bound.tried(format_args!("listen on {address}"))?)?;

    let unsaid = OnceLock::new();
    let served = server.serve(&stop, |event| {
        if let Err(error) = write_line(event) {
            let _ = unsaid.set(error);
            stop.request();
        }
    });
    served.tried("go on")?;
    match unsaid.into_inner() {
        None => Ok(()),
        Some(error) => Err(error).tried("write to standard output")?,
    }
}
