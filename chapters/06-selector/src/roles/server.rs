//! The server of many connections, with the backend that was chosen.

use std::env;
use std::io;

use selector::backend::poll::Poll;
use selector::backend::select::Select;
use selector::descriptors::make_room;
use selector::server::{Server, Settings, WriteInterest};
use selector::{Backend, DEFAULT_ADDRESS, DefaultBackend, idle_cost, timer_costs};
use socket_api::interrupt::Interrupt;
use tcp_vs_udp::command::{
    Failure, Stopped, Tried, Words, say, say_ready, write_line,
};

/// More than a process may have descriptors, nearly everywhere.
const MOST_PLACES: usize = 1_000_000;

/// Serves until Ctrl-C.
pub(super) fn serve(mut words: Words) -> Result<(), Stopped> {
    match words.choice("--backend", BACKENDS)? {
        #[cfg(target_os = "linux")]
        Some("epoll") => serve_with::<selector::backend::epoll::Epoll>(words),
        #[cfg(any(target_os = "macos", target_os = "freebsd"))]
        Some("kqueue") => serve_with::<selector::backend::kqueue::Kqueue>(words),
        Some("poll") => serve_with::<Poll>(words),
        Some("select") => serve_with::<Select>(words),
        _ => serve_with::<DefaultBackend>(words),
    }
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

fn serve_with<B: Backend>(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    let mut settings = Settings::default();
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
    let server = Server::<B>::bind(&address, settings)
        .map_err(|error| Failure::not_bound(&address, error))?;
    let stop = Interrupt::on_ctrl_c().tried("wait for Ctrl-C")?;
    let bound = server.local_addr();
    say_ready(bound.tried(format_args!("listen on {address}"))?)?;
    let report = |event| if quiet { Ok(()) } else { write_line(event) };
    server.serve(&stop, report).tried("go on")?;
    Ok(())
}

/// What a server takes while nothing happens.
pub(super) fn cost_when_idle(words: Words) -> Result<(), Stopped> {
    words.finish()?;
    let program = env::current_exe().tried("find this program")?;
    idle_cost::run(&program, &mut io::stdout()).tried("measure the server")?;
    Ok(())
}

/// What a message costs, by how the clients' times are kept.
pub(super) fn compare_timers(words: Words) -> Result<(), Stopped> {
    words.finish()?;
    say(timer_costs::HEADER)?;
    for row in timer_costs::CONNECTIONS
        .into_iter()
        .filter_map(timer_costs::measure)
    {
        say(row)?;
    }
    Ok(())
}
