//! The command of chapter 3: `cargo run -p chapter3 -- --help`.

#![forbid(unsafe_code)]

mod arguments;
mod failure;

use std::env;
use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;

use arguments::{Arguments, Role};
use echo_server::client::Client;
use echo_server::experiment::{endings, one_read, part_write};
use echo_server::server::Server;
use echo_server::{demonstration, smallest};
use failure::{Failure, Tried};

const HELP_HINT: &str = "cargo run -p chapter3 -- --help shows what is understood";

fn main() -> ExitCode {
    let arguments = match Arguments::parse(env::args_os().skip(1)) {
        Ok(arguments) => arguments,
        Err(wrong) => {
            complain(format_args!("error: {wrong}\nhint: {HELP_HINT}"));
            return ExitCode::from(2);
        }
    };
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            complain(failure);
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Failure> {
    let address = arguments.address.as_str();
    match &arguments.role {
        Role::Demonstration => {
            demonstration::run(&mut io::stdout()).tried("run the demonstration")
        }
        Role::Help => say(arguments::HELP),
        Role::SmallestServer => {
            smallest::server(address).tried(format_args!("serve on {address}"))
        }
        Role::SmallestClient { text } => {
            smallest::client(address, text).tried(format_args!("talk to {address}"))
        }
        Role::Server => serve(address, arguments.silence_limit),
        Role::Client { texts } => converse(address, arguments.silence_limit, texts),
        Role::OneRead => say(one_read::one_read().tried("run the experiment")?),
        Role::PartWrite => {
            say(part_write::part_write().tried("run the experiment")?)
        }
        Role::Endings => endings::table()
            .iter()
            .try_for_each(|(what, result)| say(endings::row(what, result))),
    }
}

fn serve(address: &str, silence_limit: Duration) -> Result<(), Failure> {
    let listen = format_args!("listen on {address}");
    let server = Server::bind(address, silence_limit).tried(listen)?;
    say(format_args!(
        "listening on {}",
        server.local_addr().tried(listen)?
    ))?;
    server
        .serve(|event| writeln!(io::stdout(), "{event}"))
        .tried("write to standard output")
}

fn converse(
    address: &str,
    silence_limit: Duration,
    texts: &[String],
) -> Result<(), Failure> {
    let connect = format_args!("connect to {address}");
    let mut client = Client::connect(address, silence_limit).tried(connect)?;
    let (here, there) = client.ends().tried(connect)?;
    say(format_args!("connected to {there} from {here}"))?;
    for text in texts {
        let echo = client
            .exchange(text.as_bytes())
            .tried(format_args!("get an echo from {address}"))?;
        let echo = String::from_utf8_lossy(&echo);
        // As `{:?}`, since a server may send control characters for our terminal.
        say(format_args!(
            "sent {} bytes, got back: {echo:?}",
            text.len()
        ))?;
    }
    Ok(())
}

/// `println!` that reports a closed standard output instead of panicking.
fn say(line: impl Display) -> Result<(), Failure> {
    writeln!(io::stdout(), "{line}").tried("write to standard output")
}

/// `eprintln!` that doesn't panic if standard error is closed, when there is
/// nobody left to tell.
fn complain(message: impl Display) {
    let _ = writeln!(io::stderr(), "{message}");
}
