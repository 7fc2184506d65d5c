//! The roles that serve: one client after another, each on a thread of its own, or all
//! on one.

use std::io;
use std::net::TcpListener;

use app_protocol::conversation::Patience;
use app_protocol::dictionary::Dictionary;
use app_protocol::service::Service;
use app_protocol::{DEFAULT_ADDRESS, blocking};
use tcp_vs_udp::command::{Failure, Stopped, Tried, Words, say_ready, write_line};

/// Serves one client after another, until the process is ended.
pub(super) fn block(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    let patience = patience(&mut words)?;
    let service = service(&mut words)?;
    words.finish()?;
    patience.limits.check().tried("serve anybody")?;
    let listener = TcpListener::bind(&address)
        .map_err(|error| Failure::not_bound(&address, error))?;
    let bound = listener.local_addr();
    say_ready(bound.tried(format_args!("listen on {address}"))?)?;
    blocking::serve(&listener, &service, patience, write_line)
        .tried("write to standard output")?;
    Ok(())
}

/// Serves each client on a thread of its own, until Ctrl-C.
#[cfg(unix)]
pub(super) fn thread(mut words: Words) -> Result<(), Stopped> {
    use std::sync::{Arc, OnceLock};

    use app_protocol::threaded::{Server, Settings};
    use threading::places::MOST_PLACES;
    use threading::stop::Stop;

    let address = words.address(DEFAULT_ADDRESS)?;
    let mut settings = Settings {
        patience: patience(&mut words)?,
        ..Settings::default()
    };
    if let Some(most) = words.number("--max-connections", 1..=MOST_PLACES)? {
        settings.clients = most;
    }
    if let Some(grace) = words.seconds("--grace")? {
        settings.grace = grace;
    }
    let service = service(&mut words)?;
    words.finish()?;

    let stop = Stop::on_ctrl_c().tried("wait for Ctrl-C")?;
    let unsaid = Arc::new(OnceLock::new());
    let (enough, written) = (stop.clone(), Arc::clone(&unsaid));
    let report = move |event| {
        if let Err(error) = write_line(event) {
            let _ = written.set(error);
            enough.request();
        }
    };
    let server = Server::bind(&address, service, settings, &stop, report)
        .map_err(|error| Failure::not_bound(&address, error))?;
    say_ready(server.local_addr())?;
    server.serve().tried("go on")?;
    match Arc::into_inner(unsaid).and_then(OnceLock::into_inner) {
        None => Ok(()),
        Some(error) => Err(error).tried("write to standard output")?,
    }
}

/// Serves any number of clients on one thread, until Ctrl-C.
#[cfg(unix)]
pub(super) fn select(mut words: Words) -> Result<(), Stopped> {
    use std::sync::Arc;

    use app_protocol::Limits;
    use app_protocol::server::{self, messages::Messages};
    use selector::server::command;

    // ANCHOR: select
    let service = Arc::new(service(&mut words)?);
    let messages = Messages::new(service, Limits::default(), |refreshed| {
        // If nobody hears of it, nobody hears of the next event either.
        let _ = write_line(refreshed);
    });
    command::serve(words, DEFAULT_ADDRESS, server::settings(), messages)
    // ANCHOR_END: select
}

/// What is searched: the file that `--dictionary` names, or what is built in.
fn service(words: &mut Words) -> Result<Service, Stopped> {
    let Some(path) = words.file("--dictionary")? else {
        return Ok(Service::new(Dictionary::built_in()));
    };
    let service = Service::with_file(&path).map_err(io::Error::from);
    Ok(service.tried(format_args!("take a dictionary from {path}"))?)
}

fn patience(words: &mut Words) -> Result<Patience, Stopped> {
    let mut patience = Patience::default();
    if let Some(limit) = words.seconds("--idle-timeout")? {
        patience.limits.silence = limit;
    }
    if let Some(limit) = words.seconds("--deadline")? {
        patience.message_time = limit;
    }
    Ok(patience)
}
