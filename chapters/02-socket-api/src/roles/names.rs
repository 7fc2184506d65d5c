//! The roles about names, and about what to do with several addresses.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use socket_api::names::{self, Event, LOOK_UP_LIMIT};
use tcp_vs_udp::command::{Failure, Stopped, Tried, Words, say, write_line};

/// How long one address is tried for, unless told otherwise.
const ATTEMPT_LIMIT: Duration = Duration::from_secs(10);

/// Prints what the names stand for.
pub(super) fn look_up(mut words: Words) -> Result<(), Stopped> {
    let names = all_names(&mut words)?;
    words.finish()?;
    for address in addresses(&names)? {
        say(address)?;
    }
    Ok(())
}

/// Connects to the addresses, one after the other.
pub(super) fn in_turn(mut words: Words) -> Result<(), Stopped> {
    let limit = words.seconds("--timeout")?.unwrap_or(ATTEMPT_LIMIT);
    connect_to(words, |addresses, report| {
        names::connect_in_turn(addresses, limit, report)
    })
}

/// What is told of an attempt, and to whom.
pub(super) type Report<'a> = &'a mut dyn FnMut(SocketAddr, Event<'_>);

/// Connects to the names that are left, and prints what happens when.
pub(super) fn connect_to(
    mut words: Words,
    connect: impl FnOnce(&[SocketAddr], Report<'_>) -> io::Result<TcpStream>,
) -> Result<(), Stopped> {
    let names = all_names(&mut words)?;
    words.finish()?;
    let addresses = addresses(&names)?;
    let begin = Instant::now();
    let connected = connect(&addresses, &mut |address, event| {
        let now = begin.elapsed().as_secs_f64();
        // Who doesn't read may still want the connection.
        let _ = write_line(format_args!("{now:.3} s  {address} {event}"));
    });
    connected.tried(format_args!("connect to {}", names.join(" or ")))?;
    Ok(())
}

fn all_names(words: &mut Words) -> Result<Vec<String>, String> {
    words.texts().map_err(|_none| {
        let role = words.role().unwrap_or_default();
        format!("{role} needs at least one HOST:PORT")
    })
}

/// All addresses of all names, in this order.
pub(super) fn addresses(names: &[String]) -> Result<Vec<SocketAddr>, Failure> {
    let mut addresses = Vec::new();
    for name in names {
        let found = names::look_up(name, LOOK_UP_LIMIT);
        addresses.extend(found.tried(format_args!("look up {name}"))?);
    }
    Ok(addresses)
}
