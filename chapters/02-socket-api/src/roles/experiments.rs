//! The roles that show what the system does.

use std::net::TcpStream;
use std::time::Duration;

use socket_api::DEFAULT_ADDRESS;
use socket_api::backlog::{FullListener, LARGEST_BACKLOG};
use socket_api::endings::{calls, keepalive, linger, shut};
use socket_api::errors::CALLS;
use socket_api::options;
use tcp_vs_udp::command::{Failure, Stopped, Tried, Words, say};

const TRIED: &str = "run the experiment";

/// Provokes the errors of one call, or of all of them.
pub(super) fn errors(mut words: Words) -> Result<(), Stopped> {
    let wanted = words.text();
    words.finish()?;
    let is_wanted =
        |name: &str| wanted.as_ref().is_none_or(|wanted| wanted == name);
    if !CALLS.iter().any(|(name, _)| is_wanted(name)) {
        let names = CALLS.map(|(name, _)| name).join(", ");
        return Err(format!("errors takes one of these: {names}").into());
    }
    for (_, provoke) in CALLS.iter().filter(|(name, _)| is_wanted(name)) {
        provoke().iter().try_for_each(say)?;
    }
    Ok(())
}

/// Ends connections in each way, and prints what the calls say.
pub(super) fn closing(mut words: Words) -> Result<(), Stopped> {
    let wanted = words.text();
    words.finish()?;
    let table = match wanted.as_deref() {
        None => calls::table(),
        Some("shutdown") => shut::table(),
        Some("linger") => linger::table(),
        Some(other) => {
            return Err(format!(
                "closing takes shutdown, linger or nothing, not {other}"
            )
            .into());
        }
    };
    Ok(print(table.tried(TRIED)?)?)
}

/// Sets each option, and prints what comes of it.
pub(super) fn options(mut words: Words) -> Result<(), Stopped> {
    let wanted = words.text();
    words.finish()?;
    let table = match wanted.as_deref() {
        None => options::table(),
        Some("buffers") => options::buffers(),
        Some(other) => {
            return Err(
                format!("options takes buffers or nothing, not {other}").into()
            );
        }
    };
    say(options::heads())?;
    Ok(table.tried(TRIED)?.iter().try_for_each(say)?)
}

/// Keeps a connection alive until the other end ends it.
pub(super) fn keep_alive(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    let idle = words.seconds("--idle")?.unwrap_or(keepalive::USUAL.idle);
    words.finish()?;
    let stream =
        TcpStream::connect(&address).tried(format_args!("connect to {address}"))?;
    let near = stream.local_addr().tried(TRIED)?;
    say(format_args!("connected to {address} from {near}"))?;
    keepalive::keep(&stream, idle).tried("keep the connection")?;
    Ok(say("the other end has closed it")?)
}

/// Fills a listener's queue, and lets one client more wait.
pub(super) fn backlog(mut words: Words) -> Result<(), Stopped> {
    let backlog = words.number("--backlog", 0..=LARGEST_BACKLOG)?.unwrap_or(1);
    words.finish()?;
    let full = FullListener::with_backlog(backlog).tried(TRIED)?;
    say(format_args!(
        "listen({backlog}) takes {} connections, and nobody accepts",
        full.waiting()
    ))?;
    let pause = Duration::from_millis(200);
    let waited = full.one_more(pause).tried(TRIED)?;
    say(format_args!(
        "one is accepted after {pause:.1?}, and the next is in after {waited:.1?}"
    ))?;
    Ok(())
}

fn print(table: Vec<String>) -> Result<(), Failure> {
    table.iter().try_for_each(say)
}
