//! The command that serves, for whatever protocol.

use socket_api::interrupt::Interrupt;
use tcp_vs_udp::command::{Failure, Stopped, Tried, Words, say_ready, write_line};

use super::protocol::Protocol;
use super::{Server, Settings, WriteInterest};
use crate::backend::poll::Poll;
use crate::backend::select::Select;
use crate::descriptors::make_room;
use crate::{Backend, DefaultBackend};

/// More than a process may have descriptors, nearly everywhere.
const MOST_PLACES: usize = 1_000_000;

/// Plays a server's role until Ctrl-C: each connection speaks `protocol`, and what the
/// words don't say is as in `settings`.
///
/// # Errors
/// A wrong word, an address that can't be listened on, or whatever else ends a server.
pub fn serve<P: Protocol + Clone>(
    mut words: Words,
    default_address: &str,
    settings: Settings,
    protocol: P,
) -> Result<(), Stopped> {
    let serve = match words.choice("--backend", BACKENDS)? {
        #[cfg(target_os = "linux")]
        Some("epoll") => serve_with::<crate::backend::epoll::Epoll, P>,
        #[cfg(any(target_os = "macos", target_os = "freebsd"))]
        Some("kqueue") => serve_with::<crate::backend::kqueue::Kqueue, P>,
        Some("poll") => serve_with::<Poll, P>,
        Some("select") => serve_with::<Select, P>,
        _ => serve_with::<DefaultBackend, P>,
    };
    serve(words, default_address, settings, protocol)
}

/// Those that this system has.
const BACKENDS: &[&str] = &[
    #[cfg(target_os = "linux")]
    "epoll",
    #[cfg(any(target_os = "macos", target_os = "freebsd"))]
    "kqueue",
    "poll",
    "select",
];

fn serve_with<B: Backend, P: Protocol + Clone>(
    mut words: Words,
    default_address: &str,
    mut settings: Settings,
    protocol: P,
) -> Result<(), Stopped> {
    let address = words.address(default_address)?;
    if words.choice("--write-interest", &["while-owing", "always"])?
        == Some("always")
    {
        settings.write_interest = WriteInterest::Always;
    }
    if let Some(most) = words.number("--max-connections", 1..=MOST_PLACES)? {
        settings.connections = most;
    }
    if let Some(limit) = words.seconds("--idle-timeout")? {
        settings.limits.silence = limit;
    }
    if let Some(limit) = words.seconds("--deadline")? {
        settings.limits.conversation = limit;
    }
    if let Some(grace) = words.seconds("--grace")? {
        settings.grace = grace;
    }
    let quiet = words.flag("--quiet");
    words.finish()?;
    // As far as that is allowed: what isn't, `accept` will tell.
    let _ = make_room(settings.connections);
    let server = Server::<B, P>::with_protocol(&address, settings, protocol)
        .map_err(|error| Failure::not_bound(&address, error))?;
    let stop = Interrupt::on_ctrl_c().tried("wait for Ctrl-C")?;
    let bound = server.local_addr();
    say_ready(bound.tried(format_args!("listen on {address}"))?)?;
    let report = |event| if quiet { Ok(()) } else { write_line(event) };
    server.serve(&stop, report).tried("go on")?;
    Ok(())
}
