//! The roles that show what processes are for, and what who does the work makes of
//! many clients.

use std::fmt::Display;
use std::io;
use std::process::Command;
use std::time::Duration;

use socketserver::experiment::burst::burst;
use socketserver::experiment::cost::cost;
use socketserver::experiment::visitors::Visitors;
use socketserver::processes::{GRACE, MAX_CHILDREN, TIME_LIMIT};
use socketserver::{
    DEFAULT_ADDRESS, Hooks, ProcessPerRequest, Request, Server, Tcp, TcpServer,
};
use tcp_vs_udp::command::{Stopped, Tried, Words, say, write_line};
use threading::places::MOST_PLACES;
use threading::stop::Stop;

use super::dispatch::Chosen;
use super::servers::run;

/// Starts a program for each connection.
pub(super) fn program(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    let children = words.number("--clients", 1..=MOST_PLACES)?;
    let time_limit = words.seconds("--deadline")?;
    let Some(program) = words.text() else {
        return Err("program needs the name of a PROGRAM".to_owned().into());
    };
    let mut command = Command::new(program);
    while let Some(argument) = words.text() {
        command.arg(argument);
    }
    words.finish()?;
    let processes = ProcessPerRequest::new(command)
        .max_children(children.unwrap_or(MAX_CHILDREN))
        .time_limit(time_limit.unwrap_or(TIME_LIMIT));
    let server = TcpServer::builder(&address)
        .hooks(Announced)
        .dispatch(processes)
        .build_without_handler();
    serve(server, &address, GRACE)
}

/// Counts visitors.
pub(super) fn visitors(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    let dispatch = Chosen::from(&mut words, &["visitors"])?;
    let grace = dispatch.grace;
    words.finish()?;
    // ANCHOR: visitors
    let visitors = Visitors::default();
    let server = TcpServer::builder(&address)
        .hooks(Announced)
        .dispatch(dispatch)
        .build_stream(move || visitors.clone());
    // ANCHOR_END: visitors
    serve(server, &address, grace)
}

pub(super) fn tell_of_burst(words: Words) -> Result<(), Stopped> {
    tell(words, burst)
}

pub(super) fn tell_of_cost(words: Words) -> Result<(), Stopped> {
    tell(words, cost)
}

/// Prints what an experiment has to say.
fn tell<T: Display>(
    words: Words,
    experiment: impl FnOnce() -> io::Result<T>,
) -> Result<(), Stopped> {
    words.finish()?;
    say(experiment().tried("run the experiment")?)?;
    Ok(())
}

/// Serves until Ctrl-C.
fn serve(
    server: io::Result<Server<Tcp>>,
    address: &str,
    grace: Duration,
) -> Result<(), Stopped> {
    let stop = Stop::on_ctrl_c().tried("wait for Ctrl-C")?;
    run(server, address, &stop, grace)
}

/// Tells who has come.
// ANCHOR: announced
struct Announced;

impl Hooks<Tcp> for Announced {
    fn verify_request(&self, request: &mut Request<Tcp>) -> bool {
        // Whom nobody can be told of isn't served either.
        write_line(format_args!("{} connected", request.peer_name())).is_ok()
    }
}
// ANCHOR_END: announced
