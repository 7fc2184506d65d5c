//! The same echo server four times: with a socket alone, and by the framework with
//! three ways to do the work.

use std::io;
use std::net::TcpListener;
use std::process::Command;

use echo_server::echo::echo;
use socket_api::interrupt::Interrupt;
use tcp_vs_udp::command::write_line;

use crate::dispatch::ThreadPerRequest;
use crate::presets::TcpServer;
use crate::processes::ProcessPerRequest;

/// With a socket alone: one client after another, until something fails.
///
/// # Errors
/// The address can't be had, or one of the clients is lost.
// ANCHOR: socket
pub fn socket(address: &str) -> io::Result<()> {
    let listener = TcpListener::bind(address)?;
    write_line(format_args!("listening on {}", listener.local_addr()?))?;
    loop {
        let (mut stream, _peer) = listener.accept()?;
        echo(&mut stream, &mut 0)?;
    }
}
// ANCHOR_END: socket

/// One client after another, until Ctrl-C.
///
/// # Errors
/// The address can't be had.
// ANCHOR: inline
pub fn inline(address: &str) -> io::Result<()> {
    let mut server = TcpServer::builder(address)
        .build_fn(|request| echo(request, &mut 0).map(drop))?;
    write_line(format_args!("listening on {}", server.local_addr()))?;
    server.serve_until(&Interrupt::on_ctrl_c()?)
}
// ANCHOR_END: inline

/// Each client in a thread of its own, until Ctrl-C.
///
/// # Errors
/// The address can't be had.
// ANCHOR: threaded
pub fn threaded(address: &str) -> io::Result<()> {
    let mut server = TcpServer::builder(address)
        .dispatch(ThreadPerRequest::default())
        .build_fn(|request| echo(request, &mut 0).map(drop))?;
    write_line(format_args!("listening on {}", server.local_addr()))?;
    server.serve_until(&Interrupt::on_ctrl_c()?)
}
// ANCHOR_END: threaded

/// Each client in a process of its own, until Ctrl-C.
///
/// # Errors
/// The address can't be had.
// ANCHOR: process
pub fn process(address: &str) -> io::Result<()> {
    let mut server = TcpServer::builder(address)
        .dispatch(ProcessPerRequest::new(Command::new("cat")))
        .build_without_handler()?;
    write_line(format_args!("listening on {}", server.local_addr()))?;
    server.serve_until(&Interrupt::on_ctrl_c()?)
}
// ANCHOR_END: process
