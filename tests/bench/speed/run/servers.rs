//! What is measured: each server in a process of its own.

mod mio;
mod selecting;
mod threads;
mod tokio;
pub(crate) mod variant;

use std::env;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::path::Path;
use std::process::{self, Command};
use std::thread;

use load::server::Server;
use threading::places::MOST_PLACES;

use variant::Variant;

/// Any free port of this machine.
const ADDRESS: SocketAddrV4 = SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0);

/// What a server with one thread reads into, for all its connections: as chapter 6's.
const BUFFER_SIZE: usize = 64 * 1024;

/// How many events one call tells: as chapter 6's.
const EVENTS: usize = 64;

/// The processor for the servers, and the one for those who load them.
pub(crate) const SERVERS_CPU: u32 = 0;
pub(crate) const CLIENTS_CPU: u32 = 1;

/// Where Python's are.
const SCRIPTS: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/speed/run/servers/python");

/// The word that makes this program a server. It isn't for people.
pub(crate) const SERVE: &str = "serve";

/// A server, and what is known of it before it is measured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Design {
    pub(crate) name: &'static str,
    /// How many clients it can have at a time.
    pub(crate) most: usize,
    serve: Serve,
}

#[derive(Debug, Clone, Copy)]
enum Serve {
    Here(fn() -> io::Result<()>),
    Variant(Variant),
    /// By a script in the folder `python`.
    Python(&'static str),
}

/// The first is what the others are compared with.
pub(crate) const DESIGNS: [Design; 12] = [
    here("mio", mio::serve),
    here("selector", selecting::by_default),
    here("selector poll", selecting::with_poll),
    here("tokio", tokio::serve_in_current_thread),
    here("tokio threads", tokio::serve_in_many_threads),
    here("a thread each", threads::one_thread_each),
    here("no limits", threads::one_thread_each_without_limits),
    Design {
        most: MOST_PLACES,
        ..here("socketserver", threads::socketserver)
    },
    Design {
        most: 1,
        ..here("one at a time", threads::one_at_a_time)
    },
    python("Python selectors", "selector.py"),
    python("asyncio", "streams.py"),
    python("Python threads", "threads.py"),
];

/// The first is what the others are compared with, each of which makes another choice.
pub(crate) const CHOICES: [Design; 6] = [
    PLAIN,
    variant("queue first", variant::QUEUE_FIRST),
    variant("until WouldBlock", variant::UNTIL_WOULD_BLOCK),
    variant("1 event", variant::EVENT_1),
    variant("1,024 events", variant::EVENTS_1024),
    variant("always write", variant::ALWAYS_WRITE),
];

/// Those whose choice shows with large messages alone.
pub(crate) const BUFFERS: [Design; 3] = [
    PLAIN,
    variant("4 KiB buffer", variant::BUFFER_4_KIB),
    variant("1 KiB buffer", variant::BUFFER_1_KIB),
];

const PLAIN: Design = variant("plain", variant::PLAIN);

/// All that can be asked for.
pub(crate) fn all() -> impl Iterator<Item = &'static Design> {
    let buffers = BUFFERS.iter().skip(1);
    DESIGNS.iter().chain(&CHOICES).chain(buffers)
}

const fn here(name: &'static str, serve: fn() -> io::Result<()>) -> Design {
    Design {
        name,
        most: usize::MAX,
        serve: Serve::Here(serve),
    }
}

const fn variant(name: &'static str, variant: Variant) -> Design {
    Design {
        name,
        most: usize::MAX,
        serve: Serve::Variant(variant),
    }
}

const fn python(name: &'static str, script: &'static str) -> Design {
    Design {
        name,
        most: usize::MAX,
        serve: Serve::Python(script),
    }
}

impl Design {
    pub(crate) fn is_python(&self) -> bool {
        matches!(self.serve, Serve::Python(_))
    }

    /// Starts it in a process of its own, on its processor if that can be had.
    pub(crate) fn start(&self, pin: bool) -> io::Result<Server> {
        let command = match self.serve {
            Serve::Here(_) | Serve::Variant(_) => {
                let mut command = pinned(&env::current_exe()?, pin);
                command.args([SERVE, self.name]);
                command
            }
            Serve::Python(script) => {
                let mut command = pinned(Path::new("python3"), pin);
                // Without leaving compiled files beside the scripts.
                command.arg("-B").arg(Path::new(SCRIPTS).join(script));
                command
            }
        };
        Server::start(command)
            .map_err(|error| io::Error::other(format!("{}: {error}", self.name)))
    }
}

/// A command that stays on the servers' processor, if it is to.
fn pinned(program: &Path, pin: bool) -> Command {
    if !pin {
        return Command::new(program);
    }
    let mut command = Command::new("taskset");
    command.args(["-c", &SERVERS_CPU.to_string()]).arg(program);
    command
}

/// Is the server of this name, until whoever started it ends.
pub(crate) fn serve(name: &str) -> io::Result<()> {
    thread::Builder::new().spawn(|| {
        let _ = io::stdin().read(&mut [0]);
        process::exit(0)
    })?;
    match all()
        .find(|design| design.name == name)
        .map(|one| one.serve)
    {
        Some(Serve::Here(serve)) => serve(),
        Some(Serve::Variant(variant)) => variant.serve(),
        _ => Err(io::Error::other("there is no such server")),
    }
}

/// Tells whoever started this process that it may connect.
fn ready(address: SocketAddr) -> io::Result<()> {
    let mut out = io::stdout();
    writeln!(out, "listening on {address}")?;
    out.flush()
}
