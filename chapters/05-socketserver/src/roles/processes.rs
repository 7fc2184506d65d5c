//! The roles that show what processes are for, and what who does the work makes of
//! many clients.

use std::fmt::Display;
use std::io;
use std::process::Command;

use socket_api::interrupt::Interrupt;
use socketserver::experiment::burst::burst;
use socketserver::experiment::cost::cost;
use socketserver::experiment::visitors::Visitors;
use socketserver::processes::{MAX_CHILDREN, TIME_LIMIT};
use socketserver::{
    DEFAULT_ADDRESS, Hooks, ProcessPerRequest, Request, Server, Tcp, TcpServer,
};
use tcp_vs_udp::command::{
    Failure, Stopped, Tried, Words, say, say_ready, write_line,
};
use threading::places::MOST_PLACES;

use super::dispatch::Chosen;

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
    run(server, &address)
}

/// Counts visitors.
pub(super) fn visitors(mut words: Words) -> Result<(), Stopped> {
    let address = words.address(DEFAULT_ADDRESS)?;
    let dispatch = Chosen::from(&mut words, &["visitors"])?;
    words.finish()?;
    let visitors = Visitors::default();
    let server = TcpServer::builder(&address)
        .hooks(Announced)
        .dispatch(dispatch)
        .build_stream(move || visitors.clone());
    run(server, &address)
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
fn run(server: io::Result<Server<Tcp>>, address: &str) -> Result<(), Stopped> {
    let mut server = server.map_err(|error| Failure::not_bound(address, error))?;
    let interrupt = Interrupt::on_ctrl_c().tried("wait for Ctrl-C")?;
    say_ready(server.local_addr())?;
    server.serve_until(&interrupt).tried("serve")?;
    Ok(())
}

/// Tells who has come.
struct Announced;

impl Hooks<Tcp> for Announced {
    fn verify_request(&self, request: &mut Request<Tcp>) -> bool {
        // Whom nobody can be told of isn't served either.
        write_line(format_args!("{} connected", request.peer_name())).is_ok()
    }
}
