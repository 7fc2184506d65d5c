//! The roles about families of addresses.

#[cfg(unix)]
use std::io;

use socket_api::families::{self, Conversation};
#[cfg(unix)]
use socket_api::families::{dual_stack, files, queue, unix};
use tcp_vs_udp::command::{Failure, Stopped, Words, say};
#[cfg(unix)]
use {
    std::os::unix::net::UnixListener,
    tcp_vs_udp::command::{Tried, say_ready},
};

/// A conversation over each family and type.
pub(super) fn converse(words: Words) -> Result<(), Stopped> {
    words.finish()?;
    say_conversation("", "server at", "its client at", "echo")?;
    for (what, result) in families::table() {
        match result {
            Ok(Conversation {
                server,
                client,
                echo,
            }) => say_conversation(what, &server, &client, &echo)?,
            Err(error) => say(format_args!("{what:<15}{error}"))?,
        }
    }
    Ok(())
}

fn say_conversation(
    what: &str,
    server: &str,
    client: &str,
    echo: &str,
) -> Result<(), Failure> {
    say(format_args!("{what:<15}{server:<17}{client:<17}{echo}"))
}

/// What a call without a value returned.
#[cfg(unix)]
fn say_result(what: &str, result: &io::Result<()>) -> Result<(), Failure> {
    match result {
        Ok(()) => say(format_args!("{what:<30} Ok")),
        Err(error) => say(format_args!("{what:<30} {:?}: {error}", error.kind())),
    }
}

/// What an IPv6 socket has to do with IPv4.
#[cfg(unix)]
pub(super) fn dual_stack(words: Words) -> Result<(), Stopped> {
    words.finish()?;
    let seen = dual_stack::ipv4_client_of_an_ipv6_listener();
    let seen = seen.tried("connect an IPv4 client to an IPv6 listener")?;
    say(format_args!("the client is at    {}", seen.by_client))?;
    say(format_args!("the server sees     {}", seen.by_server))?;
    let canonical = seen.by_server.ip().to_canonical();
    say(format_args!("which stands for    {canonical}"))?;
    for (what, only_v6) in [
        ("[::] beside 0.0.0.0", false),
        ("[::] with IPV6_V6ONLY", true),
    ] {
        say_result(what, &dual_stack::bind_ipv6_beside_ipv4(only_v6))?;
    }
    Ok(())
}

/// What becomes of a socket's file.
#[cfg(unix)]
pub(super) fn files(words: Words) -> Result<(), Stopped> {
    words.finish()?;
    let tried = files::life_of_a_file().tried("make temporary files")?;
    for (what, result) in tried {
        say_result(what, &result)?;
    }
    Ok(())
}

/// What becomes of datagrams that nobody reads.
#[cfg(unix)]
pub(super) fn datagrams(words: Words) -> Result<(), Stopped> {
    words.finish()?;
    let run = "run the experiment";
    for (what, flood) in [
        ("UDP", queue::over_udp().tried(run)?),
        ("Unix", queue::in_the_unix_domain().tried(run)?),
    ] {
        let taken = match flood.refusal {
            None => format!("all {} taken", flood.taken),
            Some(error) => format!("some taken, then {:?}", error.kind()),
        };
        let arrived = match flood.arrived == flood.taken {
            true => "all of these arrived",
            false => "not all of these arrived",
        };
        say(format_args!("{what:<6}{taken:<29}{arrived}"))?;
    }
    Ok(())
}

/// Echoes one client of a Unix-domain socket, and leaves its file behind.
#[cfg(unix)]
pub(super) fn serve(mut words: Words) -> Result<(), Stopped> {
    let path = words.text();
    let path = path.ok_or("unix-server needs the PATH of its file".to_owned())?;
    words.finish()?;
    let listener = UnixListener::bind(&path)
        .tried(format_args!("listen on {path}"))
        .map_err(|failure| {
            failure.with_hint_for(
                io::ErrorKind::AddrInUse,
                "a server that has ended leaves its file: if none is running, remove it",
            )
        })?;
    say_ready(&path)?;
    let echoed = unix::serve_one(&listener).tried("echo what a client sends")?;
    say(format_args!("closed after {echoed} bytes"))?;
    Ok(())
}
