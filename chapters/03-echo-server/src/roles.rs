//! What each role does: it calls the library and prints what comes of it.

mod clients;
mod text;
mod to_many;

use std::fmt::Display;
use std::io::{self, ErrorKind, Write};

use echo_server::checksum::answer_with_checksum;
use echo_server::echo::echo;
use echo_server::experiment::{
    self, datagrams, endings, hang_up, one_read, part_write, small_writes,
};
use echo_server::limits::{CONVERSATION_LIMIT, Limits, SILENCE_LIMIT};
use echo_server::server::{Server, Service};
use echo_server::time_server::stamp_lines;
use echo_server::udp_client::FIRST_WAIT;
use echo_server::udp_server::UdpServer;
use echo_server::{demonstration, smallest};

use crate::arguments::{Arguments, Role};
use crate::failure::{Failure, Tried};
use crate::help::HELP;
use clients::Contact;

/// Does what was asked for.
pub(crate) fn play(arguments: &Arguments) -> Result<(), Failure> {
    let address = arguments.address.as_str();
    let timeout = arguments.timeout;
    let server = Contact {
        address,
        silence_limit: timeout.unwrap_or(SILENCE_LIMIT),
    };
    let experiment = "run the experiment";
    match &arguments.role {
        Role::Demonstration => {
            demonstration::run(&mut io::stdout()).tried("run the demonstration")
        }
        Role::Help => say(HELP),

        Role::Server => serve(arguments, echo),
        Role::TimeServer => serve(arguments, stamp_lines),
        Role::ChecksumServer => serve(arguments, answer_with_checksum),
        Role::UdpServer => serve_datagrams(address),
        Role::BroadcastListener => to_many::listen_to_everybody(address),
        Role::GroupListener => to_many::listen_to_group(address),
        Role::SmallestServer => {
            smallest::server(address).tried(format_args!("serve on {address}"))
        }

        Role::Client { texts } => server.converse(texts),
        Role::SendBook { file } => server.send_book(file.as_deref()),
        Role::Interactive => server.interact(),
        Role::ChecksumClient { file } => server.send_and_compare(file.as_deref()),
        Role::UdpClient { texts } => {
            clients::send_datagrams(address, timeout.unwrap_or(FIRST_WAIT), texts)
        }
        Role::SmallestClient { text } => {
            smallest::client(address, text).tried(format_args!("talk to {address}"))
        }

        Role::BroadcastSender { texts } => {
            to_many::send_to_everybody(address, texts)
        }
        Role::GroupSender { texts } => to_many::send_to_group(address, texts),

        Role::Flood { way, length } => server.flood(*way, *length),
        Role::OneRead => say(one_read::one_read().tried(experiment)?),
        Role::PartWrite => say(part_write::part_write().tried(experiment)?),
        Role::Endings => tabulate(&endings::table()),
        Role::HangUp => tabulate(&hang_up::table()),
        Role::SmallWrites => say(small_writes::small_writes().tried(experiment)?),
        Role::Datagrams => tabulate(&datagrams::table()),
        Role::ToMany => tabulate(&experiment::to_many::table()),
    }
}

fn serve(arguments: &Arguments, service: Service) -> Result<(), Failure> {
    let listen = format_args!("listen on {}", arguments.address);
    let limits = Limits {
        silence: arguments.timeout.unwrap_or(SILENCE_LIMIT),
        conversation: arguments.deadline.unwrap_or(CONVERSATION_LIMIT),
    };
    let server = Server::bind(arguments.address.as_str(), service, limits)
        .map_err(|error| not_bound(&arguments.address, error))?;
    say_ready(server.local_addr().tried(listen)?)?;
    server.serve(write_line).tried("write to standard output")
}

fn serve_datagrams(address: &str) -> Result<(), Failure> {
    let listen = format_args!("listen on {address}");
    let server =
        UdpServer::bind(address).map_err(|error| not_bound(address, error))?;
    say_ready(server.local_addr().tried(listen)?)?;
    server.serve(write_line).tried("write to standard output")
}

/// Files can be refused too, but the hint for those would be another.
fn not_bound(address: &str, error: io::Error) -> Failure {
    let is_denied = error.kind() == ErrorKind::PermissionDenied;
    let failure = Failure::new(format_args!("listen on {address}"), error);
    if is_denied {
        failure.with_hint("ports below 1024 are for the system: take a higher one")
    } else {
        failure
    }
}

/// The first line of every server: it waits for clients from now on.
fn say_ready(address: impl Display) -> Result<(), Failure> {
    say(format_args!("listening on {address}"))
}

fn tabulate(table: &[(&str, io::Result<usize>)]) -> Result<(), Failure> {
    table
        .iter()
        .try_for_each(|(what, result)| say(experiment::row(what, result)))
}

fn say(line: impl Display) -> Result<(), Failure> {
    write_line(line).tried("write to standard output")
}

/// `println!` that reports a closed standard output instead of panicking.
fn write_line(line: impl Display) -> io::Result<()> {
    writeln!(io::stdout(), "{line}")
}
