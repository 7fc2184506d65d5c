//! What the roles of servers that can be stopped have in common.

use std::fmt::Display;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};

use tcp_vs_udp::command::{Stopped, Tried, Words, say_ready, write_line};
use threading::capped::{Settings, WhenFull};
use threading::places::MOST_PLACES;
use threading::stop::Stop;

/// What the options say, and for the rest what is usual.
pub(super) fn settings(
    words: &mut Words,
    usual: Settings,
) -> Result<Settings, Stopped> {
    let mut settings = usual;
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
    Ok(settings)
}

/// What prints an event, from any thread.
pub(super) type Report<E> = Box<dyn Fn(E) + Send + Sync>;

/// Serves, and prints each event, until Ctrl-C, or until nobody reads any more what
/// is printed.
pub(super) fn until_ctrl_c<E: Display>(
    bound: io::Result<SocketAddr>,
    serve: impl FnOnce(&Stop, Report<E>) -> io::Result<()>,
) -> Result<(), Stopped> {
    let stop = Stop::on_ctrl_c().tried("wait for Ctrl-C")?;
    say_ready(bound.tried("tell the address")?)?;
    let unsaid = Arc::new(OnceLock::new());
    let (written, enough) = (Arc::clone(&unsaid), stop.clone());
    let report = Box::new(move |event| {
        if let Err(error) = write_line(event) {
            let _ = written.set(error);
            enough.request();
        }
    });
    serve(&stop, report).tried("go on")?;
    match Arc::into_inner(unsaid).and_then(OnceLock::into_inner) {
        None => Ok(()),
        Some(error) => Err(error).tried("write to standard output")?,
    }
}
